"""Model and Store: paths, copies, and who is told what in which order."""

from __future__ import annotations

import time
from typing import Any

import gevent
import pytest
from specter import Model, Service, Store, bus, create_model, create_store
from specter.copying import Snapshot

# --- Model: reading


def test_reading_by_path() -> None:
    model = Model("m", {"a": {"b": [10, {"c": 20}]}, "n": None})

    assert model.get("a.b.1.c") == 20
    assert model.get(["a", "b", 0]) == 10
    assert model.get(("a", "b", "0")) == 10
    assert model.get("a..b. .0") == 10
    assert model.get("") == model.get([]) == model.get() == {"a": {"b": [10, {"c": 20}]}, "n": None}
    assert (model.get("a.x", "d"), model.get("a.b.9", "d"), model.get("n", "d")) == ("d", "d", None)
    with pytest.raises(TypeError, match="path must be a dotted string, list or tuple, got int"):
        model.get(5)  # type: ignore[arg-type]


def test_what_comes_out_is_a_copy() -> None:
    model = Model("m", {"a": {"b": [1]}})
    for taken in (model.get(), model.snapshot(), model.select(lambda state: state)):
        taken["a"]["b"].append(2)
        taken["x"] = 1
    model.get("a.b").append(2)
    model.select("a")["b"].append(2)
    model.set("n", 1)["a"]["b"].append(2)

    assert model.snapshot() == {"a": {"b": [1]}, "n": 1}


def test_what_goes_in_is_copied() -> None:
    mine = {"list": [1]}
    model = Model("m", mine)
    mine["list"].append(2)
    model.set("other", mine)
    mine["list"].append(3)
    model.patch({"third": mine})
    mine["list"].append(4)

    assert model.snapshot() == {"list": [1], "other": {"list": [1, 2]}, "third": {"list": [1, 2, 3]}}


def test_select_by_function_or_path() -> None:
    model = Model("m", {"user": {"name": "Ada", "age": 36}})

    assert model.select(lambda state: state["user"]["name"]) == "Ada"
    assert model.select("user.age") == 36
    assert model.select("user.email", "none") == "none"


# --- Model: writing


def test_set_creates_and_replaces_what_is_on_the_way() -> None:
    model = Model("m", {"a": 1, "l": [1, 2]})

    assert model.set("a.b.c", 1) == {"a": {"b": {"c": 1}}, "l": [1, 2]}
    assert model.set("l.1", 5) == {"a": {"b": {"c": 1}}, "l": [1, 5]}
    assert model.set("l.2", 6).to_dict() == {"a": {"b": {"c": 1}}, "l": [1, 5, 6]}
    with pytest.raises(IndexError, match="list of 3 items has no place '9'"):
        model.set("l.9", 0)
    with pytest.raises(ValueError, match="needs a path"):
        model.set("", 1)


def test_patch_merges_the_top_level() -> None:
    model = Model("m", {"a": {"x": 1}, "b": 2})

    assert model.patch({"a": {"y": 2}}) == {"a": {"y": 2}, "b": 2}
    with pytest.raises(TypeError, match="must be a dict, got list"):
        model.patch([1])  # type: ignore[arg-type]


def test_update_works_on_a_draft_or_takes_what_is_returned() -> None:
    model = Model("m", {"a": [1]})

    assert model.update(lambda draft: draft["a"].append(2)) == {"a": [1, 2]}
    assert model.update(lambda draft: {"b": 1}) == {"b": 1}
    with pytest.raises(TypeError, match="what a mutator returns must be a dict, got int"):
        model.update(lambda draft: 5)  # type: ignore[arg-type,return-value]
    with pytest.raises(ZeroDivisionError):
        model.update(lambda draft: draft.clear() or 1 / 0)  # type: ignore[func-returns-value,return-value]
    assert model.snapshot() == {"b": 1}


def test_delete_and_clear() -> None:
    told: list[Any] = []
    model = Model("m", {"a": {"b": 1, "c": 2}, "l": [1, 2, 3]})
    model.subscribe(told.append)

    assert model.delete("a.b") == {"a": {"c": 2}, "l": [1, 2, 3]}
    assert model.delete("l.0") == {"a": {"c": 2}, "l": [2, 3]}
    assert model.delete("nothing.there") == {"a": {"c": 2}, "l": [2, 3]}
    assert model.clear() == {}
    assert len(told) == 3


def test_an_initial_state_must_be_a_dict() -> None:
    with pytest.raises(TypeError, match="initial state must be a dict, got list"):
        Model("m", [1])  # type: ignore[arg-type]


# --- Model: subscribers


def test_subscribers_hear_only_of_what_they_selected_and_only_when_it_changed() -> None:
    model = Model("m", {"user": {"name": "Ada"}, "n": 1})
    told: list[Any] = []
    model.subscribe(lambda value: told.append(("name", value)), selector="user.name")
    model.subscribe(lambda value: told.append(("fn", value)), selector=lambda state: state["n"] > 1)
    model.subscribe(lambda value: told.append(("all", value)))

    model.set("n", 1)
    model.set("user", {"name": "Ada"})
    assert told == []

    model.set("n", 2)
    assert told == [("fn", True), ("all", {"user": {"name": "Ada"}, "n": 2})]
    told.clear()

    model.patch({"user": {"name": "Grace"}})
    assert told == [("name", "Grace"), ("all", {"user": {"name": "Grace"}, "n": 2})]


