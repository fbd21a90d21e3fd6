"""HubLoop: an asyncio loop on the gevent hub, and the greenlets in which it runs handlers."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable
from typing import Any

from gevent.hub import get_hub
from greenlet import GreenletExit, getcurrent, greenlet

from specter.hub.selector import HubSelector

#: Handler greenlets that are kept for the next call.
POOL_SIZE = 256

#: `loop`: the asyncio loop that serves this thread's hub.
here = threading.local()


class HubLoop(asyncio.SelectorEventLoop):
    """An asyncio loop whose idle time belongs to the gevent hub of its thread."""

    def __init__(self) -> None:
        self._waiter = HubSelector()
        self._parked: list[Worker] = []
        self._unwritten: list[tuple[asyncio.WriteTransport, bytes]] = []
        self.greenlet: greenlet = getcurrent()
        super().__init__(self._waiter)

    def run_forever(self) -> None:
        previous = getattr(here, "loop", None)
        self.greenlet = self._waiter.greenlet = getcurrent()
        here.loop = self
        try:
            super().run_forever()
        finally:
            here.loop = previous

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

    def write_soon(self, transport: asyncio.WriteTransport, data: bytes) -> None:
        """Write at the end of this turn, together with what else it has to say.

        Who sleeps is woken by the first write and finds the others, instead of being woken by each.
        """
        if not self._unwritten:
            self.call_soon(self.write_now)
        self._unwritten.append((transport, data))

    def write_now(self) -> None:
        """Write what waits for the end of the turn."""
        unwritten, self._unwritten = self._unwritten, []
        for transport, data in unwritten:
            transport.write(data)

    def run_eagerly(
        self, fn: Callable[..., Any], args: tuple[Any, ...], context: contextvars.Context | None = None
    ) -> Worker:
        """Switch to a worker; it comes back done (`future` is None) or blocked (`future` will have the result).

        It runs in the caller's context unless another is given.
        """
        worker = self._parked.pop() if self._parked else Worker(self)
        current: Any = getcurrent()
        worker.caller = current
        inside: Any = current.gr_context if context is None else context
        worker.gr_context = inside
        worker.fn, worker.args = fn, args
        worker.future = None
        worker.eager = True
        worker.switch()
        return worker

    async def outcome(self, worker: Worker, future: asyncio.Future[Any]) -> Any:
        try:
            return await future
        except asyncio.CancelledError:
            if not future.done() or future.cancelled():
                self.interrupt(worker, future, GreenletExit())
            raise

    def interrupt(self, worker: Worker, future: asyncio.Future[Any], error: BaseException) -> None:
        """Throw into a blocked worker, unless it has gone on to another job."""

        def throw() -> None:
            if worker.future is future and worker.fn is not None:
                worker.throw(error)

        get_hub().loop.run_callback(throw)

    def park(self, worker: Worker) -> bool:
        if self.is_closed() or len(self._parked) >= POOL_SIZE:
            return False
        self._parked.append(worker)
        return True


class Worker(greenlet):  # type: ignore[misc]
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
            # It belongs to the caller, whatever it is; the worker lives on.
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
