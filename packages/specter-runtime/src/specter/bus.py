"""EventBus: named events, delivered in the order of subscription, in the greenlet of the emitter."""

from __future__ import annotations

import logging
from typing import Any, Callable

from specter.lifetime import Unsubscribe

log = logging.getLogger(__name__)

BusCallback = Callable[[Any], object]


class _Listener:
    __slots__ = ("callback", "live", "once", "shares")

    def __init__(self, callback: BusCallback, once: bool) -> None:
        self.callback = callback
        self.once = once
        self.live = True
        # How many subscriptions share this entry: the same callback is called once per event,
        # until the last of them has been taken back.
        self.shares = 1


class EventBus:
    """Publish and subscribe within one process."""

    def __init__(self) -> None:
        self._listeners: dict[str, dict[tuple[BusCallback, bool], _Listener]] = {}
        # What emit walks; dropped at a change, made again by the next emit.
        self._order: dict[str, tuple[_Listener, ...]] = {}

    def on(self, event: str, callback: BusCallback) -> Unsubscribe:
        """Call ``callback(data)`` at each ``event``; returns a call that ends this subscription."""
        return self._add(event, callback, once=False)

    def once(self, event: str, callback: BusCallback) -> Unsubscribe:
        """Call ``callback(data)`` at the next ``event`` only."""
        return self._add(event, callback, once=True)

    def off(self, event: str, callback: BusCallback) -> None:
        """Take every subscription of ``callback`` to ``event`` back."""
        for once in (False, True):
            listener = self._listeners.get(event, {}).get((callback, once))
            if listener is not None:
                self._remove(event, listener)

    def emit(self, event: str, data: Any = None) -> None:
        """Call the listeners of ``event`` now; one that raises is logged, the others are still called."""
        order = self._order.get(event)
        if order is None:
            found = self._listeners.get(event)
            if not found:
                return
            order = self._order[event] = tuple(found.values())
        for listener in order:
            if not listener.live:
                continue
            if listener.once:
                self._remove(event, listener)
            try:
                listener.callback(data)
            # One listener's failure is no other listener's business, nor the emitter's.
            except Exception:
                log.exception("[SPECTER:bus] listener %r of event %r failed", listener.callback, event)

    def clear(self, event: str | None = None) -> None:
        """Drop the listeners of ``event``, or of every event."""
        for name in [event] if event else list(self._listeners):
            for listener in self._listeners.pop(name, {}).values():
                listener.live = False
            self._order.pop(name, None)

    def has_listeners(self, event: str) -> bool:
        return bool(self._listeners.get(event))

    def listener_count(self, event: str | None = None) -> int:
        if event is None:
            return sum(len(found) for found in self._listeners.values())
        return len(self._listeners.get(event, ()))

    def _add(self, event: str, callback: BusCallback, *, once: bool) -> Unsubscribe:
        if not callable(callback):
            raise TypeError(f"bus callback must be callable, got {type(callback).__name__}")
        found = self._listeners.setdefault(event, {})
        listener = found.get((callback, once))
        if listener is None:
            listener = found[(callback, once)] = _Listener(callback, once)
            self._order.pop(event, None)
        else:
            listener.shares += 1
        held = [listener]

        def unsubscribe() -> None:
            if held:
                shared = held.pop()
                shared.shares -= 1
                if not shared.shares:
                    self._remove(event, shared)

        return unsubscribe

    def _remove(self, event: str, listener: _Listener) -> None:
        if not listener.live:
            return
        listener.live = False
        self._order.pop(event, None)
        found = self._listeners[event]
        del found[(listener.callback, listener.once)]
        if not found:
            del self._listeners[event]


bus = EventBus()
