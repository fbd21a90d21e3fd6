"""What every test of the runtime gets: a clean process, and a report when it leaves one dirty."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import gevent
import pytest
from specter import bus, registry

# Walks of full size (see test_stateful.py) take their time.
SECONDS = 3600 if "SPECTER_WALK" in os.environ else 60

# What tests share stands beside them.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def clean_process() -> Iterator[None]:
    """No test leaves listeners or registry entries to the next, and none gets stuck for ever."""
    with gevent.Timeout(SECONDS, RuntimeError(f"the test took more than {SECONDS} seconds")):
        yield
    bus.clear()
    registry.clear()
