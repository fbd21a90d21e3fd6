"""Service: background work with a start and an end."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Callable, TypeVar

import gevent
from gevent import Greenlet
from gevent.event import Event

from specter import tasks
from specter.browser_calls import BrowserCalls
from specter.bus import BusCallback, bus
from specter.delivery import Subscribers
from specter.errors import CleanupError, LifecycleError
from specter.lifetime import Lifetime, Owner, Unsubscribe
from specter.process import ManagedProcess
from specter.sockets import SocketEmitter
from specter.supervision import Restart, Supervisor
from specter.tasks import Task, Tasks, check_seconds

log = logging.getLogger(__name__)
Result = TypeVar("Result")
Self = TypeVar("Self", bound="Service")

NEW, STARTING, RUNNING, STOPPING, STOPPED = "new", "starting", "running", "stopping", "stopped"


class Service(Owner, SocketEmitter, BrowserCalls):
    """Long-lived work of the server. Override ``on_start`` and ``on_stop``.

    What it acquires through its own methods ends when it stops, in this order: ``on_stop`` is called, timers and
    greenlets end and are joined, bus listeners go, children stop (last adopted first), cleanups run (last added
    first). A start that fails releases what it had acquired, without ``on_stop``. A service can be started again.
    """

    name: str = ""
    priority: int = 100
    # Seconds that stop() waits for a greenlet that does not want to end, or for a start that is under way.
    stop_timeout: float = 5.0
    # What happens when a greenlet of the service fails; None: it is logged, the service goes on.
    restart: Restart | None = None

    def __init__(self, name: str | None = None, initial_state: Mapping[str, Any] | None = None) -> None:
        self.name = name or type(self).name or type(self).__name__
        self._phase = NEW
        # Who starts or stops it now, and the event that others wait for meanwhile.
        self._turn: Any = None
        self._settled = Event()
        self._settled.set()
        self._supervisor = Supervisor(self, self._end)
        self._tasks = Tasks(self.name, self._supervisor.failed)
        self._timers: dict[str, Task] = {}
        self._children: dict[Service, Unsubscribe] = {}
        self._renew()
        self._state: dict[str, Any] = dict(initial_state or {})
        self._shown_state: Any = None
        self._subscribers = Subscribers(f"service {self.name!r}")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r} {self._phase}>"

    # --- start and stop

    def on_start(self) -> None:
        """Acquire here what the service needs; everything that needs a running service works."""

    def on_stop(self) -> None:
        """Say goodbye here: everything is still alive. Owned resources are released afterwards."""

    @property
    def running(self) -> bool:
        """True from the beginning of ``on_start`` until the last cleanup has run."""
        return self._phase in (STARTING, RUNNING, STOPPING)

    def start(self: Self) -> Self:
        """Start, unless it runs; wait for a start or stop that is under way. What ``on_start`` raises is raised."""
        while not self._settled.is_set():
            if self._turn is gevent.getcurrent() and self._phase == STARTING:
                return self
            if self._is_inside():
                raise LifecycleError(f"{self.name} cannot be started from within its own stop")
            self._settled.wait()
        if self._phase == RUNNING:
            return self
        if self._phase == STOPPED:
            self._renew()
        self._supervisor.forgive()
        turn = self._begin(STARTING)
        self._tasks.open()
        try:
            self.on_start()
            self._begin_work()
        except BaseException:
            log.warning("[SPECTER] service %s failed to start; releasing what it had acquired", self.name)
            if self._turn is turn:
                self._release()
            raise
        # Somebody may have stopped it in the middle of its start.
        if self._turn is turn:
            self._settle(RUNNING)
        return self

    def stop(self: Self) -> Self:
        """Stop and wait until everything has ended; concurrent calls stop it once. Never raises an Exception."""
        self._supervisor.call_off()
        self._end()
        return self

    def health(self) -> dict[str, Any]:
        """``status`` (ok, stopped, restarting or failed) and ``name``; override to add to it."""
        if self._supervisor.gave_up:
            status = "failed"
        elif self._supervisor.restarting:
            status = "restarting"
        else:
            status = "ok" if self.running else "stopped"
        return {"status": status, "name": self.name, **self._supervisor.report()}

    # --- background work

    def spawn(self, fn: Callable[..., Any], *args: Any, label: str | None = None, **kwargs: Any) -> Task:
        """Run ``fn(*args, **kwargs)`` in a greenlet that ends with the service."""
        return self._tasks.spawn(fn, args, kwargs, label=label)

    def spawn_later(
        self, seconds: float, fn: Callable[..., Any], *args: Any, label: str | None = None, **kwargs: Any
    ) -> Task:
        """As ``spawn``, ``seconds`` from now."""
        check_seconds(seconds, "spawn_later")
        return self._tasks.spawn(fn, args, kwargs, label=label, after=seconds)

    def interval(self, fn: Callable[[], object], seconds: float) -> str:
        """Call ``fn`` every ``seconds``, first after one period; the result is for ``cancel_interval``."""
        return self._remember(self._tasks.every(fn, seconds), "interval")

    def timeout(self, fn: Callable[[], object], seconds: float) -> str:
        """Call ``fn`` once, ``seconds`` from now; the result is for ``cancel_timeout``."""
        check_seconds(seconds, "timeout")
        return self._remember(self._tasks.spawn(fn, after=seconds), "timeout")

    def cancel_interval(self, timer: str) -> None:
        task = self._timers.pop(timer, None)
        if task is not None:
            task.cancel()

    def cancel_timeout(self, timer: str) -> None:
        self.cancel_interval(timer)

    def cancel_greenlet(self: Self, greenlet: Greenlet | None) -> Self:
        """End a greenlet where it waits."""
        if isinstance(greenlet, Task):
            greenlet.cancel()
        elif greenlet is not None:
            greenlet.kill(block=False)
        return self

    def blocking(self, fn: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
        """Run what would hold up every greenlet (CPU work, C clients, sqlite3) in a thread, and wait for it."""
        return tasks.blocking(fn, *args, **kwargs)

    def start_process(
        self, args: str | Sequence[str], *, name: str | None = None, **popen: Any
    ) -> ManagedProcess:
        """Start a child process that ends with the service."""
        process = ManagedProcess(name or f"{self.name}:process")
        return process.start(args, owner=self, **popen)

    # --- events, children, ownership

    def listen(self: Self, event: str, handler: BusCallback) -> Self:
        """Call ``handler(data)`` at each bus ``event`` until the service stops."""
        self._check_open(self._listeners, f"listen to {event!r}")
        self._listeners.defer(bus.on(event, handler))
        return self

    def emit(self: Self, event: str, data: Any = None) -> Self:
        """Emit on the bus, to every listener of this process."""
        bus.emit(event, data)
        return self

    def adopt(self: Self, child: Service | None, start: bool = True) -> Self:
        """Start ``child`` and stop it with this service."""
        if child is None:
            return self
        if not isinstance(child, Service):
            raise TypeError(
                f"adopt takes a Service, got {type(child).__name__}; use own() for other resources"
            )
        if child in self._children:
            return self
        self._check_open(self._nursery, f"adopt {child.name}")
        if start:
            child.start()
        if self._nursery.closed:
            # This service was stopped while the child was starting.
            child.stop()
            raise LifecycleError(f"{self.name} has stopped, so it cannot adopt {child.name}")
        self._children[child] = self._nursery.defer(child.stop)
        return self

    def disown(self: Self, child: Service) -> Self:
        """Leave ``child`` to itself: it no longer stops with this service."""
        forget = self._children.pop(child, None)
        if forget is not None:
            forget()
        return self

    # --- state

    @property
    def state(self) -> Any:
        """A copy of the state; assigning a dict replaces it, assigning a Model or Store shows that instead."""
        return dict(self._state) if self._shown_state is None else self._shown_state

    @state.setter
    def state(self, value: Any) -> None:
        if isinstance(value, Mapping):
            self._shown_state = None
            self._write(dict(value))
        else:
            self._shown_state = value

    def get_state(self) -> dict[str, Any]:
        return dict(self._state)

    def set_state(self, partial: Mapping[str, Any]) -> None:
        """Merge ``partial`` into the state and tell the subscribers."""
        self._write({**self._state, **dict(partial)})

    def update_state(self, change: Callable[[dict[str, Any]], Mapping[str, Any] | None]) -> dict[str, Any]:
        """Let ``change`` work on a copy of the state, or return the new one; returns the state afterwards.

        No write of another greenlet is lost: if one came in between, ``change`` is called again.
        """
        while True:
            before = self._state
            draft = dict(before)
            returned = change(draft)
            if returned is not None and not isinstance(returned, Mapping):
                raise TypeError(f"update_state takes None or a dict from its function, got {returned!r}")
            if self._state is before:
                self._write(draft if returned is None else dict(returned))
                return self.get_state()

    def subscribe(
        self, target: Any, fn: Any = None, immediate: bool = False, owner: Any = None
    ) -> Unsubscribe:
        """Call ``target(state, service)`` at each change of the state, or ``fn`` at each of the store ``target``.

        A function that takes one argument gets the state alone.
        """
        if callable(fn):
            if not callable(getattr(target, "subscribe", None)):
                raise TypeError(f"subscribe(target, fn): {type(target).__name__} has no subscribe()")
            unsubscribe: Unsubscribe = target.subscribe(fn, immediate=immediate, owner=self)
            return unsubscribe
        subscription, unsubscribe = self._subscribers.add(target, owner)
        if immediate or fn is True:
            state = self._state
            self._subscribers.tell_one(subscription, lambda _: (dict(state), self))
        return unsubscribe

    def watch(self, fn: Callable[..., object], immediate: bool = True) -> Unsubscribe:
        """Subscribe for as long as this service runs; ``fn`` is called at once with what is."""
        return self.subscribe(fn, immediate=immediate, owner=self)

    def watch_state(self, fn: Callable[..., object]) -> Unsubscribe:
        return self.watch(fn)

    def _write(self, state: dict[str, Any]) -> None:
        self._state = state
        if len(self._subscribers):
            self._subscribers.tell(lambda _: (dict(state), self))

    # --- the inside of start and stop

    def _begin_work(self) -> None:
        """What a kind of service starts by itself, whatever a subclass does in ``on_start``."""

    def _end_work(self) -> None:
        """What a kind of service finishes before ``on_stop``."""

    def _end(self) -> None:
        deadline_passed = False
        while not self._settled.is_set() and not deadline_passed:
            if self._turn is gevent.getcurrent() and self._phase == STARTING:
                break
            if self._is_inside():
                return
            starting = self._phase == STARTING
            # A start that never ends must not make stopping impossible.
            deadline_passed = not self._settled.wait(self.stop_timeout if starting else None) and starting
        if self._phase == STOPPED or (self._phase == NEW and not self._has_anything()):
            return
        self._release(say_goodbye=self._phase == RUNNING)

    def _release(self, say_goodbye: bool = False) -> None:
        self._begin(STOPPING)
        interrupted: list[BaseException] = []
        try:
            if say_goodbye:
                self._step("ending its work", self._end_work, interrupted)
                self._step("on_stop", self.on_stop, interrupted)
            self._step("ending its greenlets", lambda: self._tasks.close(self.stop_timeout), interrupted)
            self._step("its listeners", self._listeners.close, interrupted)
            self._step("its children", self._nursery.close, interrupted)
            self._step("its cleanups", self._lifetime.close, interrupted)
        finally:
            self._timers.clear()
            self._children.clear()
            self._subscribers.clear()
            self._settle(STOPPED)
        if interrupted:
            raise interrupted[0]

    def _step(self, what: str, run: Callable[[], object], interrupted: list[BaseException]) -> None:
        try:
            run()
        except CleanupError as failed:
            for error in failed.errors:
                if isinstance(error, Exception):
                    log.error("[SPECTER] service %s: %s failed", self.name, what, exc_info=error)
                else:
                    interrupted.append(error)
        # A hook or cleanup that fails must not keep what comes after it from being released.
        except Exception:
            log.exception("[SPECTER] service %s: %s failed", self.name, what)
        # A Timeout or a kill meant for the caller: it gets it, after everything has been released.
        except BaseException as error:
            interrupted.append(error)

    def _begin(self, phase: str) -> Any:
        self._phase = phase
        self._turn = gevent.getcurrent()
        self._settled.clear()
        return self._turn

    def _settle(self, phase: str) -> None:
        self._phase = phase
        self._turn = None
        self._settled.set()

    def _renew(self) -> None:
        self._listeners = Lifetime()
        self._nursery = Lifetime()
        self._lifetime = Lifetime()

    def _has_anything(self) -> bool:
        return bool(len(self._lifetime) or len(self._nursery) or len(self._listeners))

    def _is_inside(self) -> bool:
        """Whether the calling greenlet is the one that stops the service, or one that this stop waits for."""
        current = gevent.getcurrent()
        return self._turn is current or (self._phase == STOPPING and self._holds(current))

    def _holds(self, greenlet: Any) -> bool:
        return greenlet in self._tasks or any(child._holds(greenlet) for child in self._children)

    def _check_open(self, part: Lifetime, what: str) -> None:
        if part.closed:
            raise LifecycleError(f"{self.name} has stopped, so it cannot {what}; do it in on_start")

    def _remember(self, task: Task, kind: str) -> str:
        timer = f"{kind}_{uuid.uuid4().hex[:8]}"
        self._timers[timer] = task
        task.rawlink(lambda _: self._timers.pop(timer, None))
        return timer
