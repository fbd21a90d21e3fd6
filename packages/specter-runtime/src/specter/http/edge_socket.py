"""The edge of websockets: uvicorn's protocol, with a way for frames to its transport and an end to its goodbye."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState

#: Seconds that a browser has to answer the closing of its websocket.
GOODBYE = 1.5


class SocketProtocol(WebSocketsSansIOProtocol):
    """Websockets."""

    outlet: Any = None

    @property
    def writes_paused(self) -> bool:
        return not self.writable.is_set()

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if hasattr(self, "scope"):
            self.scope["specter.protocol"] = self  # type: ignore[typeddict-unknown-key]

    def data_received(self, data: bytes) -> None:
        if self.handshake_initiated and not self.handshake_complete:
            # A client must not speak before it is answered; uvicorn could not say what is wrong with its frames.
            self.transport.abort()
            return
        try:
            super().data_received(data)
        except InvalidState:
            # Text that is no UTF-8, and a close behind it: uvicorn would answer the first after the second.
            self.transport.abort()

    def handle_parser_exception(self) -> None:
        super().handle_parser_exception()
        # What is sent from now on goes nowhere; uvicorn would blame the application for it.
        self.disconnected = True

    async def send(self, message: Any) -> None:
        if message["type"] == "websocket.accept":
            # uvicorn up to 0.39, the last for Python 3.9, would write the values in lower case: a cookie's too.
            for name, value in message.get("headers") or ():
                self.response.headers[name.decode("latin-1")] = value.decode("latin-1")
            message = {**message, "headers": []}
        await super().send(message)
        if message["type"] == "websocket.close":
            # A browser that does not answer our goodbye must not hold up a server that stops.
            self.loop.call_later(GOODBYE, self._leave)

    def _leave(self) -> None:
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            self.transport.close()

    # Both are written out: uvicorn has them from 0.40 on.
    def pause_writing(self) -> None:
        self.writable.clear()

    def resume_writing(self) -> None:
        self.writable.set()
        if self.outlet is not None:
            self.outlet.flush()

    def shutdown(self) -> None:
        # Ours were told 1012 with a time to come back; what is left now is handshakes.
        if self.outlet is None:
            super().shutdown()
