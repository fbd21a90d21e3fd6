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


class Body:
    """A request's body as it comes: HTTPError 413 beyond `limit` bytes, ClientGone when it does not come."""

    def __init__(self, scope: Any, receive: Any, limit: int) -> None:
        check_length(scope["headers"], limit)
        self._scope = scope
        self._receive = receive
        self._limit = limit
        self._size = 0
        self._more = True
        self._put_back = b""

    async def portion(self) -> bytes:
        """The next bytes; none at the end."""
        data, self._put_back = self._put_back, b""
        while not data and self._more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            data = message.get("body", b"")
            self._more = message.get("more_body", False)
            self._count(len(data))
        return data

    def put_back(self, data: bytes) -> None:
        """Let these bytes of the last portion be the next one."""
        self._put_back = data

    async def fill(self, view: memoryview) -> int:
        """Put the next bytes where `view` says; how many, which is all that it has room for unless the body ends."""
        filled = 0
        protocol = self._scope.get("specter.protocol")
        while filled < len(view):
            if protocol is not None and not self._put_back and self._more:
                size = await protocol.fill(self._scope, view[filled:])
                self._count(size)
                if size:
                    filled += size
                    continue
            data = await self.portion()
            if not data:
                break
            size = min(len(data), len(view) - filled)
            view[filled : filled + size] = data[:size]
            self._put_back = data[size:]
            filled += size
        return filled

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > self._limit:
            raise too_large(self._limit)


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
