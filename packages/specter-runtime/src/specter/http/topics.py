"""SocketTransport: which event reaches which browser, in the order of its stream, also after a lost connection.

A stream is a topic of the Log: everybody (`*`), a route (`r:/chat`), a session (`s:…`), a client (`c:…`) or a
topic (`t:room:alpha`). An event belongs to the narrowest stream that its target names; the target's other filters
travel with it and are checked per connection.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Any, Callable

from specter.bus import bus
from specter.http.config import HttpConfig
from specter.http.connection import Connection
from specter.http.retention import Retention
from specter.http.stored import StoredEvent, encode_event
from specter.http.streams import Streams
from specter.service import Service
from specter.storage.interfaces import Log
from specter.storage.memory import MemoryLog

EVERYBODY = "*"


class SocketTransport(Service):
    """Registered as `socket_transport`. Everything but `emit` is for the websocket endpoint."""

    name = "sprag.sockets"

    def __init__(self, config: HttpConfig, log: Log | None = None) -> None:
        super().__init__()
        self.config = config
        self.log: Log = log or MemoryLog()
        self.streams = Streams(self.log, config, self._spawn_while_running)
        self.connections: dict[str, Connection] = {}
        self.resumed = 0
        #: No other process appends to or reads this log.
        self._alone = isinstance(self.log, MemoryLog)
        self._by_session: dict[str, dict[Connection, None]] = {}
        self._retention = Retention(self.log, config)
        self._tidying = False
        self._key = b""

    def on_start(self) -> None:
        self.add_cleanup(self.log.watch(self.streams.wake))
        self.interval(self._tidy, 5.0)
        self.interval(self._look_for_stuck, 1.0)
        self.spawn(self.streams.deliver_for_ever)

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
        stored = StoredEvent.of(event, payload, session, route, topic)
        if self._alone and not self.streams.expected(stream):
            # Nobody listens, and nobody was cut off a moment ago: who could come back for it?
            return False
        reached = any(stored.concerns(listener) for listener in self.streams.listeners(stream))
        body = encode_event(stored)
        self.log.append(stream, body)
        if self._retention.note(len(body)) and self.running and not self._tidying:
            self._tidying = True
            self.spawn(self._tidy)
        return reached

    # --- connections

    def add(self, connection: Connection) -> None:
        self.connections[connection.id] = connection
        if connection.session_key is not None:
            self._by_session.setdefault(connection.session_key, {})[connection] = None
        bus.emit("socket:clients", len(self.connections))

    def remove(self, connection: Connection) -> None:
        for stream in list(connection.streams):
            self.streams.leave(connection, stream)
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
                self.streams.leave(connection, stream)
            # The response with the new cookie must reach the browser before it connects again.
            self.spawn_later(0.5, connection.close, 1012, "0")

    def health(self) -> dict[str, Any]:
        return {
            **super().health(),
            "connections": len(self.connections),
            "streams": len(self.streams),
            "events_sent": self.streams.events_sent,
            "dropped": self.streams.dropped,
            "gaps": self.streams.gaps,
            "resumed": self.resumed,
        }

    def figures(self) -> dict[str, float]:
        return {
            "specter_sockets": len(self.connections),
            "specter_socket_events_total": self.streams.events_sent,
            "specter_socket_deferred_total": self.streams.dropped,
            "specter_socket_resumed_total": self.resumed,
            "specter_socket_gaps_total": self.streams.gaps,
        }

    def _tidy(self) -> None:
        self._tidying = False
        behind = any(connection.behind for connection in self.connections.values())
        self._retention.tidy(behind or self.streams.in_arrears)
        self.streams.forget_left(time.monotonic() - self.config.retention)
        if not self._alone:
            # A wake-up is only a hint; what another process appended is found here at the latest.
            self.streams.wake(self.streams.names())

    def _look_for_stuck(self) -> None:
        now = time.monotonic()
        for connection in list(self.connections.values()):
            connection.check(now)

    def _spawn_while_running(self, fn: Callable[..., object], *args: Any) -> None:
        if self.running:
            self.spawn(fn, *args)
