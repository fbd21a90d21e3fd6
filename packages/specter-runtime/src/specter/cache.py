"""Cache: one value that is computed when it is needed, and forgotten when it is old or an event says so."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from typing import Any, Callable

import gevent
from gevent.event import Event

from specter.bus import bus
from specter.callables import isolated
from specter.lifetime import Unsubscribe

log = logging.getLogger(__name__)

NEVER = 0.0


class Cache:
    """Holds a value for ``ttl`` seconds (0: for ever).

    ``depends_on`` names bus events that invalidate it; invalidating emits ``"<name>:invalidated"``, so caches can
    depend on caches.
    """

    def __init__(self, name: str, ttl: float = NEVER, depends_on: Iterable[str] | None = None) -> None:
        self.name = name
        self.ttl = max(NEVER, float(ttl))
        self._held = False
        self._value: Any = None
        self._updated_at = 0.0
        self._until: float | None = None
        # The greenlet that computes, and the event that others wait for meanwhile.
        self._computing: tuple[Any, Event] | None = None
        self._generation = 0
        self._invalidating = False
        self._callbacks: dict[int, Callable[[], object]] = {}
        self._next = 0
        events = [depends_on] if isinstance(depends_on, str) else list(depends_on or ())
        self._listening = [bus.on(event, self._on_dependency) for event in events]

    def __repr__(self) -> str:
        return f"<Cache {self.name!r} {'valid' if self.is_valid() else 'empty'}>"

    @property
    def updated_at(self) -> float:
        """When the value was set (seconds since the epoch); 0.0 while there is none."""
        return self._updated_at if self.is_valid() else 0.0

    def is_valid(self) -> bool:
        if self._held and self._until is not None and time.monotonic() >= self._until:
            self._forget()
        return self._held

    def get(self, default: Any = None) -> Any:
        """The value, or ``default`` when there is none or it is too old."""
        return self._value if self.is_valid() else default

    def set(self, value: Any, ttl: float | None = None) -> Any:
        """Hold ``value`` for ``ttl`` seconds (the cache's own by default; 0: for ever); returns it."""
        self._generation += 1
        self._hold(value, ttl)
        return value

    def get_or_compute(self, factory: Callable[[], Any], ttl: float | None = None) -> Any:
        """The value, computed by ``factory`` when there is none.

        Of several greenlets that ask at once, one computes and the others wait for it. A factory may use the cache.
        What was invalidated while it was being computed is returned, but not kept.
        """
        while True:
            if self.is_valid():
                return self._value
            if self._computing is None:
                return self._compute(factory, ttl)
            owner, done = self._computing
            if owner is gevent.getcurrent():
                raise RuntimeError(f"the factory of cache {self.name!r} asks for the value that it is making")
            done.wait()

    def invalidate(self) -> None:
        """Forget the value, call the ``on_invalidate`` callbacks, emit ``"<name>:invalidated"``; also when empty."""
        if self._invalidating:
            return
        self._generation += 1
        self._forget()
        self._invalidating = True
        try:
            for callback in list(self._callbacks.values()):
                self._call(callback)
            bus.emit(f"{self.name}:invalidated", {"cache": self.name})
        finally:
            self._invalidating = False

    def on_invalidate(self, callback: Callable[[], object]) -> Unsubscribe:
        """Call ``callback()`` at each invalidation."""
        if not callable(callback):
            raise TypeError(f"on_invalidate takes a function, got {type(callback).__name__}")
        token = self._next
        self._next += 1
        self._callbacks[token] = callback

        def unsubscribe() -> None:
            self._callbacks.pop(token, None)

        return unsubscribe

    def destroy(self) -> None:
        """Stop listening, forget value and callbacks; nobody is told."""
        for unsubscribe in self._listening:
            unsubscribe()
        self._listening.clear()
        self._callbacks.clear()
        self._generation += 1
        self._forget()

    def _compute(self, factory: Callable[[], Any], ttl: float | None) -> Any:
        done = Event()
        self._computing = (gevent.getcurrent(), done)
        generation = self._generation
        try:
            value = factory()
        finally:
            self._computing = None
            done.set()
        if generation == self._generation:
            self._hold(value, ttl)
        return value

    def _hold(self, value: Any, ttl: float | None) -> None:
        seconds = self.ttl if ttl is None else max(NEVER, ttl)
        self._held = True
        self._value = value
        self._updated_at = time.time()
        # Not by the wall clock, which may be set back.
        self._until = time.monotonic() + seconds if seconds > 0 else None

    def _forget(self) -> None:
        self._held = False
        self._value = None

    def _on_dependency(self, _: Any) -> None:
        self.invalidate()

    def _call(self, callback: Callable[[], object]) -> None:
        with isolated(log, "[SPECTER:cache] a callback of %s failed: %r", self.name, callback):
            callback()


def create_cache(name: str, ttl: float = NEVER, depends_on: Iterable[str] | None = None) -> Cache:
    """Makes a Cache: one value that expires after `ttl` seconds, or when an event of `depends_on` is emitted."""
    return Cache(name, ttl, depends_on)
