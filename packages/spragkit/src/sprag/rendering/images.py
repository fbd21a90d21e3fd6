"""`srcset` for the images of a page that `sprag pack` made smaller variants of."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..site.plan import Variants

# Our printers escape `<` and `>` in values, so that this is always one whole tag.
_IMAGE = re.compile(r"<img\b[^<>]*>")
_SOURCE = re.compile(r'\ssrc="([^"]*)"')
_HAS_SET = re.compile(r"\s(?:srcset|data-src)[\s=>]")
_WIDTH = re.compile(r'\swidth="(\d+)"')
_HAS_SIZES = re.compile(r"\ssizes=")


def with_srcset(html: str, images: Mapping[str, Variants], base: str = "") -> str:
    """HTML in which every `<img>` of a known image offers its variants."""
    if not images or "<img" not in html:
        return html

    def offer(found: re.Match[str]) -> str:
        tag = found.group()
        source = _SOURCE.search(tag)
        if source is None or _HAS_SET.search(tag):
            return tag
        url = source[1]
        variants = images.get(url[len(base) :] if base and url.startswith(f"{base}/") else url)
        if variants is None:
            return tag
        listed = ", ".join(f"{base}{one} {width}w" for width, one in sorted(variants.urls.items()))
        added = f' srcset="{listed}"'
        if not _HAS_SIZES.search(tag):
            declared = _WIDTH.search(tag)
            shown = int(declared[1]) if declared else variants.width
            added += f' sizes="(max-width: {shown}px) 100vw, {shown}px"'
        return f"{tag[: source.start()]}{added}{tag[source.start() :]}"

    return _IMAGE.sub(offer, html)
