"""URLs from parts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit


def join_url(base_url: str = "/", *parts: Any, trailing_slash: bool = False) -> str:
    """`join_url("/a/", "/b/", "", None, 5)` -> `/a/b/5`; an external base keeps host, query and fragment."""
    pieces = [piece for piece in (str(part).strip("/") for part in parts if part is not None) if piece]
    base = str(base_url)
    split = urlsplit(base)
    external = bool(split.netloc) and (split.scheme in ("http", "https") or base.startswith("//"))
    path = "/".join(
        [piece for piece in (split.path.strip("/") if external else base.strip("/"),) if piece] + pieces
    )
    path = "/" + path if path or not external else ""
    if trailing_slash and not path.endswith("/"):
        path += "/"
    return urlunsplit((split.scheme, split.netloc, path, split.query, split.fragment)) if external else path
