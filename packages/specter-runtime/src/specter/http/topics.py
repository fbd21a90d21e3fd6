"""SocketTransport: which event reaches which browser, in the order of its stream, also after a lost connection.

A stream is a topic of the Log: everybody (`*`), a route (`r:/chat`), a session (`s:…`), a client (`c:…`) or a
topic (`t:room:alpha`). An event belongs to the narrowest stream that its target names; the target's other filters
travel with it and are checked per connection.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Optional

import msgspec

from specter.bus import bus
from specter.http.config import HttpConfig
from specter.http.outlet import Flusher
from specter.http.response import encode_json
from specter.service import Service
from specter.storage.interfaces import Entry, Log, Pos
from specter.storage.memory import MemoryLog
from specter.wire import EventFrame, GapFrame

if TYPE_CHECKING:
    from specter.http.connection import Connection

EVERYBODY = "*"
_PAGE = 200


class _Stored(msgspec.Struct, array_like=True):
    """An event in the Log: its frame without the closing brace, and the filters beside the stream."""

    head: bytes
    # Read at run time, where Python 3.9 has no `str | None`.
    session: Optional[str] = None
    route: Optional[str] = None
    topic: Optional[str] = None


class _Stream:
    """What this process knows of a stream: who listens, and up to where they have been told."""

    __slots__ = ("again", "delivering", "listeners", "pos")

    def __init__(self, pos: Pos) -> None:
        self.pos = pos
        self.listeners: dict[Connection, None] = {}
        self.delivering = False
        self.again = False


class SocketTransport(Service):
    """Registered as `socket_transport`. Everything but `emit` is for the websocket endpoint."""

    name = "sprag.sockets"

    def __init__(self, config: HttpConfig, log: Log | None = None) -> None:
        super().__init__()
        self.config = config
        self.log: Log = log or MemoryLog()
        self.flusher = Flusher()
        self.connections: dict[str, Connection] = {}
        self.events_sent = self.gaps = self.resumed = self.dropped = 0
        self._streams: dict[str, _Stream] = {}
        #: Streams whose last listener has gone, and when.
        self._left: dict[str, float] = {}
        #: No other process appends to or reads this log.
        self._alone = isinstance(self.log, MemoryLog)
        self._by_session: dict[str, dict[Connection, None]] = {}
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(_Stored).decode
        self._key = b""

    def on_start(self) -> None:
        self.add_cleanup(self.log.watch(self._wake))
        self.interval(self._tidy, 5.0)
        self.interval(self._look_for_stuck, 1.0)

    def keyed(self, secret: str) -> None:
        """The secret under which sessions are known here: their ids never leave the cookie."""
        self._key = hashlib.sha256(secret.encode()).digest()

    def session_key(self, session_id: str) -> str:
        return hmac.new(self._key, session_id.encode(), "sha256").hexdigest()[:24]

    # --- sending

    def emit(  # type: ignore[override]  # a transport emits to browsers, not on the bus
        self,
        event: str,
        payload: Any = None,
        *,
        route: str | None = None,
        client_id: str | None = None,
        session_id: str | None = None,
        topic: str | None = None,
    ) -> bool:
        """Send to the connections that match every filter; whether one of them is there now.

        Those that match but have just lost their connection get it when they come back. Never waits for a browser.
        """
        session = self.session_key(session_id) if session_id else None
        if client_id:
            stream = f"c:{client_id}"
        elif topic:
            stream, topic = f"t:{topic}", None
        elif session:
            stream, session = f"s:{session}", None
        elif route:
            stream, route = f"r:{route}", None
        else:
            stream = EVERYBODY
        stored = _Stored(encode_json(EventFrame(event, payload))[:-1], session, route, topic)
        found = self._streams.get(stream)
        if found is None and self._alone and stream not in self._left:
            # Nobody listens, and nobody was cut off a moment ago: who could come back for it?
            return False
        reached = found is not None and any(_matches(stored, listener) for listener in found.listeners)
        self.log.append(stream, self._encode(stored))
        return reached

    # --- listening

    def listen_to(self, connection: Connection, stream: str, after: Pos | None = None) -> Pos:
        """Let `connection` hear `stream` from now on; the position where it stands.

        With `after`, call `replay` next: until then nothing of the stream is sent.
        """
        found = self._streams.get(stream)
        if found is None:
            pos = self._end_of(stream)
            found = self._streams.setdefault(stream, _Stream(pos))
        found.listeners[connection] = None
        connection.streams[stream] = None
        if after is not None:
            connection.behind[stream] = after
            return after
        return found.pos

    def leave(self, connection: Connection, stream: str) -> None:
        connection.streams.pop(stream, None)
        connection.behind.pop(stream, None)
        found = self._streams.get(stream)
        if found is not None:
            found.listeners.pop(connection, None)
            if not found.listeners:
                del self._streams[stream]
                self._left[stream] = time.monotonic()

    def replay(self, connection: Connection) -> None:
        """Send what the connection has missed of its streams, as far as it takes it; a gap where that is gone."""
        if connection.replaying:
            return
        connection.replaying = True
        try:
            for stream in list(connection.behind):
                self._replay(connection, stream)
        finally:
            connection.replaying = False

    def _replay(self, connection: Connection, stream: str) -> None:
        while stream in connection.behind and not connection.outlet.closed:
            found = self._streams[stream]
            after = connection.behind[stream]
            page = self.log.read(stream, after, _PAGE)
            if page.gap:
                self.gaps += 1
                connection.send(GapFrame(stream, _position(found.pos)))
                del connection.behind[stream]
                return
            for entry in page.items:
                if not self._push(connection, stream, entry, self._decode(entry.body)):
                    return
                connection.behind[stream] = entry.pos
            if not page.items or page.items[-1].pos >= found.pos:
                # Nothing has switched since the read: the stream goes on live from here.
                del connection.behind[stream]

    def _push(self, connection: Connection, stream: str, entry: Entry, stored: _Stored) -> bool:
        if not _matches(stored, connection):
            return True
        frame = connection.encode(_with_position(stored.head, stream, entry.pos))
        return self._offer(connection, stream, entry, frame)

    def _offer(self, connection: Connection, stream: str, entry: Entry, frame: bytes) -> bool:
        if connection.outlet.push(frame):
            self.events_sent += 1
            return True
        # The browser is slow: the Log keeps the rest for it, and the queue stays as short as it is.
        self.dropped += 1
        connection.behind.setdefault(stream, Pos(entry.pos.epoch, entry.pos.seq - 1))
        connection.outlet.on_drained = lambda: self._catch_up(connection)
        return False

    def _catch_up(self, connection: Connection) -> None:
        if self.running:
            self.spawn(self.replay, connection)

    # --- delivery

    def _wake(self, topics: Iterable[str]) -> None:
        for stream in topics:
            found = self._streams.get(stream)
            if found is not None:
                self._deliver(stream, found)

    def _deliver(self, stream: str, found: _Stream) -> None:
        if found.delivering:
            found.again = True
            return
        found.delivering = True
        try:
            while True:
                found.again = False
                page = self.log.read(stream, found.pos, _PAGE)
                for entry in page.items:
                    self._fan_out(stream, found, entry)
                    found.pos = entry.pos
                if page.gap and not page.items:
                    found.pos = page.pos
                if len(page.items) < _PAGE and not found.again:
                    return
        finally:
            found.delivering = False

    def _fan_out(self, stream: str, found: _Stream, entry: Entry) -> None:
        stored = self._decode(entry.body)
        text = _with_position(stored.head, stream, entry.pos)
        encoded: dict[Any, bytes] = {}
        for connection in tuple(found.listeners):
            if stream in connection.behind or not _matches(stored, connection):
                continue
            frame = encoded.get(connection.encode)
            if frame is None:
                frame = encoded[connection.encode] = connection.encode(text)
            self._offer(connection, stream, entry, frame)

    def _end_of(self, stream: str) -> Pos:
        page = self.log.read(stream, None, _PAGE)
        while page.items:
            page = self.log.read(stream, page.pos, _PAGE)
        return page.pos

    # --- connections

    def add(self, connection: Connection) -> None:
        self.connections[connection.id] = connection
        if connection.session_key is not None:
            self._by_session.setdefault(connection.session_key, {})[connection] = None
        bus.emit("socket:clients", len(self.connections))

    def remove(self, connection: Connection) -> None:
        for stream in list(connection.streams):
            self.leave(connection, stream)
        if self.connections.get(connection.id) is connection:
            del self.connections[connection.id]
        peers = self._by_session.get(connection.session_key or "")
        if peers is not None:
            peers.pop(connection, None)
            if not peers:
                del self._by_session[connection.session_key or ""]
        bus.emit("socket:clients", len(self.connections))

    def of_session(self, session_key: str) -> list[Connection]:
        return list(self._by_session.get(session_key, ()))

    def session_ended(self, session_id: str) -> None:
        """A session has a new id or none: its connections hear nothing more, and are asked to connect anew."""
        for connection in self.of_session(self.session_key(session_id)):
            for stream in list(connection.streams):
                self.leave(connection, stream)
            # The response with the new cookie must reach the browser before it connects again.
            self.spawn_later(0.5, connection.close, 1012, "0")

    def health(self) -> dict[str, Any]:
        return {
            **super().health(),
            "connections": len(self.connections),
            "streams": len(self._streams),
            "events_sent": self.events_sent,
            "dropped": self.dropped,
            "gaps": self.gaps,
            "resumed": self.resumed,
        }

    def figures(self) -> dict[str, float]:
        return {
            "specter_sockets": len(self.connections),
            "specter_socket_events_total": self.events_sent,
            "specter_socket_deferred_total": self.dropped,
            "specter_socket_resumed_total": self.resumed,
            "specter_socket_gaps_total": self.gaps,
        }

    def _tidy(self) -> None:
        self.log.trim(max_age=self.config.retention, max_len=self.config.retention_messages)
        long_ago = time.monotonic() - self.config.retention
        self._left = {stream: since for stream, since in self._left.items() if since > long_ago}
        if not self._alone:
            # A wake-up is only a hint; what another process appended is found here at the latest.
            for stream, found in list(self._streams.items()):
                self._deliver(stream, found)

    def _look_for_stuck(self) -> None:
        now = time.monotonic()
        for connection in list(self.connections.values()):
            connection.check(now)


def _matches(stored: _Stored, connection: Connection) -> bool:
    if stored.session is not None and stored.session != connection.session_key:
        return False
    if stored.route is not None and stored.route != connection.route:
        return False
    return stored.topic is None or f"t:{stored.topic}" in connection.streams


def _with_position(head: bytes, stream: str, pos: Pos) -> bytes:
    return b'%b,"stream":%b,"pos":["%b",%d]}' % (head, encode_json(stream), pos.epoch.encode(), pos.seq)


def _position(pos: Pos) -> tuple[str, int]:
    return (pos.epoch, pos.seq)
