"""Watcher: polling, streaming, backing off, stopping."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import gevent
import pytest
from specter import Service, Watcher, WatcherError
from waiting import eventually


@pytest.mark.parametrize("sources", [{}, {"poll": int, "stream": list}])
def test_it_needs_exactly_one_source(sources: Any) -> None:
    with pytest.raises(ValueError, match="needs exactly one of poll= and stream="):
        Watcher("w", **sources)


def test_polling_begins_at_once_and_tells_value_and_watcher() -> None:
    told: list[Any] = []
    watcher = Watcher("w", poll=lambda: 5, transform=lambda raw: raw * 2)
    watcher.subscribe(lambda value, who: told.append((value, who is watcher)))
    watcher.subscribe(told.append)
    assert (watcher.last_value, watcher.running) == (None, False)

    assert watcher.start().start() is watcher
    eventually(lambda: told)
    watcher.stop()

    assert told == [(10, True), 10]
    assert (watcher.last_value, watcher.running) == (10, False)


def test_polling_is_repeated_and_not_faster_than_ten_times_a_second() -> None:
    calls: list[float] = []
    watcher = Watcher("w", poll=lambda: calls.append(time.monotonic()), interval=0.0).start()
    eventually(lambda: len(calls) == 3)
    watcher.stop()

    assert watcher.interval == 0.1
    assert calls[2] - calls[0] >= 0.19


def test_equal_values_are_told_once_with_dedupe_also_when_they_are_none() -> None:
    values, told = [None, None, 1, 1, 2], []
    watcher = Watcher("w", stream=lambda: iter(values), dedupe=True)
    watcher.subscribe(told.append)
    watcher.start()
    eventually(lambda: watcher.last_value == 2)
    watcher.stop()

    assert told == [None, 1, 2]


def test_a_stream_that_ends_is_opened_again_after_the_interval_not_at_once() -> None:
    opened: list[float] = []

    def stream() -> Iterator[int]:
        opened.append(time.monotonic())
        return iter(())

    watcher = Watcher("w", stream=stream, interval=0.1).start()
    eventually(lambda: len(opened) == 2)
    watcher.stop()

    assert opened[1] - opened[0] >= 0.09


def test_errors_are_counted_and_waited_out_longer_each_time_until_one_goes_well() -> None:
    waits: list[float] = []
    fail = iter([True, True, False, True, False])

    def poll() -> None:
        if next(fail, False):
            raise WatcherError("no answer")

    watcher = Watcher("w", poll=poll, interval=0.1)
    for _ in range(5):
        watcher._task = object()  # type: ignore[assignment]
        waits.append(watcher._look())

    assert watcher.error_count == 3
    assert [round(wait) for wait in waits] == [1, 2, 0, 1, 0]
    assert Watcher("v", poll=poll, max_backoff=0.01).max_backoff == 0.01


def test_without_retry_the_first_error_ends_it(caplog: pytest.LogCaptureFixture) -> None:
    def poll() -> None:
        raise ValueError("gone")

    watcher = Watcher("w", poll=poll, retry=False).start()
    eventually(lambda: not watcher.running)

    assert (watcher.error_count, watcher.health()["running"]) == (1, False)
    assert "gone" in caplog.text


def test_a_failing_subscriber_is_not_an_error_of_the_source() -> None:
    told: list[Any] = []
    watcher = Watcher("w", stream=lambda: iter([1, 2]))
    watcher.subscribe(lambda value: 1 / 0)
    watcher.subscribe(told.append)
    watcher.start()
    eventually(lambda: told == [1, 2])
    watcher.stop()

    assert watcher.error_count == 0


def test_stop_from_a_subscriber_returns_at_once_and_nothing_follows() -> None:
    told: list[Any] = []
    watcher = Watcher("w", stream=lambda: iter(range(100)))

    def end(value: Any) -> None:
        began = time.monotonic()
        watcher.stop()
        told.append((value, time.monotonic() - began < 1))

    watcher.subscribe(end)
    watcher.start()
    eventually(lambda: not watcher.running)
    gevent.sleep(0.01)

    assert told == [(0, True)]


def test_stop_interrupts_a_wait_and_a_poll_and_returns_when_it_has_ended() -> None:
    left: list[str] = []

    def poll() -> None:
        try:
            gevent.sleep(60)
        finally:
            left.append("poll")

    watcher = Watcher("w", poll=poll).start()
    gevent.sleep(0)
    watcher.stop().teardown()

    assert left == ["poll"]


def test_it_can_be_started_again_with_a_clean_count() -> None:
    fail = [True]

    def poll() -> int:
        if fail:
            raise ValueError("no")
        return 1

    watcher = Watcher("w", poll=poll).start()
    eventually(lambda: watcher.error_count == 1)
    watcher.stop()
    fail.clear()
    watcher.start()
    eventually(lambda: watcher.last_value == 1)
    watcher.stop()

    assert watcher.error_count == 0


def test_health_and_ownership() -> None:
    owner = Service("o").start()
    watcher = owner.own(Watcher("w", poll=lambda: 1))
    watcher.subscribe(print, owner=owner)
    watcher.start()
    health = watcher.health()
    owner.stop()
    uptime = watcher.health()["uptime_seconds"]
    gevent.sleep(0.02)

    assert {key: health[key] for key in ("name", "running", "mode", "error_count", "subscribers")} == {
        "name": "w",
        "running": True,
        "mode": "poll",
        "error_count": 0,
        "subscribers": 1,
    }
    assert (watcher.running, watcher.health()["subscribers"]) == (False, 0)
    assert watcher.health()["uptime_seconds"] == uptime
