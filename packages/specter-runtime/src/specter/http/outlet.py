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

    #: Whether several frames may be pushed as one piece of bytes.
    joins = False

    __slots__ = (
        "__weakref__",
        "_config",
        "_flusher",
        "_messages",
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
        self._messages = 0
        self._size = 0
        self.closed = False
        #: Called when the queue is empty again after it had refused an event.
        self.on_drained: Callable[[], None] | None = None
        #: Since when the connection takes nothing; None while it does.
        self.waiting_since: float | None = None

    def push(self, frames: bytes, messages: int = 1) -> bool:
        """Queue a frame, or that many joined ones; False when there is no room for all of them."""
        if self.closed:
            return True
        if self._queue and (
            self._messages + messages > self._config.queue_messages
            or self._size + len(frames) > self._config.queue_bytes
        ):
            # A burst within one turn is not a slow browser: what the transport still takes goes out now.
            self._flusher.flush_now(self)
            if self._queue:
                return False
        self._put(frames, messages)
        return True

    def pass_on(self, frames: bytes, messages: int) -> bool:
        """As `push`, but frames that nothing stands before may go out at once."""
        return self.push(frames, messages)

    def push_control(self, frame: bytes) -> None:
        """Queue a frame whether there is room or not."""
        if not self.closed:
            self._put(frame, 1)

    def flush(self) -> None:
        """Give the transport what it takes."""
        raise NotImplementedError

    def finish(self) -> None:
        """Close after what the transport still takes of the queue."""
        self._flusher.flush_now(self)
        self.close()

    def close(self) -> None:
        self.closed = True
        self._empty()

    def _put(self, frames: bytes, messages: int) -> None:
        self._queue.append(frames)
        self._messages += messages
        self._size += len(frames)
        self._flusher.add(self)

    def _empty(self) -> None:
        self._queue.clear()
        self._messages = self._size = 0

    def _taken(self) -> None:
        self._empty()
        self.waiting_since = None
        drained, self.on_drained = self.on_drained, None
        if drained is not None:
            drained()

    def _stuck(self) -> None:
        if self.waiting_since is None:
            self.waiting_since = time.monotonic()


class TransportOutlet(Outlet):
    """Writes to the transport of our own protocol classes, which call `flush` when it takes more."""

    joins = True

    __slots__ = ("_protocol", "_transport")

    def __init__(self, config: HttpConfig, flusher: Flusher, protocol: Any) -> None:
        super().__init__(config, flusher)
        self._protocol = protocol
        self._transport = protocol.transport
        protocol.outlet = self

    def pass_on(self, frames: bytes, messages: int) -> bool:
        if self._queue or self.closed or self._protocol.writes_paused or not self._flusher.own_thread:
            return self.push(frames, messages)
        self._transport.write(frames)
        return True

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
        #: Whether the loop runs on this hub, so that its transports may be written to from greenlets.
        self.own_thread = True

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.own_thread = isinstance(loop, HubLoop)

    def add(self, outlet: Outlet) -> None:
        first = not self._dirty
        self._dirty[outlet] = None
        if first and self._loop is not None and not self._loop.is_closed():
            if self.own_thread:
                self._loop.call_soon(self._flush_all)
            else:
                self._loop.call_soon_threadsafe(self._flush_all)

    def flush(self) -> None:
        """Flush what was written to until now, where this thread may; elsewhere it happens in the loop's own."""
        if self.own_thread:
            self._flush_all()

    def flush_now(self, outlet: Outlet) -> None:
        if self.own_thread:
            outlet.flush()

    def _flush_all(self) -> None:
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
