"""`sprag pack`: a build made smaller, then checked by starting it."""

from __future__ import annotations

import json
import re
import shutil
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional

import msgspec

from ..compiler.minify import minify_css, minify_js
from ..rendering.images import with_srcset
from ..site import decode, encode
from ..site.plan import Variants
from .build import BUILD, MANIFEST, replaced
from .bytecode import strip_sources, version
from .compress import write_compressed
from .errors import BuildError
from .images import Shrunk, shrink_images
from .report import Progress, silent
from .validate import Checked, check_files, check_server

_MAP_TRAILER = re.compile(rb"\n?(?://[#@] sourceMappingURL=[^\n]*|/\*# sourceMappingURL=[^*]*\*/)\s*$")


@dataclass
class PackReport:
    """What packing did; sizes in bytes."""

    dist: Path
    before: int = 0
    after: int = 0
    maps_removed: int = 0
    minified: int = 0
    images: Shrunk = field(default_factory=Shrunk)
    compressed: int = 0
    modules: int = 0
    checked: Checked = field(default_factory=Checked)
    archive: Optional[Path] = None
    seconds: float = 0.0


def pack(
    dist: Path,
    *,
    minify: bool = True,
    images: bool = True,
    image_quality: int = 80,
    image_max_width: int = 1920,
    webp: bool = True,
    srcset: bool = True,
    gzip: bool = True,
    bytecode: bool = True,
    make_zip: bool = False,
    dry_run: bool = False,
    progress: Progress = silent,
) -> PackReport:
    """Shrink a build in place: no source maps, smaller scripts, styles and images, bytecode without sources.

    The packed build is started and asked for every page before it takes the place of the one that was
    there; with `dry_run` it never does.

    Raises:
        BuildError: when there is no build, or the packed one does not answer; the build is left as it was.
    """
    started = time.perf_counter()
    dist = dist.resolve()
    static = not (dist / "server.py").is_file()
    if not dist.is_dir() or not ((dist / "index.html").is_file() if static else (dist / MANIFEST).is_file()):
        raise BuildError(f"{dist} holds no build; run 'sprag build' first, or name it with --dist")
    report = PackReport(dist, before=_size(dist))
    public = "" if static else "public"
    try:
        with replaced(dist) as fresh:
            shutil.copytree(dist, fresh, dirs_exist_ok=True)
            steps: list[tuple[str, bool, Callable[[], None]]] = [
                ("maps", True, lambda: _strip_maps(fresh / public, report)),
                ("minify", minify, lambda: _minify(fresh / public, report)),
                (
                    "images",
                    images,
                    lambda: _images(
                        fresh, public, report, static, image_quality, image_max_width, webp, srcset
                    ),
                ),
                ("compress", gzip, lambda: _compress(fresh / public, report)),
                ("bytecode", bytecode and not static, lambda: _bytecode(fresh, report)),
                ("check", True, lambda: _check(fresh, report, static)),
            ]
            for number, (name, wanted, step) in enumerate(steps):
                progress(name, number, len(steps))
                if wanted:
                    step()
            progress("check", len(steps), len(steps))
            report.after = _size(fresh)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    if make_zip and not dry_run:
        report.archive = write_zip(dist)
    report.seconds = time.perf_counter() - started
    return report


class _DryRun(Exception):
    pass


def write_zip(dist: Path) -> Path:
    """`dist.zip` beside `dist`; the same bytes for the same files."""
    archive = dist.with_name(dist.name + ".zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for file in sorted(path for path in dist.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(dist.parent).as_posix(), (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            out.writestr(entry, file.read_bytes())
    return archive


def _strip_maps(public: Path, report: PackReport) -> None:
    for file in [*public.rglob("*.map"), *public.rglob("*.map.gz"), *public.rglob("*.map.br")]:
        file.unlink()
        report.maps_removed += 1
    for file in _texts(public, ".js", ".mjs", ".css"):
        content = file.read_bytes()
        without = _MAP_TRAILER.sub(b"", content)
        if without != content:
            file.write_bytes(without)


def _minify(public: Path, report: PackReport) -> None:
    for file in _texts(public, ".js", ".mjs", ".css"):
        if ".min." in file.name:
            continue
        try:
            text = file.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        smaller = minify_css(text) if file.suffix == ".css" else minify_js(text)
        if len(smaller) < len(text) and not re.search(r"\.[0-9a-f]{12}\.\w+$", file.name):
            file.write_text(smaller, "utf-8")
            report.minified += 1


def _images(
    dist: Path,
    public: str,
    report: PackReport,
    static: bool,
    quality: int,
    width: int,
    webp: bool,
    srcset: bool,
) -> None:
    report.images = shrink_images(dist / public, quality=quality, max_width=width, webp=webp, srcset=srcset)
    if not report.images.variants:
        return
    if static:
        for page in dist.rglob("*.html"):
            page.write_text(_with_relative(page, dist, report.images.variants), "utf-8")
    else:
        manifest = dist / MANIFEST
        site = decode(manifest.read_bytes(), manifest)
        manifest.write_bytes(encode(msgspec.structs.replace(site, images=report.images.variants)) + b"\n")


def _with_relative(page: Path, dist: Path, images: dict[str, Variants]) -> str:
    depth = len(page.relative_to(dist).parts) - 1
    return with_srcset(page.read_text("utf-8"), images, "/".join([".."] * depth) or ".")


def _compress(public: Path, report: PackReport) -> None:
    for file in [*public.rglob("*.gz"), *public.rglob("*.br")]:
        if file.with_suffix("").is_file():
            file.unlink()
    report.compressed = write_compressed(public)


def _bytecode(dist: Path, report: PackReport) -> None:
    facts = json.loads((dist / BUILD).read_text("utf-8"))
    report.modules = strip_sources(dist, facts["sources"])
    facts["python"] = version()
    (dist / BUILD).write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n", "utf-8")


def _check(dist: Path, report: PackReport, static: bool) -> None:
    if static:
        report.checked = check_files(dist)
    else:
        report.checked = check_server(dist, json.loads((dist / BUILD).read_text("utf-8"))["paths"])
    for folder in list(dist.rglob("__pycache__")):
        shutil.rmtree(folder)
    if report.checked.problems:
        raise BuildError("the packed build does not work:\n  " + "\n  ".join(report.checked.problems))


def _texts(public: Path, *suffixes: str) -> list[Path]:
    return sorted(file for file in public.rglob("*") if file.suffix in suffixes and file.is_file())


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
