"""The registry: names, owners, waiting."""

from __future__ import annotations

import gevent
import pytest
from specter.registry import SPECTERRegistry
from specter.service import Service


def test_what_is_provided_can_be_resolved_and_required() -> None:
    registry = SPECTERRegistry()

    assert registry.provide(" db ", 5) == 5
    assert (registry.resolve("db"), registry.require("db"), registry.has("db"), registry.list()) == (
        5,
        5,
        True,
        ["db"],
    )
    assert registry.unregister("db") is True
    assert registry.unregister("db") is False
    assert registry.resolve("db") is None


@pytest.mark.parametrize("value", [0, "", False, None])
def test_falsy_values_are_there(value: object) -> None:
    registry = SPECTERRegistry()
    registry.provide("k", value)

    assert registry.require("k") is value


def test_a_missing_key_names_what_is_known() -> None:
    registry = SPECTERRegistry()
    registry.provide("email", 1)

    with pytest.raises(KeyError, match="nothing is provided as 'mail'; known: email"):
        registry.require("mail")


@pytest.mark.parametrize("key", ["", "  ", None, 3])
def test_a_key_is_a_non_blank_string(key: object) -> None:
    with pytest.raises(TypeError, match="non-blank string"):
        SPECTERRegistry().provide(key, 1)  # type: ignore[arg-type]


def test_a_second_provider_needs_replace() -> None:
    registry = SPECTERRegistry()
    registry.provide("k", 1)

    with pytest.raises(KeyError, match="replace=True"):
        registry.provide("k", 2)
    assert registry.provide("k", 2, replace=True) == 2
    assert registry.require("k") == 2


def test_a_value_goes_with_its_owner() -> None:
    registry = SPECTERRegistry()
    owner = Service("owner").start()
    registry.provide("k", 1, owner=owner)

    owner.stop()

    assert not registry.has("k")


def test_the_owner_of_a_replaced_value_does_not_remove_its_successor() -> None:
    registry = SPECTERRegistry()
    old, new = Service("old").start(), Service("new").start()
    registry.provide("k", "old", owner=old)
    registry.provide("k", "new", owner=new, replace=True)

    old.stop()
    assert registry.require("k") == "new"

    new.stop()
    assert not registry.has("k")


def test_an_owner_forgets_what_was_unregistered() -> None:
    registry = SPECTERRegistry()
    owner = Service("owner").start()
    for number in range(100):
        registry.provide(f"k{number}", number, owner=owner)
        registry.unregister(f"k{number}")

    assert len(owner._lifetime) == 0
    owner.stop()


def test_an_owner_without_add_cleanup_is_refused_before_anything_is_provided() -> None:
    registry = SPECTERRegistry()

    with pytest.raises(TypeError, match="add_cleanup"):
        registry.provide("k", 1, owner=object())
    assert registry.list() == []


def test_waiters_get_the_value_when_it_comes() -> None:
    registry = SPECTERRegistry()
    waiters = [gevent.spawn(registry.wait_for, "late", 5) for _ in range(3)]
    gevent.sleep(0)

    registry.provide("late", "here")

    assert [waiter.get(timeout=5) for waiter in waiters] == ["here"] * 3
    assert registry.wait_for("late") == "here"


def test_waiting_ends_with_a_timeout_and_leaves_nothing() -> None:
    registry = SPECTERRegistry()

    with pytest.raises(TimeoutError, match=r"'never' was not provided within 0\.01 s"):
        registry.wait_for("never", timeout=0.01)
    assert registry._waiting == {}


def test_a_timeout_of_the_caller_stays_the_callers() -> None:
    registry = SPECTERRegistry()

    with pytest.raises(gevent.Timeout), gevent.Timeout(0.01):
        registry.wait_for("never", timeout=5)


def test_clear_drops_everything_and_tells_who_waits() -> None:
    registry = SPECTERRegistry()
    registry.provide("k", 1)
    waiter = gevent.spawn(registry.wait_for, "late")
    gevent.sleep(0)

    registry.clear()

    waiter.join(5)
    assert isinstance(waiter.exception, RuntimeError)
    assert registry.list() == []
