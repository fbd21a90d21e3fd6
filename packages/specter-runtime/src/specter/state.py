"""Model and Store: observable state.

The state is a tree of dicts and lists that is never changed in place: a write copies the containers along its path
and shares the rest. So a write costs what it touches, and what a subscriber compares with is still there. What
goes in is copied, what comes out is a copy.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Callable, TypeVar, Union

from specter.bus import bus
from specter.copying import ATOMS, Snapshot, copied
from specter.delivery import Subscribers, Subscription
from specter.lifetime import Unsubscribe
from specter.paths import MISSING, Path, parse, read, with_value, without

State = dict[str, Any]
Mutator = Callable[[State], Union[Mapping[str, Any], None]]
Selector = Union[Path, Callable[[Any], Any], None]
Result = TypeVar("Result")
# Spelled apart: inside the classes "set" is a method.
KeySet = set[str]


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
        # The top-level keys that hold containers: a copy of a wide, flat state need not look at every value.
        self._nested = _nested_keys(self._root)
        self._subscribers = Subscribers(f"{type(self).__name__.lower()} {name!r}")
        self._publisher = Subscription(self._publish)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r} {self._root!r}>"

    def snapshot(self) -> State:
        """A copy of the whole state."""
        return self._copy(self._root, self._nested)

    def destroy(self) -> None:
        """Drop state and subscribers without telling anybody; the object can be filled again."""
        self._root = {}
        self._nested = set()
        self._subscribers.clear()

    def _replace(self, root: State) -> Snapshot:
        nested = _nested_keys(root)
        return self._commit(root, nested)

    def _commit(self, root: State, nested: KeySet) -> Snapshot:
        before = self._root
        self._root = root
        self._nested = nested
        if len(self._subscribers):
            self._subscribers.tell(lambda subscription: self._news(subscription, before, root, nested))
        if self.emit_events:
            self._subscribers.tell_one(self._publisher, lambda _: (self._copy(root, nested), self))
        return Snapshot(root)

    def _draft(self, mutator: Mutator) -> State:
        """What ``mutator`` makes of the state; called again when another greenlet wrote in the meantime."""
        while True:
            before = self._root
            draft = self._copy(before, self._nested)
            returned = mutator(draft)
            if self._root is before:
                made = draft if returned is None else dict(_mapping(returned, "what a mutator returns"))
                return {key: copied(value) for key, value in made.items()}

    def _copy(self, root: State, nested: KeySet) -> State:
        fresh = root.copy()
        for key in nested:
            fresh[key] = copied(fresh[key])
        return fresh

    def _news(
        self, subscription: Subscription, before: State, root: State, nested: KeySet
    ) -> tuple[Any, ...] | None:
        return self._copy(root, nested), self

    def _publish(self, state: State, _: Any) -> None:
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
        return self._commit({**self._root, **added}, (self._nested - added.keys()) | _nested_keys(added))

    def replace(self, state: Mapping[str, Any]) -> Snapshot:
        return self._replace(copied(dict(_mapping(state, "the new state"))))

    def update(self, mutator: Mutator) -> Snapshot:
        """Let ``mutator`` change a draft, or return the new state."""
        return self._replace(self._draft(mutator))

    def delete(self, *keys: str) -> Snapshot:
        """Remove ``keys``; subscribers hear of it only if one was there."""
        if not any(key in self._root for key in keys):
            return Snapshot(self._root)
        return self._replace({key: value for key, value in self._root.items() if key not in keys})

    def clear(self) -> Snapshot:
        return self._replace({})

    def subscribe(self, fn: Callable[..., object], immediate: bool = False, owner: Any = None) -> Unsubscribe:
        """Call ``fn(state, store)`` at each write; a function of one argument gets the state alone."""
        subscription, unsubscribe = self._subscribers.add(fn, owner)
        if immediate:
            root, nested = self._root, self._nested
            self._subscribers.tell_one(subscription, lambda _: (self._copy(root, nested), self))
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
        value = copied(value)
        old = read(self._root, keys)
        if old is not MISSING and old.__class__ is value.__class__ and old == value:
            return Snapshot(self._root)
        return self._commit_at(keys, with_value(self._root, keys, value))

    def patch(self, partial: Mapping[str, Any]) -> Snapshot:
        """Merge ``partial`` into the top level."""
        added = {key: copied(value) for key, value in _mapping(partial, "what patch() merges").items()}
        return self._commit({**self._root, **added}, (self._nested - added.keys()) | _nested_keys(added))

    def update(self, mutator: Mutator) -> Snapshot:
        """Let ``mutator`` change a draft, or return the new state."""
        return self._replace(self._draft(mutator))

    def delete(self, path: Path) -> Snapshot:
        """Remove what stands at ``path``, if anything does."""
        keys = parse(path)
        root = without(self._root, keys)
        return Snapshot(root) if root is self._root else self._commit_at(keys, root)

    def clear(self) -> Snapshot:
        return self._replace({})

    def subscribe(
        self,
        fn: Callable[..., object],
        *,
        selector: Selector = None,
        immediate: bool = False,
        owner: Any = None,
    ) -> Unsubscribe:
        """Call ``fn(value, model)`` when what ``selector`` selects has changed; of one argument: the value alone."""
        chosen = selector if selector is None or callable(selector) else parse(selector)
        seen = self._selected(chosen or None, self._root)
        subscription, unsubscribe = self._subscribers.add(fn, owner, selector=chosen or None)
        subscription.seen = seen
        if immediate:
            self._subscribers.tell_one(subscription, lambda one: (_shown(one.seen), self))
        return unsubscribe

    def watch(
        self, fn: Callable[..., object], *, selector: Selector = None, immediate: bool = True
    ) -> Unsubscribe:
        return self.subscribe(fn, selector=selector, immediate=immediate)

    def _commit_at(self, keys: tuple[Any, ...], root: State) -> Snapshot:
        top = keys[0]
        holds = top in root and root[top].__class__ not in ATOMS
        if holds == (top in self._nested):
            return self._commit(root, self._nested)
        return self._commit(root, self._nested | {top} if holds else self._nested - {top})

    def _news(
        self, subscription: Subscription, before: State, root: State, nested: KeySet
    ) -> tuple[Any, ...] | None:
        value = self._selected(subscription.selector, root)
        seen = subscription.seen
        if value is seen or (value.__class__ is seen.__class__ and value == seen):
            return None
        subscription.seen = value
        return (self._copy(root, nested) if value is root else _shown(value)), self

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


def _nested_keys(state: Mapping[str, Any]) -> set[str]:
    return {key for key, value in state.items() if value.__class__ not in ATOMS}


def _mapping(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError(f"{what} must be a dict, got {type(value).__name__}")
    return value
