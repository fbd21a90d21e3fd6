"""Random walks over lifetime, bus, registry, model and cache, each beside a model that is obviously right."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import gevent
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule
from specter import Cache, Model, Service
from specter.bus import EventBus
from specter.errors import CleanupError
from specter.lifetime import Lifetime
from specter.registry import SPECTERRegistry

NAMES = st.sampled_from(["a", "b", "c"])


class LifetimeMachine(RuleBasedStateMachine):
    endings = Bundle("endings")

    def __init__(self) -> None:
        super().__init__()
        self.life = Lifetime()
        self.expected: OrderedDict[int, bool] = OrderedDict()
        self.ran: list[int] = []
        self.number = 0

    @rule(target=endings, fails=st.booleans())
    def defer(self, fails: bool) -> Any:
        self.number += 1
        number = self.number

        def end() -> None:
            self.ran.append(number)
            if fails:
                raise ValueError(str(number))

        self.expected[number] = fails
        return number, self.life.defer(end)

    @rule(ending=consumes(endings))
    def forget(self, ending: Any) -> None:
        ending[1]()
        self.expected.pop(ending[0], None)

    @rule()
    def close(self) -> None:
        self.ran.clear()
        failed: list[str] = []
        try:
            self.life.close()
        except CleanupError as error:
            failed = [str(one) for one in error.errors]
        assert self.ran == list(self.expected)[::-1]
        assert failed == [str(number) for number, fails in reversed(self.expected.items()) if fails]
        self.life = Lifetime()
        self.expected.clear()

    @invariant()
    def holds_what_was_deferred(self) -> None:
        assert len(self.life) == len(self.expected)


class BusMachine(RuleBasedStateMachine):
    subscriptions = Bundle("subscriptions")

    def __init__(self) -> None:
        super().__init__()
        self.bus = EventBus()
        self.heard: list[Any] = []
        self.callbacks = [self._callback(number) for number in range(3)]
        # (event, callback, once) -> how many subscriptions share the entry, in the order of the entries.
        self.entries: OrderedDict[tuple[str, int, bool], int] = OrderedDict()
        self.generation: dict[tuple[str, int, bool], int] = {}

    def _callback(self, number: int) -> Any:
        return lambda data: self.heard.append((number, data))

    @rule(target=subscriptions, event=NAMES, number=st.integers(0, 2), once=st.booleans())
    def subscribe(self, event: str, number: int, once: bool) -> Any:
        key = (event, number, once)
        if key not in self.entries:
            self.generation[key] = self.generation.get(key, 0) + 1
        self.entries[key] = self.entries.get(key, 0) + 1
        on = self.bus.once if once else self.bus.on
        return key, self.generation[key], on(event, self.callbacks[number])

    @rule(subscription=consumes(subscriptions), times=st.integers(1, 2))
    def unsubscribe(self, subscription: Any, times: int) -> None:
        key, generation, stop = subscription
        for _ in range(times):
            stop()
        if key in self.entries and self.generation[key] == generation:
            self.entries[key] -= 1
            if not self.entries[key]:
                del self.entries[key]

    @rule(event=NAMES, number=st.integers(0, 2))
    def off(self, event: str, number: int) -> None:
        self.bus.off(event, self.callbacks[number])
        for once in (False, True):
            self.entries.pop((event, number, once), None)

    @rule(event=NAMES, data=st.integers())
    def emit(self, event: str, data: int) -> None:
        self.heard.clear()
        self.bus.emit(event, data)
        keys = [key for key in self.entries if key[0] == event]
        assert self.heard == [(number, data) for _, number, _ in keys]
        for key in keys:
            if key[2]:
                del self.entries[key]

    @rule(event=NAMES)
    def clear(self, event: str) -> None:
        self.bus.clear(event)
        for key in [key for key in self.entries if key[0] == event]:
            del self.entries[key]

    @invariant()
    def counts(self) -> None:
        assert self.bus.listener_count() == len(self.entries)


class RegistryMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.registry = SPECTERRegistry()
        self.owners = {name: Service(name).start() for name in "xyz"}
        self.values: dict[str, tuple[int, str | None]] = {}

    @rule(key=NAMES, value=st.integers(), owner=st.sampled_from(["x", "y", "z", None]), replace=st.booleans())
    def provide(self, key: str, value: int, owner: Any, replace: bool) -> None:
        who = None if owner is None else self.owners[owner]
        if key in self.values and not replace:
            try:
                self.registry.provide(key, value, owner=who)
            except KeyError:
                return
            raise AssertionError("a taken key was given away")
        self.registry.provide(key, value, owner=who, replace=replace)
        self.values[key] = (value, owner)

    @rule(key=NAMES)
    def unregister(self, key: str) -> None:
        assert self.registry.unregister(key) == (self.values.pop(key, None) is not None)

    @rule(owner=st.sampled_from(["x", "y", "z"]))
    def stop_owner(self, owner: str) -> None:
        self.owners[owner].stop()
        self.owners[owner].start()
        self.values = {key: value for key, value in self.values.items() if value[1] != owner}

    @rule(key=NAMES)
    def wait_for(self, key: str) -> None:
        waiting = gevent.spawn(self.registry.wait_for, key, 5)
        gevent.sleep(0)
        if key not in self.values:
            self.provide(key, 7, None, False)
        assert waiting.get(timeout=5) == self.values[key][0]

    @invariant()
    def holds_what_was_provided(self) -> None:
        assert {key: self.registry.resolve(key) for key in self.registry.list()} == {
            key: value[0] for key, value in self.values.items()
        }
        for name, owner in self.owners.items():
            assert len(owner._lifetime) == sum(1 for value in self.values.values() if value[1] == name)


PATHS = st.sampled_from(["a", "b", "a.x", "a.y", "a.x.deep", "b.0", "b.1", "c"])
VALUES = st.recursive(
    st.integers(0, 3) | st.booleans() | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["x", "y", "deep"]), inner, max_size=2)
    ),
    max_leaves=4,
)


class ModelMachine(RuleBasedStateMachine):
    """A model beside a plain dict that is copied whole at every step."""

    def __init__(self) -> None:
        super().__init__()
        self.model = Model("m")
        self.plain: dict[str, Any] = {}
        self.told: list[Any] = []
        self.paths: dict[str, list[Any]] = {path: [] for path in ("a", "a.x", "b")}
        self.model.subscribe(self.told.append)
        for path, told in self.paths.items():
            self.model.subscribe(told.append, selector=path)
        self.snapshots: list[tuple[Any, str]] = []

    @rule(path=PATHS, value=VALUES)
    def set(self, path: str, value: Any) -> None:
        keys = path.split(".")
        try:
            plain = _with(self.plain, keys, value)
        except IndexError:
            try:
                self.model.set(path, value)
            except IndexError:
                return
            raise AssertionError("a place was made in a list that has none") from None
        self.snapshots.append((self.model.set(path, value), repr(plain)))
        self._changed(plain)

    @rule(partial=st.dictionaries(st.sampled_from(["a", "b", "c"]), VALUES, max_size=2))
    def patch(self, partial: Any) -> None:
        self.model.patch(partial)
        self._changed({**self.plain, **partial})

    @rule(path=PATHS)
    def delete(self, path: str) -> None:
        self.model.delete(path)
        self._changed(_without(self.plain, path.split(".")))

    @rule(value=VALUES)
    def update(self, value: Any) -> None:
        self.model.update(lambda draft: draft.__setitem__("c", value))
        self._changed({**self.plain, "c": value})

    @rule()
    def spoil_what_was_given(self) -> None:
        for given in (
            self.model.snapshot(),
            *self.told[-1:],
            *(told[-1] for told in self.paths.values() if told),
        ):
            _spoil(given)

    @invariant()
    def equals_the_plain_one(self) -> None:
        assert repr(self.model.snapshot()) == repr(self.plain)
        for snapshot, shown in self.snapshots[-3:]:
            assert repr(snapshot.to_dict()) == shown

    def _changed(self, plain: Any) -> None:
        before, self.plain = self.plain, plain
        if before != plain:
            assert self.told[-1] == plain
        for path, told in self.paths.items():
            old, new = _at(before, path.split(".")), _at(plain, path.split("."))
            if old != new:
                assert told[-1] == (None if new is _NOTHING else new)


_NOTHING = object()


def _at(node: Any, keys: list[str]) -> Any:
    for key in keys:
        if isinstance(node, dict) and key in node:
            node = node[key]
        elif isinstance(node, list) and key.isdecimal() and int(key) < len(node):
            node = node[int(key)]
        else:
            return _NOTHING
    return node


def _with(node: Any, keys: list[str], value: Any) -> Any:
    if not keys:
        return value
    if isinstance(node, list):
        if not keys[0].isdecimal() or int(keys[0]) > len(node):
            raise IndexError
        items = [*node, {}] if int(keys[0]) == len(node) else list(node)
        items[int(keys[0])] = _with(items[int(keys[0])], keys[1:], value)
        return items
    branch = dict(node) if isinstance(node, dict) else {}
    branch[keys[0]] = _with(branch.get(keys[0]), keys[1:], value)
    return branch


def _without(node: Any, keys: list[str]) -> Any:
    if _at(node, keys) is _NOTHING:
        return node
    if isinstance(node, list):
        index = int(keys[0])
        rest = [_without(node[index], keys[1:])] if keys[1:] else []
        return [*node[:index], *rest, *node[index + 1 :]]
    return {
        key: _without(value, keys[1:]) if key == keys[0] else value
        for key, value in node.items()
        if key != keys[0] or keys[1:]
    }


def _spoil(value: Any) -> None:
    if isinstance(value, dict):
        for inner in list(value.values()):
            _spoil(inner)
        value["spoiled"] = True
    elif isinstance(value, list):
        for inner in value:
            _spoil(inner)
        value.append("spoiled")


class CacheMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.cache = Cache("stateful")
        self.value: Any = _NOTHING
        self.invalidations = 0
        self.cache.on_invalidate(self._count)
        self.counted = 0

    def _count(self) -> None:
        self.counted += 1

    @rule(value=st.none() | st.integers())
    def set(self, value: Any) -> None:
        self.cache.set(value)
        self.value = value

    @rule()
    def invalidate(self) -> None:
        self.cache.invalidate()
        self.invalidations += 1
        self.value = _NOTHING

    @rule(
        value=st.none() | st.integers(),
        askers=st.integers(1, 4),
        meanwhile=st.sampled_from(["", "set", "drop"]),
    )
    def compute(self, value: Any, askers: int, meanwhile: str) -> None:
        computed: list[int] = []

        def factory() -> Any:
            computed.append(1)
            gevent.sleep(0)
            return value

        asking = [gevent.spawn(self.cache.get_or_compute, factory) for _ in range(askers)]
        gevent.sleep(0)
        known = self.value
        if meanwhile == "set":
            self.set(99)
        elif meanwhile == "drop":
            self.invalidate()
        gevent.joinall(asking, timeout=1, raise_error=True)
        if known is not _NOTHING:
            assert (computed, asking[0].value) == ([], known)
            return
        assert len(computed) <= (1 if meanwhile != "drop" else askers)
        if meanwhile == "" or (meanwhile == "drop" and self.cache.is_valid()):
            self.value = value

    @invariant()
    def holds_the_value(self) -> None:
        assert self.cache.get(_NOTHING) is self.value or self.cache.get(_NOTHING) == self.value
        assert self.counted == self.invalidations
