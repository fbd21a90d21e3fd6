"""The storage engines, each behind the same fixtures: a test that takes one runs on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from clock import Clock
from specter.storage import KV, Jobs, Lease, Log, Storage, open_storage


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "sqlite"])
def engine(request: pytest.FixtureRequest, clock: Clock, tmp_path: Path) -> Iterator[Storage]:
    url = "memory://" if request.param == "memory" else f"sqlite:///{tmp_path}/data.db"
    storage = open_storage(url, clock)
    yield storage
    storage.close()


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
