"""Reading request bodies, never more than a limit."""

from __future__ import annotations

from typing import Any

from specter.errors import HTTPError


class ClientGone(Exception):
    """The client closed the connection before its request was complete."""


def declared_length(headers: list[tuple[bytes, bytes]]) -> int | None:
    """Content-Length; None when there is none. HTTPError 400 when it is no number."""
    for name, value in headers:
        if name == b"content-length":
            if not value.isdigit():
                raise HTTPError("Invalid Content-Length header.", 400)
            return int(value)
    return None


def check_length(headers: list[tuple[bytes, bytes]], limit: int) -> None:
    length = declared_length(headers)
    if length is not None and length > limit:
        raise too_large(limit)


def too_large(limit: int) -> HTTPError:
    return HTTPError(f"The request body is larger than the {limit} bytes that are allowed here.", 413)


async def read_body(scope: Any, receive: Any, limit: int) -> bytes:
    """The whole body; HTTPError 413 before more than `limit` is read, ClientGone when it does not come."""
    check_length(scope["headers"], limit)
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientGone
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        if len(body) > limit:
            raise too_large(limit)
        return body
    parts, size = [body], len(body)
    while message.get("more_body"):
        if size > limit:
            raise too_large(limit)
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        parts.append(message.get("body", b""))
        size += len(parts[-1])
    if size > limit:
        raise too_large(limit)
    return b"".join(parts)
