"""The event bus: order, sharing, isolation."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from specter import bus as process_bus
from specter.bus import EventBus
from specter.service import Service


def test_listeners_hear_in_the_order_of_subscription() -> None:
    bus = EventBus()
    heard: list[Any] = []
    for number in range(20):
        bus.on("e", lambda data, number=number: heard.append((number, data)))

    bus.emit("e", "x")

    assert heard == [(number, "x") for number in range(20)]


def test_the_same_callback_is_one_entry_until_its_last_subscription_ends() -> None:
    bus = EventBus()
    heard: list[Any] = []
    first = bus.on("e", heard.append)
    second = bus.on("e", heard.append)

    bus.emit("e", 1)
    first()
    first()
    bus.emit("e", 2)
    second()
    bus.emit("e", 3)

    assert heard == [1, 2]
    assert not bus.has_listeners("e")


def test_once_hears_one_event_even_when_its_listener_emits_again() -> None:
    bus = EventBus()
    heard: list[Any] = []

    def again(data: Any) -> None:
        heard.append(data)
        bus.emit("e", "inner")

    bus.once("e", again)
    bus.emit("e", "outer")

    assert heard == ["outer"]
    assert bus.listener_count("e") == 0


def test_off_takes_back_on_and_once_by_the_original_callback() -> None:
    bus = EventBus()
    heard: list[Any] = []
    bus.on("e", heard.append)
    bus.once("e", heard.append)

    bus.off("e", heard.append)
    bus.emit("e", 1)

    assert heard == []


def test_bound_methods_are_equal_so_off_finds_them() -> None:
    class Listener:
        def __init__(self) -> None:
            self.heard: list[Any] = []

        def hear(self, data: Any) -> None:
            self.heard.append(data)

    bus = EventBus()
    listener = Listener()
    bus.on("e", listener.hear)
    bus.off("e", listener.hear)
    bus.emit("e")

    assert listener.heard == []


def test_a_failing_listener_is_logged_with_its_traceback_and_the_others_hear(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bus = EventBus()
    heard: list[Any] = []
    bus.on("e", lambda data: 1 / 0)
    bus.on("e", heard.append)

    with caplog.at_level(logging.ERROR):
        bus.emit("e", 7)

    assert heard == [7]
    assert [record.exc_info is not None for record in caplog.records] == [True]


def test_a_listener_removed_during_an_emit_is_not_called_by_it() -> None:
    bus = EventBus()
    heard: list[str] = []
    bus.on("e", lambda data: (heard.append("first"), stop_second()))
    stop_second = bus.on("e", lambda data: heard.append("second"))

    bus.emit("e")

    assert heard == ["first"]


def test_a_listener_added_during_an_emit_hears_the_next_one() -> None:
    bus = EventBus()
    heard: list[Any] = []
    bus.once("e", lambda data: bus.on("e", heard.append))

    bus.emit("e", 1)
    bus.emit("e", 2)

    assert heard == [2]


def test_counts_and_clear() -> None:
    bus = EventBus()
    bus.on("a", lambda data: None)
    bus.on("b", lambda data: None)
    assert (bus.listener_count(), bus.listener_count("a"), bus.has_listeners("c")) == (2, 1, False)

    bus.clear("a")
    assert bus.listener_count() == 1

    bus.clear()
    assert bus.listener_count() == 0


def test_a_callback_that_cannot_be_called_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="must be callable, got str"):
        EventBus().on("e", "nope")  # type: ignore[arg-type]


def test_a_service_hears_what_it_emits_in_on_stop_and_nothing_afterwards() -> None:
    class Noisy(Service):
        def on_start(self) -> None:
            self.heard: list[Any] = []
            self.listen("noise", self.heard.append)

        def on_stop(self) -> None:
            self.emit("noise", "bye")

    service = Noisy().start()
    service.emit("noise", "hi")
    service.stop()
    process_bus.emit("noise", "late")

    assert service.heard == ["hi", "bye"]
    assert not process_bus.has_listeners("noise")
