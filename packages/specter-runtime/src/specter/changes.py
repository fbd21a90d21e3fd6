"""Changes: something has changed, look again."""

from __future__ import annotations

from gevent.event import Event


class Changes:
    """Wakes everybody who waits. A wait that begins later waits for the next change.

    One Event that each of several waiters clears would lose changes: one clears it before another has seen it.
    """

    def __init__(self) -> None:
        self._next: Event | None = None

    def tell(self) -> None:
        event, self._next = self._next, None
        if event is not None:
            event.set()

    def wait(self, timeout: float | None = None) -> None:
        """Until the next change, or `timeout` seconds. Look at what may have changed right before, not earlier."""
        if self._next is None:
            self._next = Event()
        self._next.wait(timeout)
