"""Model and Store: observable state.

The state is a tree of dicts and lists that is never changed in place: a write copies the containers along its path
and shares the rest. So a write costs what it touches, and what a subscriber compares with is still there. What
goes in is copied, what comes out is a copy; writes and subscribers get a Snapshot, which copies what is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Callable, TypeVar, Union

from specter.bus import bus
from specter.copying import Snapshot, copied, same
from specter.delivery import Subscribers, Subscription
from specter.lifetime import Unsubscribe
from specter.paths import MISSING, Path, parse, read, with_value, without

State = dict[str, Any]
Mutator = Callable[[State], Union[Mapping[str, Any], None]]
Selector = Union[Path, Callable[[Any], Any], None]
Result = TypeVar("Result")


class _Change:
    """One write, as subscribers look at it."""

    __slots__ = ("_equal", "before", "root")

    def __init__(self, before: State, root: State) -> None:
        self.before = before
        self.root = root
        self._equal: bool | None = None

    @property
    def equal(self) -> bool:
        """Whether the whole state is as it was; found out once for all who ask."""
        if self._equal is None:
            self._equal = same(self.before, self.root)
        return self._equal


class _Observed:
    """What Model and Store share: the tree, who watches it, and the event on the bus."""

    def __init__(
        self,
        name: str,
        initial_state: Mapping[str, Any] | None = None,
        *,
        emit_events: bool = False,
        change_event: str | None = None,
    ) -> None:
        self.name = name
        self.emit_events = emit_events
        self.change_event = change_event or f"{name}:changed"
        self._root: State = copied(dict(_mapping(initial_state or {}, "initial state")))
        self._subscribers = Subscribers(f"{type(self).__name__.lower()} {name!r}")
        self._publisher = Subscription(self._publish)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r} {self._root!r}>"

    def snapshot(self) -> State:
        """A copy of the whole state."""
        return copied(self._root)  # type: ignore[no-any-return]

    def destroy(self) -> None:
        """Drop state and subscribers without telling anybody; the object can be filled again."""
        self._root = {}
        self._subscribers.clear()

    def _commit(self, root: State) -> Snapshot:
        change = _Change(self._root, root)
        self._root = root
        if len(self._subscribers):
            self._subscribers.tell(lambda subscription: self._news(subscription, change))
        if self.emit_events:
            self._subscribers.tell_one(self._publisher, lambda _: (Snapshot(root), self))
        return Snapshot(root)

    def _draft(self, mutator: Mutator) -> State:
        """What ``mutator`` makes of the state; called again when another greenlet wrote in the meantime."""
        while True:
            before = self._root
            draft: State = copied(before)
            returned = mutator(draft)
            if self._root is before:
                made = draft if returned is None else dict(_mapping(returned, "what a mutator returns"))
                return {key: copied(value) for key, value in made.items()}

    def _news(self, subscription: Subscription, change: _Change) -> tuple[Any, ...] | None:
        return Snapshot(change.root), self

    def _publish(self, state: Snapshot, _: Any) -> None:
        bus.emit(self.change_event, state)


class Store(_Observed):
    """A flat state: named values, written by key. Every write tells every subscriber."""

    def get(self, key: str | None = None, default: Any = None) -> Any:
        """The value of ``key``, or a copy of everything."""
        return self.snapshot() if key is None else copied(self._root.get(key, default))

    def access(self, reader: Callable[[Mapping[str, Any]], Result]) -> Result:
        """What ``reader`` makes of the live state, uncopied; it must not change or keep it."""
        if not callable(reader):
            raise TypeError(f"access takes a function, got {type(reader).__name__}")
        return reader(MappingProxyType(self._root))

    def set(self, partial: Mapping[str, Any]) -> Snapshot:
        """Merge ``partial``; returns the state."""
        added = {key: copied(value) for key, value in _mapping(partial, "what set() merges").items()}
        return self._commit({**self._root, **added})

    def replace(self, state: Mapping[str, Any]) -> Snapshot:
        return self._commit(copied(dict(_mapping(state, "the new state"))))

    def update(self, mutator: Mutator) -> Snapshot:
        """Let ``mutator`` change a draft, or return the new state."""
        return self._commit(self._draft(mutator))

    def delete(self, *keys: str) -> Snapshot:
        """Remove ``keys``; subscribers hear of it only if one was there."""
        if not any(key in self._root for key in keys):
            return Snapshot(self._root)
        return self._commit({key: value for key, value in self._root.items() if key not in keys})

    def clear(self) -> Snapshot:
        return self._commit({})

    def subscribe(self, fn: Callable[..., object], immediate: bool = False, owner: Any = None) -> Unsubscribe:
        """Call ``fn(state, store)`` at each write; a function of one argument gets the state alone.

        The state is a Snapshot: a private copy, made as far as it is used; ``to_dict()`` makes all of it.
        """
        subscription, unsubscribe = self._subscribers.add(fn, owner)
        if immediate:
            now = Snapshot(self._root)
            self._subscribers.tell_one(subscription, lambda _: (now, self))
        return unsubscribe

    def watch(self, fn: Callable[..., object], immediate: bool = True) -> Unsubscribe:
        return self.subscribe(fn, immediate=immediate)


class Model(_Observed):
    """A nested state, read and written by path. A subscriber hears of it when what it selected has changed."""

    def get(self, path: Path | None = None, default: Any = None) -> Any:
        """A copy of what stands at ``path`` ("a.b.0", a list or a tuple), or of everything."""
        keys = () if path is None else parse(path)
        if not keys:
            return self.snapshot()
        value = read(self._root, keys)
        return default if value is MISSING else copied(value)

    def select(self, selector: Selector, default: Any = None) -> Any:
        """What a path, or a function of the state, selects."""
        if callable(selector):
            return copied(selector(Snapshot(self._root)))
        return self.get(selector, default)

    def set(self, path: Path, value: Any) -> Snapshot:
        """Put ``value`` at ``path``; dicts on the way are made, and what is no container there is replaced."""
        keys = parse(path)
        if not keys:
            raise ValueError("set() needs a path; patch() and update() change the whole state")
        return self._commit(with_value(self._root, keys, copied(value)))

    def patch(self, partial: Mapping[str, Any]) -> Snapshot:
        """Merge ``partial`` into the top level."""
        added = {key: copied(value) for key, value in _mapping(partial, "what patch() merges").items()}
        return self._commit({**self._root, **added})

    def update(self, mutator: Mutator) -> Snapshot:
        """Let ``mutator`` change a draft, or return the new state."""
        return self._commit(self._draft(mutator))

    def delete(self, path: Path) -> Snapshot:
        """Remove what stands at ``path``, if anything does."""
        keys = parse(path)
        root = without(self._root, keys)
        return Snapshot(root) if root is self._root else self._commit(root)

    def clear(self) -> Snapshot:
        return self._commit({})

    def subscribe(
        self,
        fn: Callable[..., object],
        *,
        selector: Selector = None,
        immediate: bool = False,
        owner: Any = None,
    ) -> Unsubscribe:
        """Call ``fn(value, model)`` when what ``selector`` selects has changed; of one argument: the value alone.

        Without a selector the value is a Snapshot: a private copy, made as far as it is used; ``to_dict()`` makes
        all of it.
        """
        chosen = selector if selector is None or callable(selector) else parse(selector)
        seen = self._selected(chosen or None, self._root)
        subscription, unsubscribe = self._subscribers.add(fn, owner, selector=chosen or None)
        subscription.seen = seen
        if immediate:
            shown = Snapshot(seen) if seen is self._root else _shown(seen)
            self._subscribers.tell_one(subscription, lambda _: (shown, self))
        return unsubscribe

    def watch(
        self, fn: Callable[..., object], *, selector: Selector = None, immediate: bool = True
    ) -> Unsubscribe:
        return self.subscribe(fn, selector=selector, immediate=immediate)

    def _news(self, subscription: Subscription, change: _Change) -> tuple[Any, ...] | None:
        seen = subscription.seen
        if subscription.selector is None:
            subscription.seen = change.root
            unchanged = change.equal if seen is change.before else same(seen, change.root)
            return None if unchanged else (Snapshot(change.root), self)
        value = self._selected(subscription.selector, change.root)
        if same(value, seen):
            return None
        subscription.seen = value
        return _shown(value), self

    def _selected(self, selector: Any, root: State) -> Any:
        if selector is None:
            return root
        if callable(selector):
            return copied(selector(Snapshot(root)))
        return read(root, selector)


def create_model(name: str, initial_state: Mapping[str, Any] | None = None, **options: Any) -> Model:
    """Makes a Model: nested state, read and written by path."""
    return Model(name, initial_state, **options)


def create_store(name: str, initial_state: Mapping[str, Any] | None = None, **options: Any) -> Store:
    """Makes a Store: flat state."""
    return Store(name, initial_state, **options)


def _shown(value: Any) -> Any:
    return None if value is MISSING else copied(value)


def _mapping(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError(f"{what} must be a dict, got {type(value).__name__}")
    return value
