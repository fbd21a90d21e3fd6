"""Cache: ages, dependencies, single flight."""

from __future__ import annotations

from typing import Any

import gevent
import pytest
from specter import Cache, bus, create_cache


def test_it_holds_a_value_until_it_is_told_otherwise() -> None:
    cache = Cache("c")
    assert (cache.get("d"), cache.is_valid(), cache.updated_at) == ("d", False, 0.0)

    cache.set(5)
    assert (cache.get(), cache.is_valid(), cache.updated_at > 0) == (5, True, True)

    cache.invalidate()
    assert (cache.get("d"), cache.updated_at) == ("d", 0.0)


def test_values_expire_by_the_caches_ttl_or_their_own() -> None:
    cache = Cache("c", ttl=0.02)
    cache.set(1)
    gevent.sleep(0.03)
    assert cache.get("gone") == "gone"

    cache.set(1, ttl=0)
    gevent.sleep(0.03)
    assert cache.get() == 1

    cache.set(2, ttl=-5)
    assert cache.get() == 2
    assert (Cache("d", ttl=-1).ttl, cache.ttl) == (0.0, 0.02)


def test_none_is_a_value() -> None:
    cache, calls = Cache("c"), []
    for _ in range(3):
        assert cache.get_or_compute(lambda: calls.append(1)) is None

    assert calls == [1]


def test_of_many_who_ask_one_computes() -> None:
    cache, calls = Cache("c"), []

    def compute() -> str:
        calls.append(1)
        gevent.sleep(0.01)
        return "value"

    asking = [gevent.spawn(cache.get_or_compute, compute) for _ in range(20)]
    gevent.joinall(asking, timeout=5)

    assert ([one.value for one in asking], calls) == (["value"] * 20, [1])


def test_when_the_one_that_computes_fails_another_tries() -> None:
    cache, calls = Cache("c"), []

    def compute() -> str:
        calls.append(1)
        gevent.sleep(0.005)
        if len(calls) == 1:
            raise ValueError("first")
        return "value"

    asking = [gevent.spawn(cache.get_or_compute, compute) for _ in range(3)]
    gevent.joinall(asking, timeout=5)

    assert [one.value for one in asking] == [None, "value", "value"]
    assert (isinstance(asking[0].exception, ValueError), len(calls)) == (True, 2)


def test_readers_are_not_held_up_while_a_value_is_computed() -> None:
    cache = Cache("c")
    computing = gevent.spawn(cache.get_or_compute, lambda: gevent.sleep(60))
    gevent.sleep(0)

    assert cache.get("not yet") == "not yet"
    cache.set("by hand")
    assert cache.get() == "by hand"
    computing.kill()


def test_a_factory_that_asks_for_its_own_value_is_told_so() -> None:
    cache = Cache("c")

    def compute() -> Any:
        return cache.get_or_compute(compute)

    with pytest.raises(RuntimeError, match="asks for the value that it is making"):
        cache.get_or_compute(compute)
    assert cache.get_or_compute(lambda: 1) == 1


def test_what_was_invalidated_while_it_was_computed_is_not_kept() -> None:
    cache = Cache("c")

    def compute() -> str:
        cache.invalidate()
        return "stale"

    assert cache.get_or_compute(compute) == "stale"
    assert cache.get("empty") == "empty"


def test_invalidation_calls_back_and_says_so_on_the_bus_also_when_empty() -> None:
    heard: list[Any] = []
    bus.on("c:invalidated", lambda data: heard.append("bus"))
    cache = Cache("c")
    stop = cache.on_invalidate(lambda: heard.append("callback"))
    cache.on_invalidate(lambda: 1 / 0)

    cache.invalidate()
    stop()
    cache.invalidate()

    assert heard == ["callback", "bus", "bus"]
    with pytest.raises(TypeError, match="takes a function"):
        cache.on_invalidate("x")  # type: ignore[arg-type]


def test_caches_depend_on_events_and_on_each_other() -> None:
    users = create_cache("users", depends_on=["user:saved"])
    pages = create_cache("pages", depends_on=["users:invalidated"])
    users.set(1)
    pages.set(2)

    bus.emit("user:saved")

    assert (users.is_valid(), pages.is_valid()) == (False, False)


def test_a_circle_of_dependencies_ends() -> None:
    first = Cache("first", depends_on=["second:invalidated"])
    second = Cache("second", depends_on="first:invalidated")
    first.set(1)
    second.set(2)

    first.invalidate()

    assert (first.is_valid(), second.is_valid()) == (False, False)


def test_a_destroyed_cache_listens_no_more_and_says_nothing() -> None:
    heard: list[Any] = []
    bus.on("c:invalidated", heard.append)
    cache = Cache("c", depends_on=["e"])
    cache.set(1)
    cache.destroy()
    bus.emit("e")

    assert (heard, cache.is_valid(), bus.has_listeners("e")) == ([], False, False)
