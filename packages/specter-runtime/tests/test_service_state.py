"""Service: its state, its health."""

from __future__ import annotations

import logging
from typing import Any

import gevent
import pytest
from specter import Service
from specter.state import Model

# --- state


def test_state_is_merged_copied_and_told() -> None:
    service = Service("s", {"a": 1})
    told: list[Any] = []
    service.subscribe(lambda state, who: told.append((state, who is service)))

    service.set_state({"b": 2})
    service.get_state()["a"] = 99

    assert service.get_state() == {"a": 1, "b": 2}
    assert service.state == {"a": 1, "b": 2}
    assert told == [({"a": 1, "b": 2}, True)]


def test_a_subscriber_may_take_the_state_alone_and_be_told_at_once() -> None:
    service = Service("s", {"a": 1})
    told: list[Any] = []

    stop = service.subscribe(told.append, immediate=True)
    service.set_state({"a": 2})
    stop()
    stop()
    service.set_state({"a": 3})

    assert told == [{"a": 1}, {"a": 2}]


def test_watch_tells_at_once_and_ends_with_the_service() -> None:
    service = Service("s", {"a": 1}).start()
    told: list[Any] = []
    service.watch(told.append)
    service.watch_state(told.append)
    service.stop()
    service.set_state({"a": 2})

    assert told == [{"a": 1}, {"a": 1}]


def test_subscribe_to_a_store_ends_with_the_service() -> None:
    service, model, told = Service("s").start(), Model("m", {"a": 1}), []
    service.subscribe(model, told.append)
    model.set("a", 2)
    service.stop()
    model.set("a", 3)

    assert told == [{"a": 2}]
    with pytest.raises(TypeError, match="has no subscribe"):
        service.subscribe(5, told.append)


def test_a_failing_subscriber_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    service, told = Service("s"), []
    service.subscribe(lambda state: 1 / 0)
    service.subscribe(told.append)
    service.set_state({"a": 1})

    assert told == [{"a": 1}]
    assert "ZeroDivisionError" in caplog.text


def test_nobody_sees_an_old_state_after_a_newer_one() -> None:
    service, told = Service("s"), []

    def answer(state: Any) -> None:
        if state["n"] < 3:
            service.set_state({"n": state["n"] + 1})

    service.subscribe(answer)
    service.subscribe(lambda state: told.append(state["n"]))
    service.set_state({"n": 1})

    assert told == [1, 2, 3]


def test_update_state_loses_no_write() -> None:
    service = Service("s", {"n": 0, "seen": 0})

    def slow(draft: dict[str, Any]) -> None:
        n = draft["n"]
        gevent.sleep(0)
        draft["n"] = n + 1

    gevent.joinall([gevent.spawn(service.update_state, slow) for _ in range(20)], timeout=5, raise_error=True)
    assert service.update_state(lambda draft: {**draft, "seen": 1}) == {"n": 20, "seen": 1}
    with pytest.raises(TypeError, match="takes None or a dict"):
        service.update_state(lambda draft: 5)  # type: ignore[arg-type,return-value]


def test_assigning_a_model_as_state_leaves_the_services_own_state_alone() -> None:
    service = Service("s", {"a": 1})
    service.state = model = Model("m", {"x": 1})
    service.set_state({"b": 2})

    assert service.state is model
    assert service.get_state() == {"a": 1, "b": 2}

    service.state = {"c": 3}
    assert service.state == {"c": 3}


def test_subscriptions_with_an_owner_leave_it_when_they_end() -> None:
    service, owner = Service("s"), Service("o").start()
    for _ in range(100):
        service.subscribe(print, owner=owner)()

    assert len(owner._lifetime) == 0
    with pytest.raises(TypeError, match="add_cleanup"):
        service.subscribe(print, owner=object())
    assert len(service._subscribers) == 0
    owner.stop()


# --- health and supervision


def test_health_names_the_service_and_says_whether_it_runs() -> None:
    service = Service("s")
    assert service.health() == {"status": "stopped", "name": "s"}
    assert service.start().health() == {"status": "ok", "name": "s"}
    service.stop()


def test_a_greenlet_that_fails_does_not_concern_a_service_that_did_not_ask(
    caplog: pytest.LogCaptureFixture,
) -> None:
    service = Service("s").start()
    service.spawn(lambda: 1 / 0).join(5)

    assert service.health() == {"status": "ok", "name": "s"}
    service.stop()
    assert caplog.records[0].levelno == logging.ERROR
