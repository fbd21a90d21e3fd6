"""Receiving: the bodies of requests go straight from the socket to where their reader wants them."""

from __future__ import annotations

import asyncio
from typing import Any

from httptools import HttpRequestParser
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from specter.http.body import ClientGone, declared_length

#: What arrives for the parser; one for all connections, since each takes its bytes out at once.
_arrived = memoryview(bytearray(64 * 1024))


class ReceivingProtocol(HttpToolsProtocol, asyncio.BufferedProtocol):  # pyright: ignore[reportIncompatibleMethodOverride]
    """uvicorn's protocol, with `fill`. What is filled is not parsed: its length was declared."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Bytes of the body that the parser has seen, and those that are still to come past it.
        self._parsed = self._unread = 0
        #: Where the next bytes of the body go, and who waits for them.
        self._into: memoryview | None = None
        self._filled: asyncio.Future[None] | None = None

    async def fill(self, scope: Any, view: memoryview) -> int:
        """Put the next bytes of a request's body where `view` says.

        Returns how many: 0 when they are to be had through ASGI. ClientGone when they do not come.
        """
        length = declared_length(scope["headers"])
        cycle = self.cycle
        # Of another request, here already, or without a length: the parser has it.
        if cycle.scope is not scope or cycle.body or not cycle.more_body or length is None:
            return 0
        if cycle.disconnected:
            raise ClientGone
        self._unread = self._unread or length - self._parsed
        self._into = view[: self._unread]
        size = len(self._into)
        self._filled = self.loop.create_future()
        self.flow.resume_reading()
        try:
            await self._filled
        finally:
            self._into = self._filled = None
        return size

    def get_buffer(self, sizehint: int) -> memoryview:
        return _arrived if self._into is None else self._into

    def buffer_updated(self, nbytes: int) -> None:
        if self._into is None:
            self.data_received(bytes(_arrived[:nbytes]))
            return
        self._into = self._into[nbytes:]
        self.body_filled(nbytes)
        self._unread -= nbytes
        if not self._into:
            self._into = None
            if self._filled is not None and not self._filled.done():
                self._filled.set_result(None)
            if not self._unread:
                self._body_passed()

    def body_filled(self, size: int) -> None:
        """So much of a body came past the parser."""

    def data_received(self, data: bytes) -> None:
        if self._unread:
            body, data = data[: self._unread], data[self._unread :]
            self._unread -= len(body)
            self.on_body(body)
            if not self._unread:
                self._body_passed()
            if not data or not self.cycle.keep_alive:
                return
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._filled is not None and not self._filled.done():
            self._filled.set_exception(ClientGone())
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._parsed = 0

    def on_body(self, body: bytes) -> None:
        self._parsed += len(body)
        super().on_body(body)

    def _body_passed(self) -> None:
        """The body is complete, and its parser does not know: the next request has another."""
        self.parser = HttpRequestParser(self)
        # As uvicorn does; what comes after the last request of a connection is no error.
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self.on_message_complete()
