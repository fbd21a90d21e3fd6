"""One thread for greenlets and coroutines: the asyncio loop waits on the gevent hub.

`await hub.call(fn, *args)` runs `fn` in a greenlet, `hub.wait(awaitable)` waits for a coroutine from a greenlet.
Under a loop that is not a `HubLoop` the hub has a thread of its own, and both cross between the threads.
"""

from __future__ import annotations

import asyncio
import contextvars
import selectors
import threading
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import gevent
from gevent.hub import Waiter, get_hub
from gevent.monkey import get_original
from greenlet import GreenletExit, getcurrent, greenlet

T = TypeVar("T")

POOL_SIZE = 256


class HandlerTimeout(BaseException):
    """Thrown into a handler at its deadline, where it waits. No Exception, so that `except Exception` lets it pass."""


class CallerGone(GreenletExit):  # type: ignore[misc]
    """Thrown into a handler whose caller does not wait for it any more."""


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
    future = worker.future
    if future is None:
        done: T = worker.take()
        return done
    deadline = loop.call_later(seconds, loop.interrupt, worker, future, HandlerTimeout())
    watching = None if gone is None else loop.create_task(_ended(gone))
    if watching is not None:

        def stop(_: Any) -> None:
            if not future.done():
                loop.interrupt(worker, future, CallerGone())

        watching.add_done_callback(stop)
    try:
        late: T = await loop.outcome(worker, future)
        return late
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
    loop = getattr(_here, "loop", None)
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


_here = threading.local()


class HubLoop(asyncio.SelectorEventLoop):
    """An asyncio loop whose idle time belongs to the gevent hub of its thread."""

    def __init__(self) -> None:
        self._waiter = HubSelector()
        self._parked: list[_Worker] = []
        self.greenlet: greenlet = getcurrent()
        super().__init__(self._waiter)

    def run_forever(self) -> None:
        previous = getattr(_here, "loop", None)
        self.greenlet = self._waiter.greenlet = getcurrent()
        _here.loop = self
        try:
            super().run_forever()
        finally:
            _here.loop = previous

    def close(self) -> None:
        parked, self._parked = self._parked, []
        for worker in parked:
            worker.retire()
        super().close()

    # A greenlet may schedule while the loop sleeps in its selector; asyncio expects only its own callbacks to.
    def call_soon(self, callback: Any, *args: Any, context: Any = None) -> asyncio.Handle:  # type: ignore[override]
        handle = super().call_soon(callback, *args, context=context)
        if self._waiter.asleep:
            self._waiter.wake()
        return handle

    def call_at(  # type: ignore[override]
        self, when: float, callback: Any, *args: Any, context: Any = None
    ) -> asyncio.TimerHandle:
        handle = super().call_at(when, callback, *args, context=context)
        if self._waiter.asleep:
            self._waiter.wake()
        return handle

    def run_eagerly(self, fn: Callable[..., Any], args: tuple[Any, ...]) -> _Worker:
        """Switch to a worker; it comes back done (`future` is None) or blocked (`future` will have the result)."""
        worker = self._parked.pop() if self._parked else _Worker(self)
        current: Any = getcurrent()
        worker.caller = current
        worker.gr_context = current.gr_context
        worker.fn, worker.args = fn, args
        worker.future = None
        worker.eager = True
        worker.switch()
        return worker

    async def outcome(self, worker: _Worker, future: asyncio.Future[Any]) -> Any:
        try:
            return await future
        except asyncio.CancelledError:
            if not future.done() or future.cancelled():
                self.interrupt(worker, future, GreenletExit())
            raise

    def interrupt(self, worker: _Worker, future: asyncio.Future[Any], error: BaseException) -> None:
        """Throw into a blocked worker, unless it has gone on to another job."""

        def throw() -> None:
            if worker.future is future and worker.fn is not None:
                worker.throw(error)

        get_hub().loop.run_callback(throw)

    def park(self, worker: _Worker) -> bool:
        if self.is_closed() or len(self._parked) >= POOL_SIZE:
            return False
        self._parked.append(worker)
        return True


class _Worker(greenlet):  # type: ignore[misc]
    """A handler greenlet: runs one call after the other, and lives on between them because creating one costs more."""

    def __init__(self, loop: HubLoop) -> None:
        hub = get_hub()
        super().__init__(self._live, hub)
        self.loop = loop
        self.hub = hub
        self.caller: greenlet = loop.greenlet
        self.fn: Callable[..., Any] | None = None
        self.args: tuple[Any, ...] = ()
        self.future: asyncio.Future[Any] | None = None
        self.eager = False
        self.value: Any = None
        self.failure: BaseException | None = None

    def switch_out(self) -> None:
        # gevent calls this when the greenlet gives way to the hub. The first time, the caller goes on.
        if self.eager:
            self.eager = False
            self.future = self.loop.create_future()
            self.hub.loop.run_callback(self.caller.switch)

    def take(self) -> Any:
        value, error = self.value, self.failure
        self.value = self.failure = None
        if error is not None:
            try:
                raise error
            finally:
                del error  # the traceback's frame would keep itself alive
        return value

    def retire(self) -> None:
        self.fn = None
        self.caller = getcurrent()
        self.eager = True
        self.switch()

    def _live(self) -> None:
        while self.fn is not None:
            try:
                self.value = self.fn(*self.args)
            except BaseException as error:
                self.failure = error
            self.fn = None
            self.args = ()
            self.gr_context = None  # a parked greenlet keeps no request alive
            keep = self.loop.park(self)
            if self.eager:
                self.eager = False
                if not keep:
                    # Ends here: the result goes home with the parent switch to the caller.
                    self.parent = self.caller
                    return
                self.caller.switch()
            else:
                self._deliver()
                if not keep:
                    return
                self.hub.switch()
        self.parent = self.caller

    def _deliver(self) -> None:
        future, value, error = self.future, self.value, self.failure
        self.value = self.failure = None
        if future is None or future.done() or self.loop.is_closed():
            return
        if error is None:
            future.set_result(value)
        elif isinstance(error, StopIteration) or type(error) is GreenletExit:
            # A future refuses the first; the second means that somebody stopped the handler.
            future.set_exception(RuntimeError(f"the handler ended with {type(error).__name__}"))
        else:
            future.set_exception(error)


