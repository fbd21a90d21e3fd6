"""The browser's half of the websocket protocol, for thousands of page views in one process."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import Callable
from typing import Any

from load import frame

#: Seconds after which a view that hears nothing asks whether anybody is there, and after which it leaves.
ASKS_AFTER, LEAVES_AFTER = 0.5, 1.5


class Link(asyncio.Protocol):
    """One websocket connection: its text frames, until it is lost."""

    def __init__(self, upgrade: bytes, heard: Callable[[dict[str, Any]], None]) -> None:
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[str] = loop.create_future()
        self.lost: asyncio.Future[None] = loop.create_future()
        self.heard_at = loop.time()
        #: The reason with which the server closed.
        self.goodbye = ""
        self._upgrade = upgrade
        self._heard = heard
        self._data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._upgrade)

    def send(self, message: Any) -> None:
        self.transport.write(frame(json.dumps(message)))

    def data_received(self, data: bytes) -> None:
        self.heard_at = asyncio.get_running_loop().time()
        self._data += data
        if not self.opened.done():
            head, found, rest = self._data.partition(b"\r\n\r\n")
            if not found:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self.opened.set_exception(ConnectionError(head.decode("latin-1")))
                self.transport.abort()
                return
            self.opened.set_result(head.decode("latin-1"))
            self._data = rest
        at = 0
        while (end := _end_of_frame(self._data, at)) is not None:
            start, stop = end
            kind = self._data[at] & 15
            if kind == 1:
                self._heard(json.loads(self._data[start:stop]))
            elif kind == 8:
                self.goodbye = self._data[start + 2 : stop].decode()
                self.transport.close()
            at = stop
        self._data = self._data[at:]

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionError("closed before it was open"))
            # Whoever waits for it may have gone.
            self.opened.exception()
        if not self.lost.done():
            self.lost.set_result(None)


def _end_of_frame(data: bytes, at: int) -> tuple[int, int] | None:
    """Where the payload of the frame at `at` begins and ends; None while it is not all there."""
    if len(data) - at < 2:
        return None
    size, start = data[at + 1], at + 2
    if size == 126:
        size, start = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
    elif size == 127:
        size, start = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
    return (start, start + size) if len(data) >= start + size and len(data) >= start else None


class View:
    """One page view: keeps its positions, drops what it has had, resumes after every loss."""

    def __init__(
        self, port: int, *, topics: tuple[str, ...] = (), cookie: str = "", route: str = "/room"
    ) -> None:
        self.port = port
        self.topics = topics
        self.cookie = cookie
        self.route = route
        self.id = ""
        self.reconnects = 0
        #: Seconds that an answer may take before the link counts as lost; shorter once the view has been open.
        self.patience = 30.0
        #: The payloads of events, in the order in which they came.
        self.events: list[Any] = []
        #: The streams of which something was lost.
        self.gaps: list[str] = []
        #: Called with each stream that has a gap.
        self.on_gap: Callable[[str], None] = self.gaps.append
        self.link: Link | None = None
        self._token = ""
        self._positions: dict[str, tuple[str, int]] = {}
        self._answers: dict[Any, asyncio.Future[dict[str, Any]]] = {}
        self._news = asyncio.Event()

    async def open(self) -> View:
        """Connect and join the topics; after a loss, go on where it was. OSError when that fails."""
        asked = (
            f"GET /__sprag__/socket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            f"Origin: http://127.0.0.1\r\n{f'Cookie: {self.cookie}' if self.cookie else 'X-First: 1'}\r\n\r\n"
        )
        loop = asyncio.get_running_loop()
        _, link = await loop.create_connection(
            lambda: Link(asked.encode(), self._hear), "127.0.0.1", self.port
        )
        self.link = link
        try:
            head = await asyncio.wait_for(link.opened, self.patience)
            for line in head.split("\r\n"):
                if line.lower().startswith("set-cookie:"):
                    self.cookie = line[11:].split(";")[0].strip()
            hello: dict[str, Any] = {"type": "hello", "route": self.route}
            if self._token:
                hello["resume"] = {"token": self._token, "streams": self._positions}
            ready = await self._ask("ready", hello)
            first = not self._token
            self.patience = LEAVES_AFTER
            self._token, self.id = ready["token"], ready["id"]
            if not ready["resumed"]:
                self._positions = {}
            for name, position in ready["streams"].items():
                self._positions.setdefault(name, tuple(position))
            if first:
                for number, topic in enumerate(self.topics, start=1):
                    await self._ask(number, {"type": "topic", "action": "join", "topic": topic, "id": number})
        except (asyncio.TimeoutError, ConnectionError) as error:
            self.drop()
            raise ConnectionError("the server did not answer") from error
        return self

    async def follow(self, until: Callable[[], bool]) -> None:
        """Stay connected, by however many connections, until `until()`."""
        while not until():
            if self.link is None or self.link.lost.done():
                self.reconnects += 1
                with contextlib.suppress(OSError):
                    await self.open()
                    continue
                await asyncio.sleep(random.uniform(0.0, 0.05))
                continue
            self._news.clear()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._news.wait(), ASKS_AFTER)
                continue
            silent = asyncio.get_running_loop().time() - self.link.heard_at
            if silent > LEAVES_AFTER:
                self.drop()
            else:
                self.link.send({"type": "ping"})

    async def settled(self) -> None:
        """Until everything that was said before has arrived."""
        await self._ask("pong", {"type": "ping"})

    def drop(self) -> None:
        """Lose the connection without a word."""
        if self.link is not None:
            self.link.transport.abort()
            if not self.link.lost.done():
                self.link.lost.set_result(None)

    async def _ask(self, answer: Any, message: dict[str, Any]) -> dict[str, Any]:
        """Send, and wait for the frame with this id, or of this type."""
        assert self.link is not None
        waiting = self._answers[answer] = asyncio.get_running_loop().create_future()
        self.link.send(message)
        # A server that is busy is not a server that is lost.
        patience = 30.0 if answer == "pong" else max(4 * LEAVES_AFTER, self.patience)
        await asyncio.wait((waiting, self.link.lost), timeout=patience, return_when="FIRST_COMPLETED")
        del self._answers[answer]
        if not waiting.done():
            raise ConnectionError("lost while waiting for an answer")
        return waiting.result()

    def _hear(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        stream = message.get("stream")
        if kind == "event":
            epoch, seq = message["pos"]
            known = self._positions.get(stream)
            if known is None or known[0] != epoch or seq > known[1]:
                self._positions[stream] = (epoch, seq)
                self.events.append(message["payload"])
        elif kind == "gap":
            self._positions[stream] = tuple(message["pos"])
            self.on_gap(stream)
        elif kind == "topic" and message["action"] == "join":
            self._positions[stream] = tuple(message["pos"])
        waiting = self._answers.get(message.get("id") if kind != "ready" else "ready") or self._answers.get(
            kind
        )
        if waiting is not None and not waiting.done():
            waiting.set_result(message)
        self._news.set()
