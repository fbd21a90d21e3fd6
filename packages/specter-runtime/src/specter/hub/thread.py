"""HubThread: the gevent hub beside somebody else's asyncio loop."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable
from typing import Any

from gevent.hub import get_hub
from greenlet import GreenletExit, greenlet

from specter.hub.loop import here
from specter.hub.stopping import HandlerTimeout


class HubThread:
    """The gevent hub in a thread of its own, for somebody else's asyncio loop."""

    def __init__(self) -> None:
        self._started = threading.Event()
        self._hub: Any = None
        self._stop: Any = None
        self._thread = threading.Thread(target=self._live, name="specter-hub", daemon=True)
        self._thread.start()
        self._started.wait()

    async def call(
        self,
        loop: asyncio.AbstractEventLoop,
        seconds: float | None,
        fn: Callable[..., Any],
        args: tuple[Any, ...],
    ) -> Any:
        future: asyncio.Future[Any] = loop.create_future()
        context = contextvars.copy_context()
        worker = greenlet(lambda: self._work(loop, future, fn, args))
        worker.gr_context = context
        self._hub.loop.run_callback_threadsafe(self._begin, worker, loop)
        deadline = None
        if seconds is not None:
            deadline = loop.call_later(seconds, self._interrupt, worker, HandlerTimeout())
        try:
            result = await future
        except asyncio.CancelledError:
            self._interrupt(worker, GreenletExit())
            raise
        finally:
            if deadline is not None:
                deadline.cancel()
            if future.done():
                copy_back(context)
        return result

    def _begin(self, worker: greenlet, loop: asyncio.AbstractEventLoop) -> None:
        here.loop = loop
        worker.parent = self._hub
        worker.switch()

    def _interrupt(self, worker: greenlet, error: BaseException) -> None:
        self._hub.loop.run_callback_threadsafe(lambda: worker.dead or worker.throw(error))

    def _work(
        self,
        loop: asyncio.AbstractEventLoop,
        future: asyncio.Future[Any],
        fn: Callable[..., Any],
        args: tuple[Any, ...],
    ) -> None:
        try:
            value, error = fn(*args), None
        # It belongs to the coroutine that waits in the other thread, whatever it is.
        except BaseException as caught:
            value, error = None, caught
        if not loop.is_closed():
            loop.call_soon_threadsafe(_settle, future, value, error)

    def _live(self) -> None:
        self._hub = get_hub()
        keep_alive = self._hub.loop.async_()
        keep_alive.start(lambda: None)
        self._started.set()
        self._hub.join()


def _settle(future: asyncio.Future[Any], value: Any, error: BaseException | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(value)
    elif isinstance(error, (StopIteration, GreenletExit)):
        future.set_exception(RuntimeError(f"the handler ended with {type(error).__name__}"))
    else:
        future.set_exception(error)


_thread: HubThread | None = None
_thread_lock = threading.Lock()


def hub_thread() -> HubThread:
    """The hub's own thread, started when first needed; one per process."""
    global _thread
    with _thread_lock:
        if _thread is None:
            _thread = HubThread()
        return _thread


def copy_back(context: contextvars.Context) -> None:
    for variable, value in context.items():
        try:
            if variable.get() is value:
                continue
        except LookupError:
            pass
        variable.set(value)
