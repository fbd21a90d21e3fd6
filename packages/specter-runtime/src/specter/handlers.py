"""Handler and SocketIngress: who hears which socket event, in which order.

A transport calls ``SocketIngress.dispatch``. It may be the websocket of ``specter.http`` or any object with
``on_event(event, fn)``, ``on(event)(fn)`` and ``on_error_default(fn)``.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Mapping
from typing import Any, Callable, ClassVar, TypeVar

from specter.callables import isolated
from specter.lifetime import Lifetime, Owner, Unsubscribe, check_owner, tie
from specter.registry import registry

log = logging.getLogger(__name__)

SocketCallback = Callable[..., Any]
Callback = TypeVar("Callback", bound=SocketCallback)
Self = TypeVar("Self", bound="Handler")

DEFAULT_PRIORITY = 100


class _Subscriber:
    __slots__ = ("callback", "live", "order")

    def __init__(self, callback: SocketCallback, priority: int, number: int) -> None:
        self.callback = callback
        self.order = (priority, number)
        self.live = True


class SocketIngress:
    """Fans each socket event out to its subscribers: by priority, then in the order of subscription."""

    def __init__(self, socketio: Any = None, *, name: str = "socket_ingress") -> None:
        self.name = name
        self.socketio: Any = None
        self._subscribers: dict[str, list[_Subscriber]] = {}
        self._on_error: list[_Subscriber] = []
        self._numbers = itertools.count()
        # Events that the present transport already brings here.
        self._bound: set[str] = set()
        if socketio is not None:
            self.attach(socketio)

    def attach(self, socketio: Any) -> SocketIngress:
        """Take events from ``socketio``; from another one than before, all of them anew."""
        if socketio is not self.socketio:
            self._bound.clear()
        self.socketio = socketio
        for event in self._subscribers:
            self._bind(event)
        if self._on_error:
            self._bind_error()
        return self

    def subscribe(
        self, event: str, callback: SocketCallback, *, owner: Any = None, priority: int = DEFAULT_PRIORITY
    ) -> Unsubscribe:
        """Call ``callback(*args)`` at each ``event``; the result ends this one subscription."""
        event = _event(event)
        found = self._subscribers.setdefault(event, [])
        unsubscribe = self._add(found, callback, owner, priority)
        self._bind(event)
        return unsubscribe

    def on(
        self,
        event: str,
        callback: Any = None,
        *,
        owner: Any = None,
        priority: int = DEFAULT_PRIORITY,
    ) -> Any:
        """``subscribe``, giving the callback back; without one, a decorator."""

        def register(fn: Callback) -> Callback:
            self.subscribe(event, fn, owner=owner, priority=priority)
            return fn

        return register if callback is None else register(callback)

    def handler(self, event: str, *, owner: Any = None, priority: int = DEFAULT_PRIORITY) -> Any:
        """A decorator for the function that handles ``event``."""
        return self.on(event, owner=owner, priority=priority)

    def subscribe_error_default(
        self, callback: SocketCallback, *, owner: Any = None, priority: int = DEFAULT_PRIORITY
    ) -> Unsubscribe:
        """Call ``callback(error)`` when handling an event failed."""
        unsubscribe = self._add(self._on_error, callback, owner, priority)
        self._bind_error()
        return unsubscribe

    def on_error_default(
        self, callback: Any = None, *, owner: Any = None, priority: int = DEFAULT_PRIORITY
    ) -> Any:
        def register(fn: Callback) -> Callback:
            self.subscribe_error_default(fn, owner=owner, priority=priority)
            return fn

        return register if callback is None else register(callback)

    def unsubscribe(self, event: str, callback: SocketCallback) -> bool:
        """End every subscription of ``callback`` to ``event``; whether there was one."""
        return _drop(self._subscribers.get(_event(event), []), callback)

    def unsubscribe_error_default(self, callback: SocketCallback) -> bool:
        return _drop(self._on_error, callback)

    def has_subscribers(self, event: str) -> bool:
        return bool(self._subscribers.get(event))

    def dispatch(self, event: str, *args: Any, **kwargs: Any) -> Any:
        """Call the subscribers of ``event`` one after the other; the last result that is not None acknowledges it.

        All are called, also after one that raised; then the first error is raised. A ``connect`` that one of them
        refuses (False, or ConnectionRefusedError) stays refused, whatever the others say.
        """
        return _call_all(self._subscribers.get(event, ()), args, kwargs, sticky_false=event == "connect")

    def dispatch_default_error(self, *args: Any, **kwargs: Any) -> Any:
        """Tell those who asked for errors; what they raise is only logged."""
        with isolated(log, "[SPECTER:%s] an error subscriber failed", self.name):
            return _call_all(self._on_error, args, kwargs)

    def clear(self) -> None:
        """Drop the transport and every subscriber."""
        for subscriber in itertools.chain(self._on_error, *self._subscribers.values()):
            subscriber.live = False
        self.socketio = None
        self._subscribers.clear()
        self._on_error.clear()
        self._bound.clear()

    def _add(
        self, found: list[_Subscriber], callback: SocketCallback, owner: Any, priority: int
    ) -> Unsubscribe:
        if not callable(callback):
            raise TypeError(f"socket callback must be callable, got {type(callback).__name__}")
        if owner is not None:
            check_owner(owner)
        subscriber = _Subscriber(callback, priority, next(self._numbers))
        found.append(subscriber)
        found.sort(key=lambda one: one.order)

        def unsubscribe() -> None:
            if subscriber.live:
                subscriber.live = False
                found.remove(subscriber)

        return tie(owner, unsubscribe)

    def _bind(self, event: str) -> None:
        if self.socketio is None or event in self._bound:
            return
        self._bound.add(event)
        transport = self.socketio

        def dispatcher(*args: Any, **kwargs: Any) -> Any:
            # A transport that was replaced may still deliver what it had bound.
            return self.dispatch(event, *args, **kwargs) if self.socketio is transport else None

        dispatcher.__name__ = f"specter_socket_dispatch_{event}"
        transport.on_event(event, dispatcher)

    def _bind_error(self) -> None:
        if self.socketio is not None and "" not in self._bound:
            self._bound.add("")
            self.socketio.on_error_default(self.dispatch_default_error)


class Handler(Owner):
    """A group of socket events: ``events`` maps each to the name of the method that handles it."""

    name: str = "unnamed_handler"
    events: ClassVar[Mapping[str, str]] = {}
    event_priorities: ClassVar[Mapping[str, int]] = {}

    def __init__(self) -> None:
        self._lifetime = Lifetime()
        self.socketio: Any = None
        self.registered = False
        self.setup_error: Exception | None = None

    def on_setup(self) -> None:
        """Called when the events are bound."""

    def on_teardown(self) -> None:
        """Called before they are released."""

    def setup(self: Self, socketio: Any) -> Self:
        """Bind the events to ``socketio``, through the registry's ``socket_ingress`` when there is one."""
        if self.registered:
            return self
        if self._lifetime.closed:
            self._lifetime = Lifetime()
        self.socketio = socketio
        self.setup_error = None
        try:
            for event, callback, priority in self._bindings():
                self._bind(event, callback, priority)
        except BaseException:
            self._release()
            raise
        self.registered = True
        try:
            self.on_setup()
        # Registered all the same; health tells.
        except Exception as error:
            self.setup_error = error
            log.exception("[SPECTER:%s] on_setup failed", self.name)
        return self

    @property
    def running(self) -> bool:
        return self.registered

    def start(self: Self) -> Self:
        """``setup`` on the process's own transport; so a handler can be a provider like a service."""
        return self.setup(registry.resolve("socket_transport"))

    def teardown(self: Self) -> Self:
        """Release the events and everything owned. Errors are logged."""
        if not self.registered:
            return self
        self.registered = False
        try:
            with isolated(log, "[SPECTER:%s] on_teardown failed", self.name):
                self.on_teardown()
        finally:
            self._release()
        return self

    def stop(self: Self) -> Self:
        return self.teardown()

    def require(self, key: str) -> Any:
        """What the registry holds under ``key``; KeyError when it holds nothing."""
        return registry.require(key)

    def resolve(self, key: str) -> Any:
        return registry.resolve(key)

    def health(self) -> dict[str, Any]:
        report: dict[str, Any] = {"registered": self.registered}
        if self.setup_error is not None:
            report["error"] = f"{type(self.setup_error).__name__}: {self.setup_error}"
        return report

    def _bindings(self) -> list[tuple[str, SocketCallback, int]]:
        found = []
        for event, method in self.events.items():
            callback = getattr(self, method, None)
            if not callable(callback):
                log.error("[SPECTER:%s] event %r: there is no method %r", self.name, event, method)
                continue
            found.append((event, callback, self.event_priorities.get(event, DEFAULT_PRIORITY)))
        return found

    def _bind(self, event: str, callback: SocketCallback, priority: int) -> None:
        ingress: SocketIngress | None = registry.resolve("socket_ingress")
        if ingress is not None:
            ingress.subscribe(event, callback, owner=self, priority=priority)
            return
        bound = [callback]
        # A transport has no way to take a function back, so what it keeps goes dead with this handler.
        self.socketio.on(event)(lambda *args, **kwargs: bound[0](*args, **kwargs) if bound else None)
        self.defer(bound.clear)

    def _release(self) -> None:
        self.socketio = None
        with isolated(log, "[SPECTER:%s] releasing failed", self.name):
            self._lifetime.close()


