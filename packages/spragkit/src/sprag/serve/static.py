"""Files over HTTP: validators, ranges, precompressed variants, cache headers."""

from __future__ import annotations

import mimetypes
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from typing import Any, Optional

from specter.http.compress import accepts
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response

from ..site.files import published

#: `name.<hash>.ext`: the content can never change under this name.
_HASHED = re.compile(r"\.[0-9a-f]{8,64}\.\w+$")
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
# The system's table differs from machine to machine, and some have none of these.
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".wasm": "application/wasm",
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
    ".md": "text/markdown",
    ".ico": "image/x-icon",
}

#: Bytes of a file that is read and sent in one piece.
AT_ONCE = 256 * 1024

IMMUTABLE = "public, max-age=31536000, immutable"
SHORT = "public, max-age=60"
REVALIDATE = "no-cache"


@dataclass(frozen=True)
class StaticFile:
    """One file of the app as an ASGI application: GET and HEAD, conditional and partial."""

    path: str
    cache_control: str

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self._response(scope["method"], Headers(scope=scope))(scope, receive, send)

    def _response(self, method: str, request: Headers) -> Response:
        if method not in ("GET", "HEAD"):
            return Response(status_code=405, headers={"Allow": "GET, HEAD"})
        path, encoding = self._variant(request.get("accept-encoding", ""))
        try:
            stat = os.stat(path)
        except FileNotFoundError:
            return Response("Not Found", status_code=404, media_type="text/plain")
        headers = {
            "Cache-Control": self.cache_control,
            "ETag": f'"{stat.st_mtime_ns:x}-{stat.st_size:x}{f"-{encoding}" if encoding else ""}"',
            "Last-Modified": formatdate(stat.st_mtime, usegmt=True),
            "X-Content-Type-Options": "nosniff",
            "Vary": "Accept-Encoding",
        }
        if _not_modified(request, headers["ETag"], stat.st_mtime):
            return Response(status_code=304, headers=headers)
        if encoding:
            headers["Content-Encoding"] = encoding
        kind = media_type(self.path)
        if method == "GET" and stat.st_size <= AT_ONCE and "range" not in request:
            # One read: quicker than a thread's, and whole when the file is replaced meanwhile.
            with open(path, "rb") as file:
                return Response(file.read(), headers={**headers, "Accept-Ranges": "bytes"}, media_type=kind)
        return FileResponse(path, headers=headers, media_type=kind, stat_result=stat)

    def _variant(self, accepted: str) -> tuple[str, str]:
        for encoding, suffix in _ENCODINGS:
            if accepts(accepted, encoding) and os.path.exists(self.path + suffix):
                return self.path + suffix, encoding
        return self.path, ""


@dataclass(frozen=True)
class StaticText:
    """A generated file that stands in memory only, as dev serves compiled code."""

    name: str
    body: bytes

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        import hashlib

        tag = f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'
        headers = {"Cache-Control": REVALIDATE, "ETag": tag, "X-Content-Type-Options": "nosniff"}
        if scope["method"] not in ("GET", "HEAD"):
            response = Response(status_code=405, headers={"Allow": "GET, HEAD"})
        elif _not_modified(Headers(scope=scope), tag, None):
            response = Response(status_code=304, headers=headers)
        else:
            response = Response(self.body, headers=headers, media_type=media_type(self.name))
        await response(scope, receive, send)


async def no_icon(scope: Any, receive: Any, send: Any) -> None:
    """Answers for an icon that the app does not have: browsers ask for one, and a 404 would stand in their console."""
    await Response(status_code=204, headers={"Cache-Control": "public, max-age=86400"})(scope, receive, send)


def cache_control(url: str, *, production: bool) -> str:
    """Hashed names for ever, the rest for a minute; in dev everything is asked for again."""
    if not production:
        return REVALIDATE
    if _HASHED.search(url):
        return IMMUTABLE
    return REVALIDATE if url.endswith(".html") else SHORT


def media_type(name: str) -> str:
    """The Content-Type of a file, with its charset when it is text."""
    suffix = os.path.splitext(name)[1].lower()
    kind = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind in (
        "application/json",
        "image/svg+xml",
        "application/manifest+json",
    )
    return f"{kind}; charset=utf-8" if text else kind


def _not_modified(request: Headers, tag: str, modified: Optional[float]) -> bool:
    known = request.get("if-none-match")
    if known is not None:
        return known.strip() == "*" or tag in [item.strip().removeprefix("W/") for item in known.split(",")]
    since = request.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        return int(modified) <= parsedate_to_datetime(since).timestamp()
    except (TypeError, ValueError):
        return False


def collect(root: Path) -> Mapping[str, str]:
    """URL -> path of every file that a directory publishes; precompressed variants only beside their original."""
    names = list(published(root))
    present = set(names)
    found = {}
    for name in names:
        stem, suffix = os.path.splitext(name)
        if suffix not in (".br", ".gz") or stem not in present:
            found[f"/{name}"] = str(root / name)
    return found
