"""Lifetime: what one owner acquired, released last in, first out."""

from __future__ import annotations

from typing import Any, Callable, Protocol, TypeVar

from specter.errors import CleanupError

Cleanup = Callable[[], object]
Unsubscribe = Callable[[], None]
Resource = TypeVar("Resource")
Self = TypeVar("Self", bound="Owner")

STOP_METHODS = ("stop", "close", "disconnect", "destroy", "terminate", "kill")


class CleanupOwner(Protocol):
    """Anything that can end what it was given."""

    def add_cleanup(self, fn: Cleanup) -> Any: ...


class Lifetime:
    """The endings of one owner, and whether they have run."""

    __slots__ = ("_endings", "_next", "closed")

    def __init__(self) -> None:
        self._endings: dict[int, Cleanup] = {}
        self._next = 0
        self.closed = False

    def __len__(self) -> int:
        return len(self._endings)

    def defer(self, cleanup: Cleanup) -> Unsubscribe:
        """Run ``cleanup`` when this lifetime closes, or now if it has; returns a call that forgets it."""
        if self.closed:
            cleanup()
            return _nothing
        token = self._next
        self._next += 1
        self._endings[token] = cleanup

        def forget() -> None:
            self._endings.pop(token, None)

        return forget

    def close(self) -> None:
        """Run every ending, each isolated from the others; then raise what failed as one CleanupError."""
        self.closed = True
        errors: list[BaseException] = []
        while self._endings:
            _, cleanup = self._endings.popitem()
            try:
                cleanup()
            # A Timeout or GreenletExit that lands here must not strand the endings that are left.
            except BaseException as error:
                errors.append(error)
        for failed in errors:
            if isinstance(failed, (KeyboardInterrupt, SystemExit)):
                raise failed
        if errors:
            raise CleanupError(errors)


class Owner:
    """What everything that has a lifetime offers: ``defer``, ``add_cleanup``, ``own``."""

    _lifetime: Lifetime

    def defer(self, cleanup: Cleanup) -> Unsubscribe:
        """Run ``cleanup`` at the end of this owner (now, if it has ended); returns a call that forgets it."""
        return self._lifetime.defer(cleanup)

    def add_cleanup(self: Self, fn: Cleanup) -> Self:
        """Run ``fn`` when this owner ends, last added first. What is not callable is ignored."""
        if callable(fn):
            self.defer(fn)
        return self

    def own(self, resource: Resource, stop_method: str | None = None) -> Resource:
        """End ``resource`` with this owner, by ``stop_method`` or the first of ``STOP_METHODS`` it has."""
        if resource is not None:
            self.defer(stopper(resource, stop_method))
        return resource


def stopper(resource: object, stop_method: str | None = None) -> Cleanup:
    """The call that ends ``resource``: ``stop_method``, else the first of ``STOP_METHODS`` that it has."""
    names = STOP_METHODS if stop_method is None else (stop_method,)
    for name in names:
        method = getattr(resource, name, None)
        if callable(method):
            found: Cleanup = method
            return found
    raise TypeError(
        f"cannot own {type(resource).__name__}: it has no callable {' or '.join(names)}; "
        "pass stop_method= or use add_cleanup"
    )


def check_owner(owner: object) -> None:
    """TypeError unless ``owner`` can end things."""
    if not callable(getattr(owner, "add_cleanup", None)):
        raise TypeError(f"owner must have add_cleanup(fn), got {type(owner).__name__}")


def tie(owner: Any, end: Unsubscribe) -> Unsubscribe:
    """Call ``end`` when ``owner`` stops; the result ends it earlier and takes it off the owner's list again."""
    if owner is None:
        return end
    check_owner(owner)
    if not isinstance(owner, Owner):
        owner.add_cleanup(end)
        return end
    forget = owner.defer(end)

    def end_early() -> None:
        forget()
        end()

    return end_early


def _nothing() -> None:
    return None
