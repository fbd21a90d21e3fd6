"""The storage engines, each behind the same fixtures: a test that takes one runs on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from clock import Clock
from specter.storage import KV, Jobs, Lease, Log, Storage
from specter.storage.database import Database
from specter.storage.memory import MemoryKV, MemoryLog
from specter.storage.memory_jobs import MemoryJobs, MemoryLease
from specter.storage.sqlite import SqliteKV, SqliteLease, SqliteLog
from specter.storage.sqlite_jobs import SqliteJobs


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "sqlite"])
def engine(request: pytest.FixtureRequest, clock: Clock, tmp_path: Path) -> Iterator[Storage]:
    if request.param == "memory":
        yield Storage(
            "memory://",
            MemoryKV(clock),
            MemoryLog(clock),
            MemoryJobs(clock),
            MemoryLease(clock),
            False,
            lambda: None,
        )
        return
    database = Database(tmp_path / "data.db", clock=clock)
    yield Storage(
        "sqlite:///",
        SqliteKV(database),
        SqliteLog(database),
        SqliteJobs(database),
        SqliteLease(database),
        True,
        database.close,
    )
    database.close()


@pytest.fixture
def kv(engine: Storage) -> KV:
    return engine.kv


@pytest.fixture
def log(engine: Storage) -> Log:
    return engine.log


@pytest.fixture
def jobs(engine: Storage) -> Jobs:
    return engine.jobs


@pytest.fixture
def lease(engine: Storage) -> Lease:
    return engine.lease
