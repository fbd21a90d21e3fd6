"""The edge of websockets: uvicorn's protocol, with a way for frames to its transport and an end to its goodbye."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

#: Seconds that a browser has to answer the closing of its websocket.
GOODBYE = 1.5


class _Conversation(ServerProtocol):
    """RFC 6455, as websockets has it, but for one thing: a message in fragments may be given up by closing."""

    def recv_frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.CLOSE:
            # The bytes of an unfinished message; named otherwise before websockets 16.
            self.current_size = self.cur_size = None
        super().recv_frame(frame)


class SocketProtocol(WebSocketsSansIOProtocol):
    """Websockets."""

    outlet: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conn = _Conversation(
            extensions=self.conn.available_extensions, max_size=self.config.ws_max_size, logger=self.logger
        )

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
        elif message["type"] == "websocket.send" and not (message.get("text") or message.get("bytes")):
            # That uvicorn would not send an empty message.
            if self.conn.state is State.OPEN:
                send = self.conn.send_binary if message.get("text") is None else self.conn.send_text
                send(b"")
                self.transport.write(b"".join(self.conn.data_to_send()))
                return
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
