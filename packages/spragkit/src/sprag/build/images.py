"""Images made smaller: recompressed, no wider than a screen, and WebP variants for `srcset`. Needs the
`images` extra (Pillow).
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional

from ..site.plan import Variants
from .errors import BuildError

if TYPE_CHECKING:
    from PIL.Image import Image

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
WIDTHS = (640, 960, 1280)
_FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}


@dataclass
class Shrunk:
    """What was done: files written anew, variants made, bytes before and after; variants by the image's URL."""

    rewritten: int = 0
    made: int = 0
    before: int = 0
    after: int = 0
    variants: dict[str, Variants] = field(default_factory=dict)


def shrink_images(
    public: Path, *, quality: int = 80, max_width: int = 1920, webp: bool = True, srcset: bool = True
) -> Shrunk:
    """Shrink every image below `public` in place and write variants beside it as `<stem>-<width>w.webp`.

    Raises:
        BuildError: without Pillow, or for a quality outside 1 to 95.
    """
    if not 1 <= quality <= 95:
        raise BuildError(f"image quality must be from 1 to 95, got {quality}")
    files = sorted(path for path in public.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    out = Shrunk()
    if not files:
        return out
    pillow = _pillow()
    for file in files:
        _shrink(file, public, out, pillow, quality, max_width, webp, srcset)
    return out


def _pillow() -> Any:
    try:
        from PIL import Image, ImageOps
    except ImportError:
        raise BuildError(
            "images need Pillow: pip install 'spragkit[images]', or pass --skip-images"
        ) from None
    return Image, ImageOps


def _shrink(
    file: Path, public: Path, out: Shrunk, pillow: Any, quality: int, max_width: int, webp: bool, srcset: bool
) -> None:
    opener, operations = pillow
    original = file.read_bytes()
    try:
        with opener.open(io.BytesIO(original)) as opened:
            if getattr(opened, "is_animated", False):
                return
            image = operations.exif_transpose(opened)
            image.load()
    except Exception:
        return  # not an image that Pillow reads: it is served as it is
    out.before += len(original)
    kept_width = image.width
    if image.width > max_width:
        image = image.resize((max_width, max(1, round(image.height * max_width / image.width))))
    smaller = _encoded(image, _FORMATS[file.suffix.lower()], quality)
    # The name of a file with a hash promises its content.
    if smaller is not None and len(smaller) < len(original) and not _is_hashed(file.name):
        file.write_bytes(smaller)
        out.rewritten += 1
        kept_width = image.width
        out.after += len(smaller)
    else:
        out.after += len(original)
    if webp and file.suffix.lower() != ".webp":
        _write_variants(file, image, kept_width, public, out, quality, srcset)


def _write_variants(
    file: Path, image: Image, width_of_file: int, public: Path, out: Shrunk, quality: int, srcset: bool
) -> None:
    urls: dict[int, str] = {}
    widths = [width for width in WIDTHS if width < image.width] if srcset else []
    least = file.stat().st_size
    for width in (*widths, image.width):
        resized = (
            image
            if width == image.width
            else image.resize((width, max(1, round(image.height * width / image.width))))
        )
        content = _encoded(resized, "WEBP", quality)
        if content is None or len(content) >= least:
            continue
        name = f"{file.stem}-{width}w.webp"
        file.with_name(name).write_bytes(content)
        urls[width] = "/" + file.with_name(name).relative_to(public).as_posix()
        out.made += 1
    url = "/" + file.relative_to(public).as_posix()
    if urls:
        urls.setdefault(width_of_file, url)
        out.variants[url] = Variants(width_of_file, urls)


def _encoded(image: Image, kind: str, quality: int) -> Optional[bytes]:
    buffer = io.BytesIO()
    if kind == "JPEG":
        image = image if image.mode in ("RGB", "L") else image.convert("RGB")
        image.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
    elif kind == "PNG":
        image.save(buffer, "PNG", optimize=True)
    else:
        image = (
            image
            if image.mode in ("RGB", "RGBA")
            else image.convert("RGBA" if "A" in image.getbands() else "RGB")
        )
        image.save(buffer, "WEBP", quality=quality, method=4)
    return buffer.getvalue()


def _is_hashed(name: str) -> bool:
    parts = name.split(".")
    return len(parts) > 2 and len(parts[-2]) == 12 and all(char in "0123456789abcdef" for char in parts[-2])
