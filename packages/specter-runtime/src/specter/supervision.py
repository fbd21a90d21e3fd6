"""Supervision: a service that failed is stopped and started again, more slowly each time, until it gives up."""

from __future__ import annotations

import logging
import random
import time
from collections import deque
from dataclasses import dataclass
from typing import Any, Callable, Protocol

import gevent
from gevent import Greenlet

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Restart:
    """``attempts`` restarts within ``within`` seconds, then the service stays down and says so.

    The wait before a restart starts at ``backoff`` seconds and doubles up to ``max_backoff``, give or take 20 %.
    """

    attempts: int = 3
    within: float = 60.0
    backoff: float = 0.5
    max_backoff: float = 30.0

    def wait(self, number: int) -> float:
        """Seconds before restart ``number``, which counts from 1."""
        return jittered(min(self.backoff * 2.0 ** (number - 1), self.max_backoff))


def jittered(seconds: float) -> float:
    """``seconds`` give or take 20 %, so that what failed together does not come back together."""
    return seconds * random.uniform(0.8, 1.2)


class Crashes:
    """The recent crashes of one thing that is started again after each."""

    def __init__(self) -> None:
        self._recent: deque[float] = deque()

    def wait_before_restart(self, policy: Restart) -> float | None:
        """Count one more; seconds to wait before the next start, or None when there have been too many."""
        now = time.monotonic()
        while self._recent and now - self._recent[0] > policy.within:
            self._recent.popleft()
        if len(self._recent) >= policy.attempts:
            return None
        self._recent.append(now)
        return policy.wait(len(self._recent))

    def clear(self) -> None:
        self._recent.clear()


class Supervised(Protocol):
    name: str
    restart: Restart | None

    @property
    def running(self) -> bool: ...

    def start(self) -> Any: ...


class Supervisor:
    """The restarts of one service. ``stop`` is the service's own stop, without the part that calls this off."""

    def __init__(self, service: Supervised, stop: Callable[[], None]) -> None:
        self._service = service
        self._stop = stop
        self._crashes = Crashes()
        self._greenlet: Greenlet | None = None
        self.restarts = 0
        self.error: BaseException | None = None
        self.gave_up = False

    @property
    def restarting(self) -> bool:
        return self._greenlet is not None

    def failed(self, error: BaseException) -> None:
        """A task of the service failed: plan a restart, if the service asks for restarts."""
        self.error = error
        if self._service.restart is not None and self._greenlet is None:
            # Not in the failing greenlet: it is one of those that the restart ends.
            self._greenlet = gevent.spawn(self._restart, self._service.restart)

    def forgive(self) -> None:
        """It is started by hand after it had stayed down: count from the beginning."""
        if self.gave_up:
            self.gave_up = False
            self.error = None
            self.restarts = 0
            self._crashes.clear()

    def call_off(self) -> None:
        """No restart any more: the service is being stopped on purpose."""
        greenlet, self._greenlet = self._greenlet, None
        if greenlet is not None and greenlet is not gevent.getcurrent():
            greenlet.kill()

    def report(self) -> dict[str, Any]:
        """What health adds; nothing for a service that has not failed."""
        if self.error is None or self._service.restart is None:
            return {}
        return {"restarts": self.restarts, "error": f"{type(self.error).__name__}: {self.error}"}

    def _restart(self, policy: Restart) -> None:
        try:
            while True:
                self._stop()
                seconds = self._crashes.wait_before_restart(policy)
                if seconds is None:
                    self.gave_up = True
                    log.error(
                        "[SPECTER] service %s failed more than %d times in %g s and stays down: %r",
                        self._service.name,
                        policy.attempts,
                        policy.within,
                        self.error,
                    )
                    return
                log.warning("[SPECTER] service %s failed; restarting in %.2f s", self._service.name, seconds)
                gevent.sleep(seconds)
                if self._greenlet is not gevent.getcurrent():
                    return
                self.restarts += 1
                try:
                    self._service.start()
                except Exception as error:
                    self.error = error
                else:
                    return
        finally:
            if self._greenlet is gevent.getcurrent():
                self._greenlet = None
