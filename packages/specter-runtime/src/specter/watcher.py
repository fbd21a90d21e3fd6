"""Watcher: looks at a source again and again, or follows a stream, and calls back with what it finds."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from typing import Any, Callable

import gevent

from specter.delivery import Subscribers
from specter.lifetime import Unsubscribe
from specter.supervision import jittered
from specter.tasks import Task, Tasks, check_seconds

log = logging.getLogger(__name__)

LEAST_INTERVAL = 0.1
FIRST_BACKOFF = 1.0
JOIN_TIMEOUT = 5.0


class Watcher:
    """Exactly one of ``poll`` (called at once, then every ``interval`` seconds) and ``stream`` (gives an iterable).

    Each value goes through ``transform``, is left out if ``dedupe`` and equal to the last, and reaches the subscribers
    as ``fn(value, watcher)``. After an error it waits, twice as long each time up to ``max_backoff`` seconds, and
    tries again; with ``retry=False`` it ends. A stream that ends is opened again after ``interval`` seconds.
    """

    def __init__(
        self,
        name: str,
        *,
        poll: Callable[[], Any] | None = None,
        stream: Callable[[], Iterable[Any]] | None = None,
        interval: float = 5.0,
        retry: bool = True,
        max_backoff: float = 30.0,
        dedupe: bool = False,
        transform: Callable[[Any], Any] | None = None,
    ) -> None:
        if (poll is None) == (stream is None):
            raise ValueError(f"watcher {name!r} needs exactly one of poll= and stream=")
        check_seconds(max_backoff, "max_backoff")
        self.name = name
        self.interval = max(LEAST_INTERVAL, float(interval))
        self.retry = retry
        self.max_backoff = max_backoff
        self.dedupe = dedupe
        self.last_value: Any = None
        self.error_count = 0
        self._poll = poll
        self._stream = stream
        self._transform = transform
        self._seen = False
        self._subscribers = Subscribers(f"watcher {name!r}")
        self._tasks = Tasks(f"watcher {name}")
        self._task: Task | None = None
        self._backoff = FIRST_BACKOFF
        self._started = 0.0
        self._uptime = 0.0

    @property
    def running(self) -> bool:
        return self._task is not None

    def start(self) -> Watcher:
        if self._task is None:
            self.error_count = 0
            self._backoff = FIRST_BACKOFF
            self._seen = False
            self._started = time.monotonic()
            self._tasks.open()
            self._task = self._tasks.spawn(self._run, label=f"watcher:{self.name}")
        return self

    def stop(self) -> Watcher:
        """End it and wait for that; from its own subscriber it ends when the subscriber returns."""
        task, self._task = self._task, None
        if task is not None:
            self._uptime = time.monotonic() - self._started
            self._tasks.close(JOIN_TIMEOUT)
        return self

    def teardown(self) -> Watcher:
        return self.stop()

    def subscribe(self, fn: Callable[..., object], owner: Any = None) -> Unsubscribe:
        """Call ``fn(value, watcher)`` with each value; a function of one argument gets the value alone."""
        return self._subscribers.add(fn, owner)[1]

    def health(self) -> dict[str, Any]:
        uptime = time.monotonic() - self._started if self.running else self._uptime
        return {
            "name": self.name,
            "running": self.running,
            "mode": "stream" if self._poll is None else "poll",
            "error_count": self.error_count,
            "uptime_seconds": round(uptime, 3),
            "subscribers": len(self._subscribers),
        }

    def _run(self) -> None:
        task = self._task
        try:
            while self._task is task:
                gevent.sleep(self._look())
        finally:
            if self._task is task:
                self._uptime = time.monotonic() - self._started
                self._task = None

    def _look(self) -> float:
        """Take what is there now; returns the seconds until the next look."""
        task = self._task
        try:
            if self._poll is not None:
                self._take(self._poll())
            elif self._stream is not None:
                for raw in self._stream():
                    self._take(raw)
                    # Stopped by its own subscriber: nothing more may be delivered.
                    if self._task is not task:
                        break
        except Exception as error:
            return self._failed(error)
        self._backoff = FIRST_BACKOFF
        return self.interval

    def _take(self, raw: Any) -> None:
        value = raw if self._transform is None else self._transform(raw)
        self._backoff = FIRST_BACKOFF
        if self.dedupe and self._seen and value == self.last_value:
            return
        self._seen = True
        self.last_value = value
        self._subscribers.tell(lambda _: (value, self))

    def _failed(self, error: Exception) -> float:
        self.error_count += 1
        if not self.retry:
            log.error("[SPECTER:watcher] %s ends: %r", self.name, error, exc_info=error)
            self.stop()
            return 0.0
        wait = min(self._backoff, self.max_backoff)
        log.warning("[SPECTER:watcher] %s failed, trying again in %.1f s: %r", self.name, wait, error)
        self._backoff = min(self._backoff * 2, max(self.max_backoff, FIRST_BACKOFF))
        return jittered(wait)
