"""Tasks: the greenlets of one owner, ended together."""

from __future__ import annotations

import contextvars
import logging
import math
import time
from typing import Any, Callable, TypeVar

import gevent
from gevent import Greenlet
from gevent.hub import get_hub

from specter.callables import name_of
from specter.errors import LifecycleError

log = logging.getLogger(__name__)
Result = TypeVar("Result")


class Task(Greenlet):  # type: ignore[misc]  # gevent has no types
    """A greenlet whose failure is logged once, and kept: ``exception``, ``successful()`` and ``get()`` tell it."""

    failure: Exception | None = None
    cancelled = False

    @property
    def exception(self) -> BaseException | None:
        return self.failure or super().exception

    def successful(self) -> bool:
        return self.failure is None and bool(super().successful())

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        if block:
            self.join(timeout)
        if self.failure is not None:
            raise self.failure
        return super().get(block=False)

    def cancel(self) -> None:
        """End it where it waits; when it is the one that runs, after what it does now."""
        self.cancelled = True
        if self is not gevent.getcurrent():
            self.kill(block=False)


class Tasks:
    """What one owner runs in the background. ``on_error`` hears of a task that failed, after the log."""

    def __init__(self, owner: str, on_error: Callable[[Exception], None] | None = None) -> None:
        self._owner = owner
        self._on_error = on_error
        self._alive: dict[Task, None] = {}
        self.closed = True

    def __len__(self) -> int:
        return sum(1 for task in self._alive if not task.dead)

    def __contains__(self, task: object) -> bool:
        return task in self._alive

    def open(self) -> None:
        self.closed = False

    def spawn(
        self,
        fn: Callable[..., Any],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
        *,
        label: str | None = None,
        after: float = 0.0,
    ) -> Task:
        """Run ``fn`` in a task, ``after`` seconds from now."""
        what = label or name_of(fn)
        self._check_open(what)

        def run() -> Any:
            try:
                return fn(*args, **(kwargs or {}))
            except Exception as error:
                task.failure = error
                log.exception("[SPECTER] %s: task %s failed", self._owner, what)
                if self._on_error is not None:
                    self._on_error(error)

        task = Task(run)
        return self._begin(task, what, after)

    def every(self, fn: Callable[[], object], seconds: float, *, label: str | None = None) -> Task:
        """Call ``fn`` each ``seconds``, the first time after one period.

        Calls never overlap and do not drift: the next is due by the clock, and those that were missed are left out.
        A failing call is logged; the next one comes.
        """
        what = label or name_of(fn)
        check_seconds(seconds, "interval", least=0.0, exclusive=True)
        self._check_open(what)

        def run() -> None:
            due = time.monotonic() + seconds
            while True:
                gevent.sleep(max(0.0, due - time.monotonic()))
                try:
                    fn()
                except Exception:
                    log.exception("[SPECTER] %s: interval %s failed", self._owner, what)
                if task.cancelled:
                    return
                late = time.monotonic() - due
                due += seconds * max(1, math.ceil(late / seconds))

        task = Task(run)
        return self._begin(task, what, 0.0)

    def drain(self, timeout: float) -> None:
        """Let the tasks end by themselves, for ``timeout`` seconds at most."""
        gevent.joinall(self._others(), timeout=timeout)

    def close(self, timeout: float) -> None:
        """End every task but the calling one and wait for them, ``timeout`` seconds at most.

        Each is told once, so that what it does in a ``finally`` may wait; again at half time if it did not listen.
        """
        self.closed = True
        began = time.monotonic()
        interrupted: BaseException | None = None
        self.cancel()
        for until in (began + timeout / 2, began + timeout):
            while self._others() and time.monotonic() < until:
                interrupted = self._join(until) or interrupted
            others = self._others()
            if not others:
                break
            gevent.killall(others, block=False)
        else:
            names = ", ".join(str(task.name) for task in others)
            log.error(
                "[SPECTER] %s: still running %g s after they were told to end: %s",
                self._owner,
                timeout,
                names,
            )
        self._alive.clear()
        if interrupted is not None:
            raise interrupted

    def cancel(self) -> None:
        """Tell every task but the calling one to end, without waiting for it."""
        for task in self._others():
            if not task.cancelled:
                task.cancel()

    def wait_one(self) -> None:
        """Wait until one of the tasks has ended."""
        gevent.joinall(self._others(), count=1)

    def _join(self, until: float) -> BaseException | None:
        """Wait for the others; who waits may itself be killed meanwhile, and they still have to be gone."""
        try:
            gevent.joinall(self._others(), timeout=max(0.0, until - time.monotonic()))
        except BaseException as error:
            return error
        return None

    def _others(self) -> list[Task]:
        current = gevent.getcurrent()
        # A task that was killed before its first step is dead, although its end has not been told yet.
        return [task for task in self._alive if task is not current and not task.dead]

    def _begin(self, task: Task, name: str, after: float) -> Task:
        task.name = name  # pyright: ignore[reportAttributeAccessIssue]  # a readproperty may be overridden
        self._alive[task] = None
        task.rawlink(self._ended)
        if after > 0:
            task.start_later(after)
        else:
            task.start()
        return task

    def _ended(self, task: Task) -> None:
        self._alive.pop(task, None)

    def _check_open(self, what: str) -> None:
        if self.closed:
            raise LifecycleError(f"{self._owner} is not running, so {what} cannot be started in it")


def blocking(fn: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
    """Run ``fn`` in a thread and wait for it without holding up other greenlets."""

    context = contextvars.copy_context()

    def run() -> tuple[Any, BaseException | None]:
        # gevent prints what a pool's thread raises; it belongs to the caller alone.
        try:
            return context.run(fn, *args, **kwargs), None
        except BaseException as error:
            return None, error

    value, error = get_hub().threadpool.apply(run)
    if error is not None:
        raise error
    return value  # type: ignore[no-any-return]


def check_seconds(seconds: float, what: str, *, least: float = 0.0, exclusive: bool = False) -> None:
    """ValueError unless ``seconds`` is a finite number that is large enough."""
    wrong = isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not math.isfinite(seconds)
    if wrong or seconds < least or (exclusive and seconds == least):
        bound = "more than" if exclusive else "at least"
        raise ValueError(f"{what} needs {bound} {least:g} seconds, got {seconds!r}")
