"""The memory engine: gone with the process; one process only."""

from __future__ import annotations

import heapq
import itertools
import time
import uuid
from collections import OrderedDict, deque
from typing import Callable

from specter.errors import Conflict
from specter.lifetime import Unsubscribe
from specter.storage.interfaces import Entry, Page, Pos

Clock = Callable[[], float]

# How many dedupe keys of a topic are remembered.
MOST_DEDUPE = 10_000
# Seconds after which a topic that nothing is appended to is forgotten.
FORGET_AFTER = 3600.0
# How many expired values a write takes with it.
AT_EACH_WRITE = 16


class MemoryLog:
    """Topics as deques."""

    def __init__(self, clock: Clock = time.time) -> None:
        self._clock = clock
        self._start = uuid.uuid4().hex[:12]
        # A topic that nobody used is forgotten whole; what is made afterwards belongs to another epoch.
        self._forgotten = 0
        self._topics: dict[str, _Topic] = {}
        self._watchers: dict[int, Callable[[set[str]], None]] = {}
        self._numbers = itertools.count()

    def append(self, topic: str, body: bytes, *, dedupe: str | None = None) -> Pos:
        found = self._topics.get(topic)
        if found is None:
            found = self._topics[topic] = _Topic(self._epoch)
        if dedupe is not None and dedupe in found.dedupe:
            return Pos(found.epoch, found.dedupe[dedupe])
        found.last += 1
        found.used = self._clock()
        found.items.append((found.last, found.used, body))
        if dedupe is not None:
            found.dedupe[dedupe] = found.last
            if len(found.dedupe) > MOST_DEDUPE:
                found.dedupe.popitem(last=False)
        for wake in tuple(self._watchers.values()):
            wake({topic})
        return Pos(found.epoch, found.last)

    def read(self, topic: str, after: Pos | None = None, limit: int = 200) -> Page:
        found = self._topics.get(topic) or _Topic(self._epoch)
        kept_from = found.items[0][0] if found.items else found.last + 1
        foreign = after is not None and (after.epoch != found.epoch or after.seq > found.last)
        start = 0 if after is None or foreign else after.seq
        gap = foreign or (after is not None and start + 1 < kept_from)
        skipped = max(0, start + 1 - kept_from)
        rows = itertools.islice(found.items, skipped, skipped + limit)
        items = [Entry(Pos(found.epoch, seq), body) for seq, _, body in rows]
        here = items[-1].pos if items else Pos(found.epoch, max(start, kept_from - 1))
        return Page(items, here, gap)

    def watch(self, wake: Callable[[set[str]], None]) -> Unsubscribe:
        token = next(self._numbers)
        self._watchers[token] = wake

        def unwatch() -> None:
            self._watchers.pop(token, None)

        return unwatch

    def trim(self, *, max_age: float, max_len: int) -> None:
        now = self._clock()
        oldest = now - max_age
        idle = [name for name, found in self._topics.items() if found.used < now - max(max_age, FORGET_AFTER)]
        for name in idle:
            del self._topics[name]
        self._forgotten += bool(idle)
        for found in self._topics.values():
            while found.items and (len(found.items) > max_len or found.items[0][1] < oldest):
                found.items.popleft()

    @property
    def _epoch(self) -> str:
        return f"{self._start}.{self._forgotten}"

    def close(self) -> None:
        self._topics.clear()
        self._watchers.clear()


class _Topic:
    __slots__ = ("dedupe", "epoch", "items", "last", "used")

    def __init__(self, epoch: str) -> None:
        self.epoch = epoch
        self.used = 0.0
        self.items: deque[tuple[int, float, bytes]] = deque()
        self.last = 0
        self.dedupe: OrderedDict[str, int] = OrderedDict()


class MemoryKV:
    """A dict with versions and expiry; expired values go when they are met, and a few at each write."""

    def __init__(self, clock: Clock = time.time) -> None:
        self._clock = clock
        self._rows: dict[str, _Row] = {}
        self._expiries: list[tuple[float, str]] = []
        self._versions = itertools.count(1)

    def get(self, key: str) -> tuple[bytes, int] | None:
        row = self._row(key)
        return None if row is None or row.value is None else (row.value, row.version)

    def put(self, key: str, value: bytes, *, expect: int | None = None, ttl: float | None = None) -> int:
        self.sweep(AT_EACH_WRITE)
        row = self._row(key)
        # A tombstone matches no expectation, neither the old version nor creation.
        present = -1 if row is not None and row.value is None else (0 if row is None else row.version)
        if expect is not None and expect != present:
            raise Conflict(f"key {key!r} is not at version {expect}")
        fresh = _Row(bytes(value), next(self._versions), self._until(ttl))
        self._store(key, fresh)
        return fresh.version

    def delete(self, key: str, *, tombstone: float = 60.0) -> None:
        self.sweep(AT_EACH_WRITE)
        if tombstone > 0:
            self._store(key, _Row(None, next(self._versions), self._until(tombstone)))
        else:
            self._rows.pop(key, None)

    def touch(self, key: str, ttl: float | None) -> None:
        row = self._row(key)
        if row is not None and row.value is not None:
            row.until = self._until(ttl)
            self._store(key, row)

    def keys(self, prefix: str = "") -> list[str]:
        return sorted(key for key in list(self._rows) if key.startswith(prefix) and self.get(key) is not None)

    def sweep(self, most: int = 1000) -> int:
        now, swept = self._clock(), 0
        while swept < most and self._expiries and self._expiries[0][0] <= now:
            before = len(self._rows)
            self._row(heapq.heappop(self._expiries)[1])
            swept += before - len(self._rows)
        return swept

    def close(self) -> None:
        self._rows.clear()
        self._expiries.clear()

    def _until(self, ttl: float | None) -> float | None:
        return None if ttl is None else self._clock() + ttl

    def _store(self, key: str, row: _Row) -> None:
        self._rows[key] = row
        if row.until is not None:
            heapq.heappush(self._expiries, (row.until, key))
            # Touching leaves stale pairs behind; more of them than rows is too many.
            if len(self._expiries) > 2 * len(self._rows) + 64:
                self._expiries = [
                    (row.until, key) for key, row in self._rows.items() if row.until is not None
                ]
                heapq.heapify(self._expiries)

    def _row(self, key: str) -> _Row | None:
        row = self._rows.get(key)
        if row is not None and row.until is not None and row.until <= self._clock():
            del self._rows[key]
            return None
        return row


class _Row:
    __slots__ = ("until", "value", "version")

    def __init__(self, value: bytes | None, version: int, until: float | None) -> None:
        self.value = value
        self.version = version
        self.until = until
