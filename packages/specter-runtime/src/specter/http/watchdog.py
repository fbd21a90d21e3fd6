"""Watchdog: says which line kept the hub from turning. Everything waits while one handler computes or blocks."""

from __future__ import annotations

import logging
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from gevent.monkey import get_original

from specter.service import Service

log = logging.getLogger("specter.http.watchdog")

#: Seconds without a turn of the hub that are reported.
LIMIT = 0.1
#: How often within that time the turns are noted, and the note is looked at: what is reported is exact to a fifth.
_LOOKS = 5

_OURS = ("specter", "gevent", "asyncio", "uvicorn", "websockets", "selectors", "threading", "contextvars")

_sleep: Any = get_original("time", "sleep")


class Watchdog(Service):
    """A greenlet notes the time at each turn; a thread of its own looks when the note is old."""

    name = "sprag.watchdog"

    def __init__(self, limit: float = LIMIT) -> None:
        super().__init__()
        self.limit = limit
        self.blocked = 0
        self.longest = 0.0
        #: The last report: seconds blocked so far, and the innermost line outside of the runtime.
        self.last: tuple[float, str] | None = None
        self._noted = 0.0
        self._excused = False
        self._watched = 0
        self._ended = threading.Event()

    def on_start(self) -> None:
        self._noted = time.monotonic()
        self._watched = threading.get_ident()
        self._ended = threading.Event()
        self.add_cleanup(self._ended.set)
        self.interval(self._note, self.limit / _LOOKS)
        # A daemon: it must not keep a process that wants to end.
        threading.Thread(target=self._look, args=(self._ended,), name="specter-watchdog", daemon=True).start()

    @contextmanager
    def excused(self) -> Iterator[None]:
        """For work that is known to keep the hub, such as making the next version of an app in development."""
        self._excused = True
        try:
            yield
        finally:
            self._note()
            self._excused = False

    def figures(self) -> dict[str, float]:
        return {
            "specter_hub_blocked_total": self.blocked,
            "specter_hub_blocked_longest_seconds": round(self.longest, 3),
        }

    def _note(self) -> None:
        self._noted = time.monotonic()

    def _look(self, ended: threading.Event) -> None:
        reported = 0.0
        while not ended.is_set():
            _sleep(self.limit / _LOOKS)
            if ended.is_set():
                return  # the hub may stand still now
            noted = self._noted
            waiting = time.monotonic() - noted
            if waiting < self.limit or self._excused:
                continue
            self.longest = max(self.longest, waiting)
            if noted == reported:
                continue
            reported = noted
            frame = sys._current_frames().get(self._watched)
            line = None if frame is None else _innermost(frame)
            if frame is None or line is None:
                # Nobody's code: the machine was busy with something else.
                continue
            self.blocked += 1
            self.last = (waiting, line)
            log.warning(
                "[SPECTER] the hub has been blocked for %d ms by %s; use self.blocking(fn) for what cannot wait "
                "cooperatively\n%s",
                waiting * 1000,
                line,
                "".join(traceback.format_stack(frame)[-8:]),
            )


def _innermost(frame: FrameType) -> str | None:
    """The innermost line that is not the runtime's or its loop's; None when there is none."""
    current: FrameType | None = frame
    while current is not None:
        name = current.f_globals.get("__name__", "")
        if name == "asyncio.base_events":
            # Further out stands only whoever started the loop.
            return None
        if not name.startswith(_OURS):
            return f"{current.f_code.co_filename}:{current.f_lineno} in {current.f_code.co_name}"
        current = current.f_back
    return None
