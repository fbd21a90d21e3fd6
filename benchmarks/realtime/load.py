"""Load for the realtime benchmark: raw sockets, so that the client costs as little as it can."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import select
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

_MARK = re.compile(rb"#(\d+)#")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
TEXT = "x" * 64


def upgrade(path: str) -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        "Origin: http://127.0.0.1\r\n\r\n"
    ).encode()


def frame(text: str) -> bytes:
    """A client's text frame; its mask is zero."""
    data = text.encode()
    if len(data) < 126:
        return struct.pack("!BB", 0x81, 0x80 | len(data)) + b"\0\0\0\0" + data
    return struct.pack("!BBH", 0x81, 0xFE, len(data)) + b"\0\0\0\0" + data


def post(path: str, body: Any) -> bytes:
    data = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data


def marked() -> dict[str, Any]:
    return {"at": f"#{time.monotonic_ns()}#", "text": TEXT}


@dataclass
class Heard:
    """What all readers of one run heard; a message carries two marks."""

    timed: bool = False
    marks: int = 0
    last: float = 0.0
    expected: int = 0
    milliseconds: list[float] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)


class Reader(asyncio.Protocol):
    """Asks for a stream and counts what comes."""

    def __init__(self, heard: Heard, asked: bytes) -> None:
        self.heard, self.asked = heard, asked
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.asked)

    def data_received(self, data: bytes) -> None:
        if not self.ready.done():
            self.rest += data
            if b"\r\n\r\n" not in self.rest:
                return
            if not self.rest.startswith((b"HTTP/1.1 101", b"HTTP/1.1 200")):
                self.ready.set_exception(ConnectionError(self.rest[:200].decode("latin-1")))
                return
            self.ready.set_result(None)
            data, self.rest = self.rest.partition(b"\r\n\r\n")[2], b""
        marks = data.count(b"#")
        if not marks:
            return
        heard = self.heard
        heard.marks += marks
        heard.last = time.monotonic()
        if heard.timed:
            self._time(data)
        if heard.expected and heard.marks >= heard.expected:
            heard.done.set()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(exc or ConnectionError("the server closed the connection"))

    def _time(self, data: bytes) -> None:
        now = time.monotonic_ns()
        end = 0
        whole = self.rest + data
        for found in _MARK.finditer(whole):
            self.heard.milliseconds.append((now - int(found.group(1))) / 1e6)
            end = found.end()
        start = whole.find(b"#", end)
        self.rest = whole[start:] if start >= 0 else b""


class Caller(asyncio.Protocol):
    """Sends a request, waits for its answer, and may send another."""

    def __init__(self) -> None:
        self.data = b""
        self.answer: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    async def ask(self, asked: bytes) -> bytes:
        """The body of the answer."""
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(asked)
        return await self.answer

    def data_received(self, data: bytes) -> None:
        self.data += data
        head, found, body = self.data.partition(b"\r\n\r\n")
        if not found or self.answer is None:
            return
        length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
        if length is not None and len(body) < int(length.group(1)):
            return
        if length is None:
            if not body.endswith(b"0\r\n\r\n"):
                return
            # The answers that are read are one chunk long.
            body = body.split(b"\r\n")[1]
        self.data = b""
        answer, self.answer = self.answer, None
        if head.startswith(b"HTTP/1.1 2"):
            answer.set_result(body)
        else:
            answer.set_exception(ConnectionError(head.decode("latin-1")))

    def connection_lost(self, exc: Exception | None) -> None:
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(exc or ConnectionError("the server closed the connection"))


def ask_often(port: int, asked: bytes, count: int, connections: int) -> None:
    """That many times the same request, over `connections` that each wait for their answer; as cheap as Python can."""
    with contextlib.ExitStack() as closing:
        poll = closing.enter_context(contextlib.closing(select.epoll()))
        sockets, rest = {}, {}
        for _ in range(connections):
            one = closing.enter_context(socket.create_connection(("127.0.0.1", port)))
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            poll.register(one.fileno(), select.EPOLLIN)
            sockets[one.fileno()], rest[one.fileno()] = one, b""
            one.sendall(asked)
        sent, answered = connections, 0
        deadline = time.monotonic() + 60
        while answered < sent:
            for number, _ in poll.poll(1.0):
                one = sockets[number]
                data = rest[number] + one.recv(65536)
                if not is_whole(data):
                    rest[number] = data
                    continue
                rest[number] = b""
                answered += 1
                if sent < count:
                    one.sendall(asked)
                    sent += 1
            if time.monotonic() > deadline:
                raise TimeoutError(f"{answered} of {count} requests were answered within a minute")


def is_whole(data: bytes) -> bool:
    """Whether this is a response, and all of it; ConnectionError when it is none, or not a good one."""
    if not data.startswith(b"HTTP/1.1 2"):
        raise ConnectionError(data[:200].decode("latin-1") or "the server closed the connection")
    found = _LENGTH.search(data)
    if found is None:
        return data.endswith(b"0\r\n\r\n")
    end = data.find(b"\r\n\r\n", found.end())
    return end >= 0 and len(data) >= end + 4 + int(found.group(1))


async def readers(
    port: int, heard: Heard, asked: bytes, count: int, first: Sequence[str] = ()
) -> list[Reader]:
    """That many streams, open; on a websocket each says `first`."""
    loop = asyncio.get_running_loop()
    found: list[Reader] = []
    while len(found) < count:
        some = [
            (await loop.create_connection(lambda: Reader(heard, asked), "127.0.0.1", port))[1]
            for _ in range(min(50, count - len(found)))
        ]
        for reader in some:
            await asyncio.wait_for(reader.ready, 30)
            for text in first:
                reader.transport.write(frame(text))
        found += some
    return found


async def caller(port: int) -> Caller:
    return (await asyncio.get_running_loop().create_connection(Caller, "127.0.0.1", port))[1]


async def ask_once(port: int, asked: bytes) -> bytes:
    one = await caller(port)
    try:
        return await asyncio.wait_for(one.ask(asked), 10)
    finally:
        one.transport.abort()
