"""The SQLite engine: KV, Log and Lease in one file; one machine, any number of processes."""

from __future__ import annotations

import sqlite3
from typing import Any, Callable

from specter.errors import Conflict
from specter.lifetime import Unsubscribe
from specter.storage.database import Database, next_number
from specter.storage.interfaces import Entry, Fence, Page, Pos

# A few of what has expired go with each write: for an app that sweeps nothing.
AT_EACH_WRITE = 16


class SqliteKV:
    """Values in rows; a deleted key stays as a tombstone for a while."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, key: str) -> tuple[bytes, int] | None:
        rows = self._db.read(
            "SELECT value, version FROM kv WHERE key = ? AND value IS NOT NULL AND (until IS NULL OR until > ?)",
            key,
            self._db.now(),
        )
        return (rows[0][0], rows[0][1]) if rows else None

    def put(self, key: str, value: bytes, *, expect: int | None = None, ttl: float | None = None) -> int:
        now = self._db.now()

        def work(connection: sqlite3.Connection) -> int:
            if expect is not None:
                row = connection.execute(
                    "SELECT value, version FROM kv WHERE key = ? AND (until IS NULL OR until > ?)", (key, now)
                ).fetchone()
                present = 0 if row is None else (-1 if row[0] is None else row[1])
                if present != expect:
                    raise Conflict(f"key {key!r} is not at version {expect}")
            version = next_number(connection, "kv")
            until = None if ttl is None else now + ttl
            connection.execute(
                "INSERT OR REPLACE INTO kv VALUES (?, ?, ?, ?)", (key, bytes(value), version, until)
            )
            _drop_expired(connection, now, AT_EACH_WRITE)
            return version

        return self._db.write(work)

    def delete(self, key: str, *, tombstone: float = 60.0) -> None:
        now = self._db.now()

        def work(connection: sqlite3.Connection) -> None:
            if tombstone > 0:
                version = next_number(connection, "kv")
                connection.execute(
                    "INSERT OR REPLACE INTO kv VALUES (?, NULL, ?, ?)", (key, version, now + tombstone)
                )
            else:
                connection.execute("DELETE FROM kv WHERE key = ?", (key,))
            _drop_expired(connection, now, AT_EACH_WRITE)

        self._db.write(work)

    def touch(self, key: str, ttl: float | None) -> None:
        now = self._db.now()
        until = None if ttl is None else now + ttl
        self._db.write(
            lambda connection: connection.execute(
                "UPDATE kv SET until = ? WHERE key = ? AND value IS NOT NULL AND (until IS NULL OR until > ?)",
                (until, key, now),
            )
        )

    def keys(self, prefix: str = "") -> list[str]:
        rows = self._db.read(
            "SELECT key FROM kv WHERE substr(key, 1, ?) = ? AND value IS NOT NULL AND (until IS NULL OR until > ?)"
            " ORDER BY key",
            len(prefix),
            prefix,
            self._db.now(),
        )
        return [row[0] for row in rows]

    def sweep(self, most: int = 1000) -> int:
        now = self._db.now()
        return self._db.write(lambda connection: _drop_expired(connection, now, most))

    def close(self) -> None:
        self._db.close()


def _drop_expired(connection: sqlite3.Connection, now: float, most: int) -> int:
    return connection.execute(
        "DELETE FROM kv WHERE key IN (SELECT key FROM kv WHERE until <= ? ORDER BY until LIMIT ?)",
        (now, most),
    ).rowcount


class SqliteLog:
    """Topics numbered by a row of their own, so that positions follow the order of commits."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def append(self, topic: str, body: bytes, *, dedupe: str | None = None) -> Pos:
        now = self._db.now()

        def work(connection: sqlite3.Connection) -> int:
            if dedupe is not None:
                row = connection.execute(
                    "SELECT seq FROM log WHERE topic = ? AND dedupe = ?", (topic, dedupe)
                ).fetchone()
                if row is not None:
                    return int(row[0])
            connection.execute("INSERT OR IGNORE INTO topic VALUES (?, 0)", (topic,))
            connection.execute("UPDATE topic SET seq = seq + 1 WHERE name = ?", (topic,))
            seq = int(connection.execute("SELECT seq FROM topic WHERE name = ?", (topic,)).fetchone()[0])
            connection.execute(
                "INSERT INTO log VALUES (?, ?, ?, ?, ?)", (topic, seq, now, bytes(body), dedupe)
            )
            return seq

        return Pos(self._db.epoch, self._db.write(work))

    def read(self, topic: str, after: Pos | None = None, limit: int = 200) -> Page:
        last = self._last(topic)
        foreign = after is not None and (after.epoch != self._db.epoch or after.seq > last)
        start = 0 if after is None or foreign else after.seq
        rows = self._db.read(
            "SELECT seq, body FROM log WHERE topic = ? AND seq > ? ORDER BY seq LIMIT ?", topic, start, limit
        )
        items = [Entry(Pos(self._db.epoch, seq), body) for seq, body in rows]
        # The first row that is still there; with none left, everything up to the last one is gone.
        first = items[0].pos.seq if items else last + 1
        gap = foreign or (after is not None and limit > 0 and first > start + 1)
        here = items[-1].pos if items else Pos(self._db.epoch, max(start, last if limit > 0 else start))
        return Page(items, here, gap)

    def watch(self, wake: Callable[[set[str]], None]) -> Unsubscribe:
        known = self._positions()

        def look() -> None:
            nonlocal known
            now = self._positions()
            moved = {topic for topic, seq in now.items() if known.get(topic) != seq}
            known = now
            if moved:
                wake(moved)

        return self._db.watch(look)

    def trim(self, *, max_age: float, max_len: int) -> None:
        oldest = self._db.now() - max_age

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM log WHERE at < ?", (oldest,))
            connection.execute(
                "DELETE FROM log WHERE seq <= (SELECT topic.seq - ? FROM topic WHERE name = log.topic)",
                (max_len,),
            )

        self._db.write(work)

    def close(self) -> None:
        self._db.close()

    def _last(self, topic: str) -> int:
        rows = self._db.read("SELECT seq FROM topic WHERE name = ?", topic)
        return int(rows[0][0]) if rows else 0

    def _positions(self) -> dict[str, int]:
        return dict(self._db.read("SELECT name, seq FROM topic"))


class SqliteLease:
    """Leases in rows; the fence of a name only grows."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def acquire(self, name: str, ttl: float, *, holder: str) -> Fence | None:
        now = self._db.now()

        def work(connection: sqlite3.Connection) -> Fence | None:
            row: Any = connection.execute(
                "SELECT holder, until, fence FROM lease WHERE name = ?", (name,)
            ).fetchone()
            known, until, fence = row or ("", 0.0, 0)
            held = until > now
            if held and known != holder:
                return None
            fence = fence if held else fence + 1
            connection.execute(
                "INSERT OR REPLACE INTO lease VALUES (?, ?, ?, ?)", (name, holder, now + ttl, fence)
            )
            return fence

        return self._db.write(work)

    def release(self, name: str, *, holder: str) -> None:
        self._db.write(
            lambda connection: connection.execute(
                "UPDATE lease SET until = 0 WHERE name = ? AND holder = ?", (name, holder)
            )
        )
