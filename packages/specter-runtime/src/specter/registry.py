"""Registry: names to live objects of this process."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, TypeVar

from specter.lifetime import check_owner, tie

if TYPE_CHECKING:
    from gevent.event import AsyncResult

log = logging.getLogger(__name__)
Value = TypeVar("Value")


class _Entry:
    __slots__ = ("forget", "value")

    def __init__(self, value: Any) -> None:
        self.value = value
        self.forget = _nothing


class SPECTERRegistry:
    """Provide a value under a name; resolve it, require it, or wait until it is there."""

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}
        self._waiting: dict[str, list[AsyncResult[Any]]] = {}

    def provide(self, key: str, value: Value, owner: Any = None, replace: bool = False) -> Value:
        """Put ``value`` under ``key``; with an ``owner`` only for as long as the owner runs."""
        key = _key(key)
        if owner is not None:
            check_owner(owner)
        if key in self._entries and not replace:
            raise KeyError(f"{key!r} is already provided; pass replace=True to replace it")
        entry = _Entry(value)
        previous = self._entries.get(key)
        self._entries[key] = entry
        if previous is not None:
            previous.forget()
        if owner is not None:
            # Bound to this entry: the owner of a replaced value must not remove its successor.
            entry.forget = tie(owner, lambda: self._drop(key, entry))
        for waiter in self._waiting.pop(key, []):
            waiter.set(value)
        return value

    def unregister(self, key: str) -> bool:
        """Remove ``key``; whether it was there."""
        entry = self._entries.pop(_key(key), None)
        if entry is None:
            return False
        entry.forget()
        return True

    def resolve(self, key: str) -> Any:
        """The value under ``key``, or None."""
        entry = self._entries.get(_key(key))
        return None if entry is None else entry.value

    def require(self, key: str) -> Any:
        """The value under ``key``; KeyError with the known names when it is missing."""
        entry = self._entries.get(key) or self._entries.get(_key(key))
        if entry is None:
            raise KeyError(f"nothing is provided as {key!r}; known: {_listing(self._entries)}")
        return entry.value

    def has(self, key: str) -> bool:
        return _key(key) in self._entries

    def list(self) -> list[str]:
        return list(self._entries)

    def wait_for(self, key: str, timeout: float | None = None) -> Any:
        """Block this greenlet until ``key`` is provided; TimeoutError after ``timeout`` seconds."""
        key = _key(key)
        entry = self._entries.get(key)
        if entry is not None:
            return entry.value
        # Imported by the first who waits: the registry itself needs no greenlets.
        from gevent.event import AsyncResult

        waiter: AsyncResult[Any] = AsyncResult()
        self._waiting.setdefault(key, []).append(waiter)
        try:
            # Not get(timeout): a Timeout that somebody set around this call must stay theirs.
            waiter.wait(timeout)
            if not waiter.ready():
                raise TimeoutError(f"{key!r} was not provided within {timeout} s")
            return waiter.get()
        finally:
            waiting = self._waiting.get(key)
            if waiting is not None and waiter in waiting:
                waiting.remove(waiter)
                if not waiting:
                    del self._waiting[key]

    def clear(self) -> None:
        """Drop everything; who waits gets a RuntimeError."""
        entries, self._entries = self._entries, {}
        waiting, self._waiting = self._waiting, {}
        for entry in entries.values():
            entry.forget()
        for key, waiters in waiting.items():
            for waiter in waiters:
                waiter.set_exception(RuntimeError(f"the registry was cleared while {key!r} was awaited"))

    def _drop(self, key: str, entry: _Entry) -> None:
        if self._entries.get(key) is entry:
            del self._entries[key]


def _key(key: str) -> str:
    if not isinstance(key, str) or not key.strip():
        raise TypeError(f"registry key must be a non-blank string, got {key!r}")
    return key.strip()


def _listing(entries: dict[str, _Entry], most: int = 12) -> str:
    names = sorted(entries)
    text = ", ".join(names[:most]) or "nothing"
    return text if len(names) <= most else f"{text} and {len(names) - most} more"


def _nothing() -> None:
    return None


registry = SPECTERRegistry()
