"""Streams: who hears what of the Log, and up to where they have been told.

Who appends to the Log does not wait: one greenlet delivers, so that what is said in a burst goes out together.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from typing import Any, Callable

import gevent
from gevent.event import Event

from specter.callables import isolated
from specter.http.config import HttpConfig
from specter.http.connection import Connection
from specter.http.outlet import Flusher, websocket_frame
from specter.http.stored import StoredEvent, decode_event
from specter.storage.interfaces import Entry, Log, Page, Pos
from specter.wire import GapFrame

log = logging.getLogger("specter.http.streams")

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


class Streams:
    """The streams of one process that connections hear. `spawn` runs a function in a greenlet of the owner."""

    def __init__(self, log: Log, config: HttpConfig, spawn: Callable[..., object]) -> None:
        self.log = log
        self.flusher = Flusher()
        self.events_sent = self.gaps = self.dropped = 0
        self._spawn = spawn
        self._heard: dict[str, _Stream] = {}
        #: Streams whose last listener has gone, and when.
        self._left: dict[str, float] = {}
        #: Streams with something to deliver, answers that have to come after it, and the sign that there are any.
        self._due: dict[str, None] = {}
        self._answers: list[tuple[Connection, Any]] = []
        self._awake = Event()
        self._delivering = 0
        # So that one portion never fills a connection's queue, and a slow one is left behind by whole portions.
        self._portion = max(1, config.queue_messages // 2)
        self._portion_bytes = max(1, config.queue_bytes // 4)

    def __len__(self) -> int:
        return len(self._heard)

    def names(self) -> list[str]:
        return list(self._heard)

    def listeners(self, stream: str) -> Iterable[Connection]:
        """Who hears `stream` now."""
        found = self._heard.get(stream)
        return () if found is None else found.listeners

    def expected(self, stream: str) -> bool:
        """Whether anybody hears `stream`, or lost it so lately that they may come back for it."""
        return stream in self._heard or stream in self._left

    @property
    def in_arrears(self) -> bool:
        """Whether something of the Log has not been delivered yet."""
        return bool(self._due) or self._delivering > 0

    def forget_left(self, before: float) -> None:
        """Nobody comes back for streams that were left before then."""
        self._left = {stream: since for stream, since in self._left.items() if since > before}

    def answer(self, connection: Connection, frame: Any) -> None:
        """Send a control frame after the events that were emitted before it."""
        if self.in_arrears:
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
        found = self._heard.get(stream)
        if found is None:
            pos = self._end_of(stream)
            found = self._heard.setdefault(stream, _Stream(pos))
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
        found = self._heard.get(stream)
        if found is not None:
            found.listeners.pop(connection, None)
            if not found.listeners:
                del self._heard[stream]
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
            found = self._heard[stream]
            after = connection.behind[stream]
            page = self.log.read(stream, after, self._portion)
            if page.gap:
                self.gaps += 1
                connection.send(GapFrame(stream, (found.pos.epoch, found.pos.seq)))
                del connection.behind[stream]
                return
            for entry in page.items:
                if entry.pos.seq > found.pos.seq:
                    break
                if not self._offer(connection, stream, entry, decode_event(entry.body)):
                    return
                connection.behind[stream] = entry.pos
            if not page.items or page.items[-1].pos.seq >= found.pos.seq:
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
        self._spawn(self.replay, connection)

    # --- delivery

    def wake(self, streams: Iterable[str]) -> None:
        """Something was appended to these."""
        for stream in streams:
            if stream in self._heard:
                self._due[stream] = None
        if self._due:
            self._awake.set()

    def deliver_for_ever(self) -> None:
        """Deliver what is due. After a wide delivery others go first for as long as it took.

        What is said meanwhile goes out together, so a stream that is flooded costs a write for many messages.
        """
        while True:
            self._awake.wait()
            self._awake.clear()
            seconds = 0.0
            while self._due:
                stream = next(iter(self._due))
                # Storage may fail; it is asked again at the next sign of life, and the other streams go on.
                with isolated(log, "[SPECTER:sockets] what was said in %s could not be read", stream):
                    seconds += self._deliver(stream)
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
        found = self._heard.get(stream)
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
                if page.gap:
                    self._say_gap(stream, found, page)
                if page.items:
                    # Who joins from here on has its answer with the new position, and hears nothing of this page.
                    found.pos = page.items[-1].pos
                    listeners = [one for one in found.listeners if stream not in one.behind]
                    for entries in self._portions(page.items):
                        seconds += self._fan_out(stream, listeners, entries)
                if len(page.items) < self._portion and not found.again:
                    return seconds
        finally:
            found.delivering = False
            self._delivering -= 1
            if self._answers:
                self._awake.set()

    def _say_gap(self, stream: str, found: _Stream, page: Page) -> None:
        """What is gone from the Log before it was delivered is missing for everybody who listens."""
        first = page.items[0].pos if page.items else None
        found.pos = page.pos if first is None else Pos(first.epoch, first.seq - 1)
        for connection in found.listeners:
            if stream not in connection.behind:
                self.gaps += 1
                connection.send(GapFrame(stream, (found.pos.epoch, found.pos.seq)))

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
