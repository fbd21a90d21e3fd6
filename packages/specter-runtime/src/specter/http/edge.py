"""The edge: uvicorn's protocols, stricter, slower to trust, and with a way for frames to their transports."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


class HttpProtocol(HttpToolsProtocol):
    """HTTP/1.1."""

    outlet: Any = None

    @property
    def writes_paused(self) -> bool:
        return self.flow.write_paused

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["specter.protocol"] = self  # type: ignore[typeddict-unknown-key]

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.outlet is not None:
            self.outlet.flush()


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

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.outlet is not None:
            self.outlet.flush()

    def shutdown(self) -> None:
        # Ours were told 1012 with a time to come back; what is left now is handshakes.
        if self.outlet is None:
            super().shutdown()
