"""SocketTransport: which event reaches which browser, in the order of its stream, also after a lost connection.

A stream is a topic of the Log: everybody (`*`), a route (`r:/chat`), a session (`s:…`), a client (`c:…`) or a
topic (`t:room:alpha`). An event belongs to the narrowest stream that its target names; the target's other filters
travel with it and are checked per connection.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Iterable, Sequence
from typing import Any

import gevent
from gevent.event import Event

from specter.bus import bus
from specter.http.config import HttpConfig
from specter.http.connection import Connection
from specter.http.outlet import Flusher, websocket_frame
from specter.http.retention import Retention
from specter.http.stored import StoredEvent, decode_event, encode_event
from specter.service import Service
from specter.storage.interfaces import Entry, Log, Pos
from specter.storage.memory import MemoryLog
from specter.wire import GapFrame

EVERYBODY = "*"
#: Connections that are served before others on the hub get their turn.
_CHUNK = 200
#: Seconds that a delivery may take before it rests as long.
_QUICK = 0.0005


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
        #: Streams with something to deliver, answers that have to come after it, and the sign that there are any.
        self._due: dict[str, None] = {}
        self._answers: list[tuple[Connection, Any]] = []
        self._awake = Event()
        self._retention = Retention(self.log, config)
        self._tidying = False
        self._delivering = 0
        # So that one portion never fills a connection's queue, and a slow one is left behind by whole portions.
        self._portion = max(1, config.queue_messages // 2)
        self._portion_bytes = max(1, config.queue_bytes // 4)
        self._key = b""

    def on_start(self) -> None:
        self.add_cleanup(self.log.watch(self._wake))
        self.interval(self._tidy, 5.0)
        self.interval(self._look_for_stuck, 1.0)
        self.spawn(self._deliver_for_ever)

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
        found = self._streams.get(stream)
        if found is None and self._alone and stream not in self._left:
            # Nobody listens, and nobody was cut off a moment ago: who could come back for it?
            return False
        reached = found is not None and any(stored.concerns(listener) for listener in found.listeners)
        body = encode_event(stored)
        self.log.append(stream, body)
        if self._retention.note(len(body)) and self.running and not self._tidying:
            self._tidying = True
            self.spawn(self._tidy)
        return reached

    def answer(self, connection: Connection, frame: Any) -> None:
        """Send a control frame after the events that were emitted before it."""
        if self._due or self._delivering:
            self._answers.append((connection, frame))
            self._awake.set()
        else:
            connection.send(frame)

    # --- listening

    def listen_to(self, connection: Connection, stream: str, after: Pos | None = None) -> Pos:
        """Let `connection` hear `stream` from now on; the position where it stands.

        With `after`, call `replay` next: until then nothing of the stream is sent.
        """
        # Who comes now does not hear what was said before.
        self._deliver(stream)
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
        """Let `connection` hear no more of `stream`; what was said before still reaches it."""
        self._deliver(stream)
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
            page = self.log.read(stream, after, self._portion)
            if page.gap:
                self.gaps += 1
                connection.send(GapFrame(stream, (found.pos.epoch, found.pos.seq)))
                del connection.behind[stream]
                return
            for entry in page.items:
                if not self._offer(connection, stream, entry, decode_event(entry.body)):
                    return
                connection.behind[stream] = entry.pos
            if not page.items or page.items[-1].pos >= found.pos:
                # Nothing has switched since the read: the stream goes on live from here.
                del connection.behind[stream]

    def _offer(self, connection: Connection, stream: str, entry: Entry, stored: StoredEvent) -> bool:
        if not stored.concerns(connection):
            return True
        if not connection.offer(stored.text(stream, entry.pos)):
            self._fall_behind(connection, stream, entry)
            return False
        self.events_sent += 1
        return True

    def _fall_behind(self, connection: Connection, stream: str, first: Entry) -> None:
        """The browser is slow: the Log keeps the rest for it, and the queue stays as short as it is."""
        self.dropped += 1
        connection.behind.setdefault(stream, Pos(first.pos.epoch, first.pos.seq - 1))
        connection.outlet.on_drained = lambda: self._catch_up(connection)

    def _catch_up(self, connection: Connection) -> None:
        if self.running:
            self.spawn(self.replay, connection)

    # --- delivery

    def _wake(self, streams: Iterable[str]) -> None:
        for stream in streams:
            if stream in self._streams:
                self._due[stream] = None
        if self._due:
            self._awake.set()

    def _deliver_for_ever(self) -> None:
        """Deliver what is due. After a wide delivery others go first for as long as it took.

        What is said meanwhile goes out together, so a stream that is flooded costs a write for many messages.
        """
        while True:
            self._awake.wait()
            self._awake.clear()
            seconds = 0.0
            while self._due:
                seconds += self._deliver(next(iter(self._due)))
            if self._delivering:
                # Somebody who joins or leaves is at it, and says when that is done.
                continue
            answers, self._answers = self._answers, []
            for connection, frame in answers:
                connection.send(frame)
            if seconds > _QUICK:
                gevent.sleep(seconds)

    def _deliver(self, stream: str) -> float:
        """Send what is new in a stream, if it is due; the seconds of work that it took."""
        if stream not in self._due:
            return 0.0
        del self._due[stream]
        found = self._streams.get(stream)
        if found is None:
            return 0.0
        if found.delivering:
            found.again = True
            return 0.0
        found.delivering = True
        self._delivering += 1
        seconds = 0.0
        try:
            while True:
                found.again = False
                page = self.log.read(stream, found.pos, self._portion)
                if page.items:
                    # Who joins from here on has its answer with the new position, and hears nothing of this page.
                    found.pos = page.items[-1].pos
                    listeners = [one for one in found.listeners if stream not in one.behind]
                    for entries in self._portions(page.items):
                        seconds += self._fan_out(stream, listeners, entries)
                elif page.gap:
                    found.pos = page.pos
                if len(page.items) < self._portion and not found.again:
                    return seconds
        finally:
            found.delivering = False
            self._delivering -= 1
            if self._answers:
                self._awake.set()

    def _portions(self, entries: Sequence[Entry]) -> Iterable[list[Entry]]:
        portion: list[Entry] = []
        size = 0
        for entry in entries:
            if portion and size + len(entry.body) > self._portion_bytes:
                yield portion
                portion, size = [], 0
            portion.append(entry)
            size += len(entry.body)
        yield portion

    def _fan_out(self, stream: str, listeners: list[Connection], entries: list[Entry]) -> float:
        stored = [decode_event(entry.body) for entry in entries]
        texts = [one.text(stream, entry.pos) for one, entry in zip(stored, entries)]
        together = b"".join(map(websocket_frame, texts))
        for_all = not any(one.filtered for one in stored)
        began = time.perf_counter()
        seconds = 0.0
        for start in range(0, len(listeners), _CHUNK):
            if start:
                seconds += time.perf_counter() - began
                gevent.sleep(0)
                began = time.perf_counter()
            for connection in listeners[start : start + _CHUNK]:
                # It may have left, or fallen behind in an earlier portion.
                if stream not in connection.streams or stream in connection.behind:
                    continue
                if not (for_all and connection.outlet.joins):
                    self._offer_each(connection, stream, entries, stored)
                elif connection.outlet.pass_on(together, len(texts)):
                    self.events_sent += len(texts)
                else:
                    self._fall_behind(connection, stream, entries[0])
            self.flusher.flush()
        return seconds + time.perf_counter() - began

    def _offer_each(
        self, connection: Connection, stream: str, entries: list[Entry], stored: list[StoredEvent]
    ) -> None:
        for entry, one in zip(entries, stored):
            if not self._offer(connection, stream, entry, one):
                return

    def _end_of(self, stream: str) -> Pos:
        page = self.log.read(stream)
        while page.items:
            page = self.log.read(stream, page.pos)
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
        self._tidying = False
        self._retention.tidy(any(connection.behind for connection in self.connections.values()))
        long_ago = time.monotonic() - self.config.retention
        self._left = {stream: since for stream, since in self._left.items() if since > long_ago}
        if not self._alone:
            # A wake-up is only a hint; what another process appended is found here at the latest.
            self._wake(list(self._streams))

    def _look_for_stuck(self) -> None:
        now = time.monotonic()
        for connection in list(self.connections.values()):
            connection.check(now)
