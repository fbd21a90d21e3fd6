"""From coroutines into greenlets and back: `call`, `wait`, `run`."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from gevent.hub import Waiter, get_hub
from greenlet import getcurrent

from specter.hub.loop import HubLoop, Worker, here
from specter.hub.stopping import CallerGone, HandlerTimeout
from specter.hub.thread import copy_back, hub_thread

T = TypeVar("T")


async def call(fn: Callable[..., T], *args: Any) -> T:
    """Run `fn(*args)` in a handler greenlet and return its result.

    `fn` runs at once. If it ends without blocking, nothing else ran in between; when it first blocks, other
    coroutines go on and this one waits. Cancelling this coroutine stops the greenlet where it waits.
    """
    loop = asyncio.get_running_loop()
    if not isinstance(loop, HubLoop):
        foreign: T = await hub_thread().call(loop, None, fn, args)
        return foreign
    worker = loop.run_eagerly(fn, args)
    if worker.future is None:
        done: T = worker.take()
        return done
    late: T = await loop.outcome(worker, worker.future)
    return late


async def call_within(seconds: float, fn: Callable[..., T], *args: Any) -> T:
    """As `call`; a handler that still waits after `seconds` gets `HandlerTimeout` thrown into it."""
    return await call_while(None, seconds, fn, *args)


async def call_while(
    gone: Callable[[], Awaitable[None]] | None, seconds: float, fn: Callable[..., T], *args: Any
) -> T:
    """As `call_within`; when `gone()` ends first, the handler gets `CallerGone` thrown into it where it waits."""
    loop = asyncio.get_running_loop()
    if not isinstance(loop, HubLoop):
        foreign: T = await hub_thread().call(loop, seconds, fn, args)
        return foreign
    worker = loop.run_eagerly(fn, args)
    if worker.future is None:
        done: T = worker.take()
        return done
    late: T = await finish(worker, worker.future, gone, seconds)
    return late


def begin(fn: Callable[..., Any], *args: Any) -> Worker:
    """From a callback of a `HubLoop`: run `fn` in a greenlet, in a context of its own, until it ends or first blocks.

    When it has ended its `future` is None, and `take()` returns or raises; otherwise `finish` waits for that future.
    """
    loop = asyncio.get_running_loop()
    if not isinstance(loop, HubLoop):
        raise RuntimeError("hub.begin() needs a HubLoop; in a coroutine say `await hub.call(...)`")
    return loop.run_eagerly(fn, args, contextvars.copy_context())


async def finish(
    worker: Worker, future: asyncio.Future[Any], gone: Callable[[], Awaitable[None]] | None, seconds: float
) -> Any:
    """The result of a worker that blocks; it is stopped as `call_while` would."""
    loop = worker.loop
    deadline = loop.call_later(seconds, loop.interrupt, worker, future, HandlerTimeout())
    watching = None if gone is None else loop.create_task(_ended(gone))
    if watching is not None:

        def stop(_: Any) -> None:
            if not future.done():
                loop.interrupt(worker, future, CallerGone())

        watching.add_done_callback(stop)
    try:
        return await loop.outcome(worker, future)
    finally:
        deadline.cancel()
        if watching is not None:
            watching.cancel()


async def _ended(gone: Callable[[], Awaitable[None]]) -> None:
    await gone()


def wait(awaitable: Awaitable[T]) -> T:
    """From a greenlet: run `awaitable` on the asyncio loop and wait for its result."""
    loop = current_loop()
    if isinstance(loop, HubLoop):
        if getcurrent() is loop.greenlet:
            _dispose(awaitable)
            raise RuntimeError("hub.wait() is for greenlets; a coroutine says `await` instead")
        return _wait_here(loop, awaitable)
    return _wait_across(loop, awaitable)


def current_loop() -> asyncio.AbstractEventLoop:
    """The loop that serves this greenlet's thread; RuntimeError when there is none."""
    loop = getattr(here, "loop", None)
    if loop is None:
        raise RuntimeError("no asyncio loop runs on this gevent hub; start one with specter.hub.run(main())")
    return loop  # type: ignore[no-any-return]


def run(main: Awaitable[T]) -> T:
    """Run a coroutine on a new `HubLoop` until it ends, as `asyncio.run` does."""
    loop = HubLoop()
    try:
        return loop.run_until_complete(main)
    finally:
        try:
            _cancel_all(loop)
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.run_until_complete(loop.shutdown_default_executor())
        finally:
            loop.close()


def _wait_here(loop: HubLoop, awaitable: Awaitable[T]) -> T:
    waiter: Any = Waiter()
    back = get_hub().loop.run_callback
    after: list[contextvars.Context] = []
    task = loop.create_task(_carry(awaitable, after))
    task.add_done_callback(lambda done: back(waiter.switch, done))
    try:
        waiter.get()
    except BaseException:
        task.cancel()
        raise
    for context in after:
        copy_back(context)
    return task.result()


def _wait_across(loop: asyncio.AbstractEventLoop, awaitable: Awaitable[T]) -> T:
    hub = get_hub()
    waiter: Any = Waiter()
    before = contextvars.copy_context()
    after: list[contextvars.Context] = []
    started: list[asyncio.Task[T]] = []

    def start() -> None:
        task = before.run(loop.create_task, _carry(awaitable, after))
        started.append(task)
        task.add_done_callback(lambda done: hub.loop.run_callback_threadsafe(waiter.switch, done))

    loop.call_soon_threadsafe(start)
    try:
        waiter.get()
    except BaseException:
        loop.call_soon_threadsafe(lambda: [task.cancel() for task in started])
        raise
    for context in after:
        copy_back(context)
    return started[0].result()


async def _carry(awaitable: Awaitable[T], after: list[contextvars.Context]) -> T:
    try:
        return await awaitable
    finally:
        after.append(contextvars.copy_context())


def _dispose(awaitable: Any) -> None:
    close = getattr(awaitable, "close", None)
    if close is not None:
        close()  # a coroutine that is never awaited would warn later, elsewhere


def _cancel_all(loop: asyncio.AbstractEventLoop) -> None:
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