class HubSelector(selectors.BaseSelector):
    """The platform's own selector for the files, and the gevent hub for the waiting.

    epoll and kqueue objects are themselves files that can be waited for: the hub watches that single file.
    """

    #: Seconds of uninterrupted asyncio work after which greenlets get a turn of the hub.
    SLICE = 0.001

    def __init__(self) -> None:
        self._files: Any = _original_selector()()
        self._hub: Any = get_hub()
        self.greenlet: greenlet = getcurrent()
        self.asleep = False
        self._io = self._hub.loop.io(self._files.fileno(), 1)
        self._io.start(self._ready)
        self._timer: Any = None
        self._timer_due = 0.0
        self._last_turn = 0.0
        self._clock = get_original("time", "monotonic")

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._files.register(fileobj, events, data)  # type: ignore[no-any-return]

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._files.unregister(fileobj)  # type: ignore[no-any-return]

    def modify(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._files.modify(fileobj, events, data)  # type: ignore[no-any-return]

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._files.get_map()  # type: ignore[no-any-return]

    def close(self) -> None:
        self._io.stop()
        self._io.close()
        if self._timer is not None:
            self._timer.close()
            self._timer = None
        self._files.close()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if self._clock() - self._last_turn < self.SLICE:
            # Under load there is always something: no need to go round by the hub for it.
            found: list[tuple[selectors.SelectorKey, int]] = self._files.select(0)
            if found or timeout == 0:
                return found
        if timeout is None or timeout > 0:
            self._sleep(timeout)
        else:
            self._turn()
        ready: list[tuple[selectors.SelectorKey, int]] = self._files.select(0)
        return ready

    def wake(self) -> None:
        """End the sleep in `select`; called by greenlets."""
        self.asleep = False
        self._hub.loop.run_callback(self.greenlet.switch)

    def _sleep(self, timeout: float | None) -> None:
        if timeout is not None:
            self._arm(timeout)
        self.asleep = True
        try:
            self._hub.switch()
        finally:
            self.asleep = False
            self._last_turn = self._clock()

    def _turn(self) -> None:
        # A timer fires after the hub has looked at its files; a plain callback would run before.
        with self._hub.loop.timer(0) as timer:
            timer.start(self.greenlet.switch)
            self._hub.switch()
        self._last_turn = self._clock()

    def _arm(self, timeout: float) -> None:
        # The loop's next deadline rarely changes: a timer that ends earlier than needed costs one look at the clock.
        due = self._clock() + timeout
        if self._timer is not None:
            if self._timer_due <= due:
                return
            self._timer.close()
        self._timer_due = due
        self._timer = self._hub.loop.timer(timeout)
        self._timer.start(self._due, update=True)

    def _due(self) -> None:
        self._timer.close()
        self._timer = None
        self._ready()

    def _ready(self) -> None:
        if self.asleep:
            self.asleep = False
            self.greenlet.switch()


def _original_selector() -> Callable[[], Any]:
    # gevent.monkey takes these names away; they are what it would wait with.
    for name in ("EpollSelector", "KqueueSelector"):
        if name == "EpollSelector" and not _has("select", "epoll"):
            continue
        if name == "KqueueSelector" and not _has("select", "kqueue"):
            continue
        return get_original("selectors", name)  # type: ignore[no-any-return]
    raise RuntimeError("specter.hub needs epoll or kqueue: Linux, macOS or a BSD")


def _has(module: str, name: str) -> bool:
    try:
        get_original(module, name)
    except AttributeError:
        return False
    return True


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
        _copy_back(context)
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
        _copy_back(context)
    return started[0].result()


async def _carry(awaitable: Awaitable[T], after: list[contextvars.Context]) -> T:
    try:
        return await awaitable
    finally:
        after.append(contextvars.copy_context())


def _copy_back(context: contextvars.Context) -> None:
    for variable, value in context.items():
        try:
            if variable.get() is value:
                continue
        except LookupError:
            pass
        variable.set(value)


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
                _copy_back(context)
        return result

    def run(self, fn: Callable[[], T]) -> T:
        """From any thread: run `fn` in a greenlet of the hub thread and block until it ends."""
        done = threading.Event()
        box: list[Any] = [None, None]

        def work() -> None:
            try:
                box[0] = fn()
            except BaseException as error:
                box[1] = error
            done.set()

        self._hub.loop.run_callback_threadsafe(gevent.spawn, work)
        done.wait()
        if box[1] is not None:
            raise box[1]
        return box[0]  # type: ignore[no-any-return]

    def _begin(self, worker: greenlet, loop: asyncio.AbstractEventLoop) -> None:
        _here.loop = loop
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