class EventHandler(Handler):
    """A handler whose events are said one by one; what a controller's ``build_events`` gets."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self._said: list[tuple[str, SocketCallback, int]] = []

    def on(self, event: str, callback: SocketCallback, priority: int = DEFAULT_PRIORITY) -> EventHandler:
        """Call ``callback(payload)`` at each ``event``."""
        if not callable(callback):
            raise TypeError(f"handler of {event!r} must be callable, got {type(callback).__name__}")
        self._said.append((_event(event), callback, priority))
        if self.registered:
            self._bind(event, callback, priority)
        return self

    def _bindings(self) -> list[tuple[str, SocketCallback, int]]:
        return list(self._said)


def _call_all(
    subscribers: Any, args: tuple[Any, ...], kwargs: dict[str, Any], *, sticky_false: bool = False
) -> Any:
    result: Any = None
    failure: Exception | None = None
    for subscriber in tuple(subscribers):
        if not subscriber.live:
            continue
        try:
            answer = subscriber.callback(*args, **kwargs)
        # The first one is raised when all have been called.
        except Exception as error:
            if failure is not None:
                log.exception("[SPECTER:sockets] %r failed as well", subscriber.callback)
            failure = failure or error
            continue
        if answer is not None and not (sticky_false and result is False):
            result = answer
    if failure is not None:
        raise failure
    return result


def _drop(found: list[_Subscriber], callback: SocketCallback) -> bool:
    gone = [subscriber for subscriber in found if subscriber.callback == callback]
    for subscriber in gone:
        subscriber.live = False
        found.remove(subscriber)
    return bool(gone)


def _event(event: Any) -> str:
    if not isinstance(event, str) or not event.strip():
        raise TypeError(f"socket event must be a non-blank string, got {event!r}")
    return event.strip()
