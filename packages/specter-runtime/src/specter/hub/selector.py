"""HubSelector: asyncio waits for its files by way of the gevent hub."""

from __future__ import annotations

import selectors
from collections.abc import Callable, Mapping
from typing import Any

from gevent.hub import get_hub
from gevent.monkey import get_original
from greenlet import getcurrent, greenlet


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
