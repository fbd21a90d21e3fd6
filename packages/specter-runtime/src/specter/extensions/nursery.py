"""Nursery: tasks that end with the block that opened them, and whose errors come out of it.

    with Nursery("imports") as nursery:
        nursery.start_soon(poll, url)
        port = nursery.start(serve)          # waits until serve() says task_status.started(port)

Functions run in greenlets; ``async def`` functions run on the asyncio loop, each looked after by a greenlet.
"""

from __future__ import annotations

import asyncio
import builtins
import inspect
import logging
import sys
from typing import Any, Callable

import gevent
from gevent import GreenletExit
from gevent.event import AsyncResult

from specter import hub
from specter.callables import name_of
from specter.tasks import Task, Tasks

log = logging.getLogger(__name__)

if sys.version_info >= (3, 11):
    TaskErrors = builtins.ExceptionGroup
else:

    class TaskErrors(Exception):
        """Several tasks of a nursery failed."""

        def __init__(self, message: str, exceptions: list[Exception]) -> None:
            super().__init__(message)
            self.exceptions = tuple(exceptions)


# Seconds that a cancelled task may take to end.
CANCEL_TIMEOUT = 5.0


class _BodyCancelled(BaseException):
    """Thrown into the block of a nursery whose task failed."""


class TaskStatus:
    """How a task that was begun with ``start`` says that it is ready."""

    def __init__(self) -> None:
        self.result: AsyncResult[Any] = AsyncResult()

    def started(self, value: Any = None) -> None:
        if self.result.ready():
            raise RuntimeError("task_status.started() was called twice")
        self.result.set(value)


class Nursery:
    """A group of tasks with one end; a context manager, also ``async with`` in coroutines."""

    def __init__(self, name: str = "nursery") -> None:
        self.name = name
        self._tasks = Tasks(name)
        self._errors: list[Exception] = []
        self._host: Any = None
        self._host_task: asyncio.Task[Any] | None = None
        self._in_body = False
        self._open = False

    def start_soon(self, func: Callable[..., Any], *args: Any, name: str | None = None) -> None:
        """Run ``func(*args)`` as a task. What it raises ends the nursery."""
        self._spawn(lambda: call(func, *args), name or name_of(func))

    def start(self, func: Callable[..., Any], *args: Any, name: str | None = None) -> Any:
        """Run ``func(*args, task_status=…)`` as a task; returns what it passes to ``task_status.started``.

        Blocks the calling greenlet; in a coroutine the result is awaitable. What the task raises before it is
        started is raised here.
        """
        status = TaskStatus()
        what = name or name_of(func)

        def run() -> None:
            try:
                call(func, *args, task_status=status)
            # Whoever waits in start() has to hear of it, however it ended.
            except BaseException as error:
                if status.result.ready():
                    raise
                status.result.set_exception(
                    RuntimeError(f"task {what} was cancelled before it started")
                    if isinstance(error, GreenletExit)
                    else error
                )
                return
            if not status.result.ready():
                status.result.set_exception(
                    RuntimeError(f"task {what} ended without calling task_status.started()")
                )

        task = self._spawn(run, what)
        # A task that is cancelled before its first step never gets to say anything.
        task.rawlink(lambda _: _never_started(status, what))
        return in_greenlet(status.result.get)

    def cancel(self) -> None:
        """End every task; the block goes on."""
        self._tasks.cancel()

    def __enter__(self) -> Nursery:
        self._enter(gevent.getcurrent(), None)
        return self

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        self._in_body = False
        self._leave(error)

    async def __aenter__(self) -> Nursery:
        self._enter(None, asyncio.current_task())
        return self

    async def __aexit__(self, kind: Any, error: BaseException | None, trace: Any) -> bool:
        self._in_body = False
        cancelled_by_us = isinstance(error, asyncio.CancelledError) and bool(self._errors)
        if cancelled_by_us and hasattr(self._host_task, "uncancel"):
            self._host_task.uncancel()  # type: ignore[union-attr]
        await hub.call(self._leave, None if cancelled_by_us else error)
        return False

    def _enter(self, host: Any, host_task: asyncio.Task[Any] | None) -> None:
        if self._open:
            raise RuntimeError("The nursery is already open")
        self._open = self._in_body = True
        self._tasks.open()
        self._errors.clear()
        self._host, self._host_task = host, host_task

    def _leave(self, body_error: BaseException | None) -> None:
        mine = isinstance(body_error, _BodyCancelled)
        interrupted: BaseException | None = None
        try:
            if body_error is None:
                self._wait()
        # A kill of the host: the tasks end first, then it goes on its way.
        except BaseException as error:
            interrupted = error
        finally:
            self._tasks.close(CANCEL_TIMEOUT)
            self._open = False
            self._host = self._host_task = None
        errors, self._errors = list(self._errors), []
        if interrupted is not None:
            raise interrupted
        if body_error is not None and not mine:
            for other in errors:
                log.error("[SPECTER:extensions] a task of %s failed as well", self.name, exc_info=other)
            return
        if len(errors) == 1:
            raise errors[0]
        if errors:
            raise TaskErrors(f"tasks of {self.name} failed", errors)

    def _wait(self) -> None:
        while len(self._tasks) and not self._errors:
            self._tasks.wait_one()

    def _spawn(self, run: Callable[[], Any], what: str) -> Task:
        if not self._open:
            raise RuntimeError(f"{self.name} is not open; start tasks inside its with block")

        def supervised() -> None:
            try:
                run()
            # It comes out of the block that opened the nursery.
            except Exception as error:
                self._failed(error)

        return self._tasks.spawn(supervised, label=what)

    def _failed(self, error: Exception) -> None:
        first = not self._errors
        self._errors.append(error)
        self.cancel()
        if first and self._in_body:
            if self._host_task is not None:
                self._host_task.get_loop().call_soon(self._host_task.cancel)
            else:
                gevent.get_hub().loop.run_callback(self._cancel_body)

    def _cancel_body(self) -> None:
        if self._in_body and self._host is not gevent.get_hub():
            self._host.throw(_BodyCancelled())


def call(func: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call ``func`` from a greenlet; a coroutine is run on the asyncio loop, and waited for."""
    result = func(*args, **kwargs)
    return hub.wait(result) if inspect.isawaitable(result) else result


def in_greenlet(wait: Callable[[], Any]) -> Any:
    """``wait()``; or, where that would stop the asyncio loop, an awaitable of it."""
    try:
        loop = hub.current_loop()
    except RuntimeError:
        return wait()
    if getattr(loop, "greenlet", None) is gevent.getcurrent():
        return hub.call(wait)
    return wait()


def _never_started(status: TaskStatus, what: str) -> None:
    if not status.result.ready():
        status.result.set_exception(RuntimeError(f"task {what} was cancelled before it started"))