def test_a_subscriber_of_two_arguments_gets_the_model_as_well() -> None:
    model, told = Model("m", {"a": 1}), []
    model.subscribe(lambda value, who: told.append((value, who)), selector="a")
    model.set("a", 2)

    assert told == [(2, model)]


def test_immediate_and_watch_tell_at_once() -> None:
    model, told = Model("m", {"a": 1}), []
    model.subscribe(told.append, selector="a", immediate=True)
    model.watch(told.append, selector="a")
    model.subscribe(told.append, selector="missing", immediate=True)

    assert told == [1, 1, None]


def test_a_value_given_to_one_subscriber_is_not_the_value_of_the_next() -> None:
    model, told = Model("m", {}), []
    model.subscribe(lambda state: state["l"].append(99))
    model.subscribe(told.append)
    model.set("l", [1])

    assert told == [{"l": [1]}]
    assert model.get("l") == [1]


def test_whole_states_are_told_as_private_snapshots_of_their_moment() -> None:
    model, told = Model("m", {"n": 0, "l": [0]}), []

    def spoil(state: Any) -> None:
        state["n"] = "spoilt"
        state["l"].clear()

    model.subscribe(spoil)
    model.subscribe(told.append)
    model.set("n", 1)
    model.set("l.0", 5)

    assert [type(state) for state in told] == [Snapshot, Snapshot]
    assert [state.to_dict() for state in told] == [{"n": 1, "l": [0]}, {"n": 1, "l": [5]}]


def test_a_write_that_changes_nothing_is_told_to_nobody() -> None:
    model, told = Model("m", {"n": 0}), []
    model.subscribe(told.append)
    model.update(lambda draft: None)
    model.patch({"n": 0})
    assert told == []

    model.patch({"n": 1})
    assert told == [{"n": 1}]


def test_values_of_other_types_are_other_values_however_deep_they_stand() -> None:
    model, told = Model("m", {"a": [0, {"b": 1}]}), []
    model.subscribe(told.append, selector="a")
    model.set("a", [0, {"b": 1}])
    model.set("a", [False, {"b": 1}])
    model.set("a", [False, {"b": 1.0}])

    assert [repr(value) for value in told] == ["[False, {'b': 1}]", "[False, {'b': 1.0}]"]
    assert repr(model.snapshot()) == "{'a': [False, {'b': 1.0}]}"


def test_writes_by_subscribers_are_told_after_the_write_that_caused_them() -> None:
    model, told = Model("m", {"n": 0}), []

    def answer(state: Any) -> None:
        if state["n"] < 3:
            model.set("n", state["n"] + 1)

    model.subscribe(lambda state: told.append(("A", state["n"])))
    model.subscribe(answer)
    model.subscribe(lambda state: told.append(("B", state["n"])))
    model.set("n", 1)

    assert told == [("A", 1), ("B", 1), ("A", 2), ("B", 2), ("A", 3), ("B", 3)]


def test_a_write_while_a_subscriber_waits_is_not_delivered_before_the_older_one() -> None:
    model, told = Model("m", {"n": 0}), []
    model.subscribe(lambda state: gevent.sleep(0.01))
    model.subscribe(lambda state: told.append(state["n"]))

    first = gevent.spawn(model.set, "n", 1)
    gevent.sleep(0)
    model.set("n", 2)
    assert (model.get("n"), told) == (2, [])

    first.join(5)
    assert told == [1, 2]


def test_a_killed_writer_leaves_no_subscriber_untold() -> None:
    model, told = Model("m", {"n": 0}), []
    model.subscribe(lambda state: gevent.sleep(60) if state["n"] == 1 else None)
    model.subscribe(lambda state: told.append(state["n"]))
    writer = gevent.spawn(model.set, "n", 1)
    gevent.sleep(0)

    writer.kill()
    model.set("n", 2)

    assert told == [1, 2]


def test_an_ended_subscription_is_not_told_even_of_earlier_writes() -> None:
    model, told = Model("m", {"n": 0}), []
    model.subscribe(lambda state: stop())
    stop = model.subscribe(told.append)
    model.set("n", 1)

    assert told == []


def test_a_failing_subscriber_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    model, told = Model("m", {"n": 0}), []
    model.subscribe(lambda state: 1 / 0)
    model.subscribe(told.append)
    model.set("n", 1)

    assert told == [{"n": 1}]
    assert "ZeroDivisionError" in caplog.text


def test_a_selector_that_fails_at_subscription_raises_and_later_is_isolated() -> None:
    model, told = Model("m", {"n": 1}), []
    with pytest.raises(KeyError):
        model.subscribe(told.append, selector=lambda state: state["missing"])
    model.subscribe(told.append, selector=lambda state: 1 / state["n"])
    model.set("n", 0)
    model.set("n", 2)

    assert told == [0.5]


