"""Outlets: the way of frames to one browser. Bounded, never waits, and coalesces what is sent in one turn.

On our own server frames go straight to the connection's transport, encoded once for everybody. On another server
they go through the ASGI `send` of the connection.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from specter.http.config import HttpConfig
from specter.hub import HubLoop


class Outlet:
    """A queue of frames for one connection. Control frames always fit; events only within the bounds."""

    __slots__ = (
        "__weakref__",
        "_config",
        "_flusher",
        "_queue",
        "_size",
        "closed",
        "on_drained",
        "waiting_since",
    )

    def __init__(self, config: HttpConfig, flusher: Flusher) -> None:
        self._config = config
        self._flusher = flusher
        self._queue: deque[bytes] = deque()
        self._size = 0
        self.closed = False
        #: Called when the queue is empty again after it had refused an event.
        self.on_drained: Callable[[], None] | None = None
        #: Since when the connection takes nothing; None while it does.
        self.waiting_since: float | None = None

    def push(self, frame: bytes, *, control: bool = False) -> bool:
        """Queue a frame; False when it is an event and there is no room."""
        if self.closed:
            return True
        if not control and (
            len(self._queue) >= self._config.queue_messages
            or self._size + len(frame) > self._config.queue_bytes
        ):
            # A burst within one turn is not a slow browser: what the transport still takes goes out now.
            self._flusher.flush_now(self)
            if self._queue:
                return False
        self._queue.append(frame)
        self._size += len(frame)
        self._flusher.add(self)
        return True

    def flush(self) -> None:
        """Give the transport what it takes."""
        raise NotImplementedError

    def close(self) -> None:
        self.closed = True
        self._queue.clear()
        self._size = 0

    def _taken(self) -> None:
        self._queue.clear()
        self._size = 0
        self.waiting_since = None
        drained, self.on_drained = self.on_drained, None
        if drained is not None:
            drained()

    def _stuck(self) -> None:
        if self.waiting_since is None:
            self.waiting_since = time.monotonic()


class TransportOutlet(Outlet):
    """Writes to the transport of our own protocol classes, which call `flush` when it takes more."""

    __slots__ = ("_protocol", "_transport")

    def __init__(self, config: HttpConfig, flusher: Flusher, protocol: Any) -> None:
        super().__init__(config, flusher)
        self._protocol = protocol
        self._transport = protocol.transport
        protocol.outlet = self

    def flush(self) -> None:
        if not self._queue or self.closed:
            return
        if self._transport.is_closing():
            self.close()
        elif self._protocol.writes_paused:
            self._stuck()
        else:
            data = self._queue[0] if len(self._queue) == 1 else b"".join(self._queue)
            self._taken()
            self._transport.write(data)


class SendOutlet(Outlet):
    """Sends through ASGI, frame by frame, in a task of its own."""

    __slots__ = ("_loop", "_send", "_sending", "_wrap")

    def __init__(self, config: HttpConfig, flusher: Flusher, send: Any, wrap: Callable[[bytes], Any]) -> None:
        super().__init__(config, flusher)
        self._send = send
        self._wrap = wrap
        self._sending: asyncio.Task[None] | None = None
        self._loop = asyncio.get_running_loop()

    def flush(self) -> None:
        if not self._queue or self.closed:
            return
        if self._sending is None or self._sending.done():
            frames = list(self._queue)
            self._taken()
            self._sending = self._loop.create_task(self._send_all(frames))
        else:
            self._stuck()

    async def _send_all(self, frames: list[bytes]) -> None:
        try:
            for frame in frames:
                await self._send(self._wrap(frame))
        # What a foreign server raises for a connection that has gone is its own business.
        except Exception:
            self.close()
            return
        self._loop.call_soon(self.flush)


class Flusher:
    """Flushes the outlets that were written to, once per turn of the asyncio loop."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._dirty: dict[Outlet, None] = {}
        self._own_thread = True

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._own_thread = isinstance(loop, HubLoop)

    def add(self, outlet: Outlet) -> None:
        first = not self._dirty
        self._dirty[outlet] = None
        if first and self._loop is not None and not self._loop.is_closed():
            if self._own_thread:
                self._loop.call_soon(self._flush)
            else:
                self._loop.call_soon_threadsafe(self._flush)

    def flush_now(self, outlet: Outlet) -> None:
        if self._own_thread:
            outlet.flush()

    def _flush(self) -> None:
        dirty, self._dirty = self._dirty, {}
        for outlet in dirty:
            outlet.flush()


def websocket_frame(text: bytes) -> bytes:
    """A whole text frame as a server sends it."""
    size = len(text)
    if size < 126:
        return bytes((0x81, size)) + text
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + text
    return b"\x81\x7f" + size.to_bytes(8, "big") + text


def chunk(data: bytes) -> bytes:
    """A piece of a chunked HTTP body."""
    return b"%x\r\n%b\r\n" % (len(data), data)
