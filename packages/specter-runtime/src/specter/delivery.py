"""Subscribers of a state: told of each change, one change after the other, in the order in which they came.

A change made while another is being delivered (by a subscriber, or by a greenlet that runs while a subscriber
waits) is delivered after it. So nobody sees an old state after a newer one, and no lock is held meanwhile.
"""

from __future__ import annotations

import logging
from collections import deque
from typing import Any, Callable, Optional

from specter.callables import taking
from specter.lifetime import Unsubscribe, check_owner, tie

log = logging.getLogger(__name__)


class Subscription:
    """One subscriber; ``seen`` is what its state last delivered, for those who tell only of differences."""

    __slots__ = ("fn", "live", "seen", "selector")

    def __init__(self, fn: Callable[..., object], selector: Any = None) -> None:
        self.fn = fn
        self.live = True
        self.selector = selector
        self.seen: Any = None


# The arguments for a subscriber, or None when this change does not concern it.
ArgumentsFor = Callable[[Subscription], Optional[tuple[Any, ...]]]


class Subscribers:
    """An ordered set of subscriptions and the queue of what they have not been told yet."""

    __slots__ = ("_busy", "_members", "_name", "_waiting")

    def __init__(self, name: str) -> None:
        self._name = name
        self._members: dict[Subscription, None] = {}
        self._waiting: deque[tuple[Subscription, ArgumentsFor]] = deque()
        self._busy = False

    def __len__(self) -> int:
        return len(self._members)

    def add(
        self, fn: Callable[..., object], owner: Any = None, *, selector: Any = None
    ) -> tuple[Subscription, Unsubscribe]:
        """A new subscription of ``fn``, which may take fewer arguments than it is offered; ended with ``owner``."""
        if not callable(fn):
            raise TypeError(f"subscriber of {self._name} must be callable, got {type(fn).__name__}")
        if owner is not None:
            check_owner(owner)
        subscription = Subscription(taking(fn, 2), selector)
        self._members[subscription] = None

        def unsubscribe() -> None:
            subscription.live = False
            self._members.pop(subscription, None)

        return subscription, tie(owner, unsubscribe)

    def clear(self) -> None:
        for subscription in self._members:
            subscription.live = False
        self._members.clear()
        self._waiting.clear()

    def tell(self, arguments_for: ArgumentsFor) -> None:
        """Tell every present subscriber, after all that was told before."""
        for subscription in self._members:
            self._waiting.append((subscription, arguments_for))
        self._deliver()

    def tell_one(self, subscription: Subscription, arguments_for: ArgumentsFor) -> None:
        self._waiting.append((subscription, arguments_for))
        self._deliver()

    def _deliver(self) -> None:
        if self._busy:
            return
        self._busy = True
        interrupted: BaseException | None = None
        while self._waiting:
            subscription, arguments_for = self._waiting.popleft()
            if not subscription.live:
                continue
            try:
                arguments = arguments_for(subscription)
                if arguments is not None:
                    subscription.fn(*arguments)
            except Exception:
                log.exception("[SPECTER:state] a subscriber of %s failed: %r", self._name, subscription.fn)
            # The greenlet is being killed, but changes of others may wait in its queue.
            except BaseException as error:
                interrupted = error
        self._busy = False
        if interrupted is not None:
            raise interrupted