def test_subscriptions_end_with_their_owner() -> None:
    owner, model, told = Service("o").start(), Model("m", {"n": 0}), []
    model.subscribe(told.append, owner=owner)
    owner.stop()
    model.set("n", 1)

    assert told == []
    with pytest.raises(TypeError, match="add_cleanup"):
        model.subscribe(told.append, owner=object())


def test_bus_events_come_after_the_subscribers() -> None:
    heard: list[Any] = []
    bus.on("m:changed", lambda state: heard.append(("bus", state)))
    bus.on("other", lambda state: heard.append(("other", state)))
    model = Model("m", {"n": 0}, emit_events=True)
    model.subscribe(lambda state: heard.append(("subscriber", state)))
    model.set("n", 1)
    Store("s", emit_events=True, change_event="other").set({"a": 1})
    Model("quiet").set("n", 1)

    assert heard == [("subscriber", {"n": 1}), ("bus", {"n": 1}), ("other", {"a": 1})]


def test_destroy_tells_nobody_and_the_model_can_be_filled_again() -> None:
    model, told = create_model("m", {"n": 0}), []
    model.subscribe(told.append)
    model.destroy()
    model.set("x", 1)

    assert (told, model.snapshot()) == ([], {"x": 1})


def test_a_write_costs_what_it_touches_not_what_the_state_holds() -> None:
    small = Model("small", {"n": 0, "rest": {}})
    large = Model("large", {"n": 0, "rest": {str(key): {"a": [key]} for key in range(100_000)}})

    def cost(model: Model) -> float:
        best = 1.0
        for _ in range(5):
            began = time.perf_counter()
            for number in range(200):
                model.set("n", number + 1)
            best = min(best, time.perf_counter() - began)
        return best

    assert cost(large) < cost(small) * 5


# --- snapshots


def test_a_snapshot_is_a_dict_to_compare_read_and_change() -> None:
    model = Model("m", {"a": {"b": 1}, "n": 1})
    snapshot = model.set("n", 2)

    assert isinstance(snapshot, Snapshot)
    assert snapshot == {"a": {"b": 1}, "n": 2}
    assert snapshot == {"a": {"b": 1}, "n": 2}
    assert snapshot == model.set("n", 2)
    assert snapshot != {"a": 1}
    assert (dict(snapshot), {**snapshot}, list(snapshot), len(snapshot)) == (
        {"a": {"b": 1}, "n": 2},
        {"a": {"b": 1}, "n": 2},
        ["a", "n"],
        2,
    )
    snapshot["a"]["b"] = 9
    snapshot["x"] = 1
    del snapshot["n"]
    assert (snapshot, model.snapshot()) == ({"a": {"b": 9}, "x": 1}, {"a": {"b": 1}, "n": 2})
    assert repr(snapshot) == "{'a': {'b': 9}, 'x': 1}"


# --- Store


def test_store_reads_and_writes_by_key() -> None:
    store = create_store("s", {"a": 1})

    assert (store.get("a"), store.get("x", "d"), store.get(), store.snapshot()) == (
        1,
        "d",
        {"a": 1},
        {"a": 1},
    )
    assert store.set({"b": 2}) == {"a": 1, "b": 2}
    assert store.update(lambda draft: draft.update(c=3)) == {"a": 1, "b": 2, "c": 3}
    assert store.delete("a", "nope") == {"b": 2, "c": 3}
    assert store.replace({"z": [1]}) == {"z": [1]}
    assert store.access(lambda live: live["z"][0]) == 1
    assert store.clear() == {}


def test_store_refuses_what_is_no_dict_or_function() -> None:
    store = Store("s")
    for call in (lambda: store.set([]), lambda: store.replace(5), lambda: store.access("x")):
        with pytest.raises(TypeError):
            call()  # type: ignore[no-untyped-call]


def test_the_live_state_of_a_store_cannot_be_written() -> None:
    def write(live: Any) -> None:
        live["a"] = 2

    with pytest.raises(TypeError, match="does not support item assignment"):
        Store("s", {"a": 1}).access(write)


def test_store_tells_of_every_write_but_of_deletes_only_if_something_went() -> None:
    store, told = Store("s", {"a": 1}), []
    store.subscribe(lambda state, who: told.append((state, who is store)))
    store.watch(lambda state: told.append(("watch", state)))
    told.clear()

    store.set({"a": 1})
    store.delete("nope")

    assert told == [({"a": 1}, True), ("watch", {"a": 1})]


def test_store_copies_nested_data_both_ways() -> None:
    store, mine = Store("s"), [1]
    store.set({"l": mine})
    mine.append(2)
    store.get("l").append(3)
    store.snapshot()["l"].append(4)

    assert store.get("l") == [1]


def test_a_store_may_be_used_inside_its_own_mutator_and_subscriber() -> None:
    store = Store("s", {"a": 1})
    seen: list[Any] = []
    store.subscribe(lambda state: seen.append(store.get("a")))
    store.update(lambda draft: draft.update(a=store.get("a") + 1))

    assert seen == [2]
