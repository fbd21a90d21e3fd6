"""Events as they stand in the Log, and as they are said on the websocket."""

from __future__ import annotations

from typing import Any, Optional

import msgspec

from specter.http.connection import Connection
from specter.http.response import encode_json
from specter.storage.interfaces import Pos
from specter.wire import EventFrame


class StoredEvent(msgspec.Struct, array_like=True, gc=False):
    """An event in the Log: its frame without the closing brace, and the filters beside the stream."""

    head: bytes
    # Read at run time, where Python 3.9 has no `str | None`.
    session: Optional[str] = None
    route: Optional[str] = None
    topic: Optional[str] = None

    @classmethod
    def of(
        cls, event: str, payload: Any, session: str | None, route: str | None, topic: str | None
    ) -> StoredEvent:
        return cls(encode_json(EventFrame(event, payload))[:-1], session, route, topic)

    @property
    def filtered(self) -> bool:
        """Whether it may concern only some who hear its stream."""
        return self.session is not None or self.route is not None or self.topic is not None

    def concerns(self, connection: Connection) -> bool:
        """Whether a connection that hears the stream matches the other filters too."""
        if self.session is not None and self.session != connection.session_key:
            return False
        if self.route is not None and self.route != connection.route:
            return False
        return self.topic is None or f"t:{self.topic}" in connection.streams

    def text(self, stream: str, pos: Pos) -> bytes:
        """The EventFrame with its position, as JSON."""
        return b'%b,"stream":%b,"pos":["%b",%d]}' % (
            self.head,
            encode_json(stream),
            pos.epoch.encode(),
            pos.seq,
        )


encode_event = msgspec.msgpack.Encoder().encode
decode_event = msgspec.msgpack.Decoder(StoredEvent).decode
