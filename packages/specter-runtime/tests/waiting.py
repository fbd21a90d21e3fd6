"""Waiting for something to happen, with an end."""

from __future__ import annotations

import time
from typing import Callable

import gevent


def eventually(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Let other greenlets run until ``condition()`` is true; AssertionError after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        gevent.sleep(0.001)
