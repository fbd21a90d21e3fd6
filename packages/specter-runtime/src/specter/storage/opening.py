"""Which engine: chosen by a URL."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Callable
from urllib.parse import parse_qs, urlsplit

from specter.errors import StorageError
from specter.storage.interfaces import KV, Jobs, Lease, Log


@dataclass(frozen=True)
class Storage:
    """The four interfaces on one engine. ``shared``: several processes may use it."""

    url: str
    kv: KV
    log: Log
    jobs: Jobs
    lease: Lease
    shared: bool
    close: Callable[[], Any]


def open_storage(url: str, clock: Callable[[], float] = time.time) -> Storage:
    """``memory://``, or ``sqlite:///path/to/file`` (``?durable=1``: sync the disk at every commit).

    ``clock`` tells the seconds that leases, expiries and retention are reckoned in.
    """
    parts = urlsplit(url)
    if parts.scheme == "memory":
        return _memory(url, clock)
    if parts.scheme == "sqlite":
        # Three slashes: below the working directory; four: from the root.
        path = parts.path[1:]
        if parts.netloc or not path:
            raise StorageError(
                f"a SQLite URL is sqlite:///relative/file or sqlite:////absolute/file, got {url!r}"
            )
        return _sqlite(url, path, clock, durable=parse_qs(parts.query).get("durable") == ["1"])
    raise StorageError(f"storage URL must begin with memory:// or sqlite:///, got {url!r}")


def _memory(url: str, clock: Callable[[], float]) -> Storage:
    from specter.storage.memory import MemoryKV, MemoryLog
    from specter.storage.memory_jobs import MemoryJobs, MemoryLease

    return Storage(
        url, MemoryKV(clock), MemoryLog(clock), MemoryJobs(clock), MemoryLease(clock), False, lambda: None
    )


def _sqlite(url: str, path: str, clock: Callable[[], float], *, durable: bool) -> Storage:
    from specter.storage.database import Database
    from specter.storage.sqlite import SqliteKV, SqliteLease, SqliteLog
    from specter.storage.sqlite_jobs import SqliteJobs

    database = Database(path, durable=durable, clock=clock)
    return Storage(
        url,
        SqliteKV(database),
        SqliteLog(database),
        SqliteJobs(database),
        SqliteLease(database),
        True,
        database.close,
    )
