"""Paths and URLs: where a request stands in the application, and where a response may send a browser."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit


def path_below(scope: Any) -> str:
    """The path below the prefix under which the application is mounted."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    # A proxy may have taken the prefix off already.
    return path[len(root) :] or "/" if root and f"{path}/".startswith(f"{root}/") else path


def safe_next(url: str, default: str = "/") -> str:
    """`url` when a browser that follows it stays on this site, else `default`."""
    if not url.startswith("/") or len(url) > 2000:
        return default
    # Browsers drop tabs and line ends, and read a backslash as a slash.
    if any(ord(character) < 0x21 or character == "\\" or ord(character) == 0x7F for character in url):
        return default
    if url.startswith("//"):
        return default
    try:
        parts = urlsplit(url)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else url


def below(base: str, url: str) -> str:
    """`url` where it stands for a browser: a path of the application gets the prefix that it is served under."""
    return base + url if url.startswith("/") and not url.startswith("//") else url


def location(url: str) -> bytes:
    """A Location header: what is not ASCII is percent-encoded."""
    return quote(url, safe="/:?#[]@!$&'()*+,;=%~-._").encode("ascii")
