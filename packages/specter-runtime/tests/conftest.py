"""What every test of the runtime gets: a clean process, and a report when it leaves one dirty."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import gevent
import pytest
from specter import bus, registry

# What tests share stands beside them.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def clean_process() -> Iterator[None]:
    """No test leaves listeners or registry entries to the next, and none gets stuck for ever."""
    with gevent.Timeout(60, RuntimeError("the test took more than 60 seconds")):
        yield
    bus.clear()
    registry.clear()
