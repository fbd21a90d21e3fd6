"""Service: greenlets, timers and children end with it."""

from __future__ import annotations

import threading
import time
from typing import Any

import gevent
import pytest
from gevent.event import Event
from specter import Service
from tracing import Traced
from waiting import eventually

# --- greenlets and timers


def test_spawn_passes_arguments_and_gives_the_result() -> None:
    service = Service("s").start()
    task = service.spawn(lambda *args, **kwargs: (args, kwargs), 1, 2, label="sum", extra=3)

    assert task.get(timeout=5) == ((1, 2), {"extra": 3})
    assert len(service._tasks) == 0
    service.stop()


def test_a_failed_greenlet_is_logged_and_says_that_it_failed(caplog: pytest.LogCaptureFixture) -> None:
    service = Service("s").start()
    task = service.spawn(lambda: 1 / 0, label="division")
    task.join(5)

    assert (task.successful(), type(task.exception)) == (False, ZeroDivisionError)
    with pytest.raises(ZeroDivisionError):
        task.get()
    assert "division" in caplog.text
    service.stop()


def test_spawn_later_waits_and_is_owned_from_the_beginning() -> None:
    service = Service("s").start()
    task = service.spawn_later(60, print)
    assert task in service._tasks

    service.stop()
    assert task.dead
    with pytest.raises(ValueError, match="at least 0 seconds"):
        Service("t").start().spawn_later(-1, print)


def test_an_interval_calls_after_one_period_and_goes_on_after_an_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    service = Service("s").start()
    calls: list[float] = []
    began = time.monotonic()

    def tick() -> None:
        calls.append(time.monotonic() - began)
        raise ValueError("tick")

    timer = service.interval(tick, 0.02)
    eventually(lambda: len(calls) >= 3)
    service.stop()

    assert timer.startswith("interval_")
    assert len(timer) == len("interval_") + 8
    assert calls[0] >= 0.019
    assert "tick" in caplog.text


def test_an_interval_does_not_drift_by_the_time_its_calls_take() -> None:
    service = Service("s").start()
    calls: list[float] = []

    def tick() -> None:
        calls.append(time.monotonic())
        gevent.sleep(0.02)

    service.interval(tick, 0.03)
    # Five periods; with the drift of sleep-then-call they would never take less than 5 * 0.05.
    eventually(lambda: any(later - call < 0.22 for call, later in zip(calls, calls[5:])))
    service.stop()


def test_an_interval_leaves_out_what_it_missed_and_never_overlaps() -> None:
    service = Service("s").start()
    active: list[int] = []
    most: list[int] = []

    def tick() -> None:
        active.append(1)
        most.append(len(active))
        gevent.sleep(0.025)
        active.pop()

    service.interval(tick, 0.01)
    eventually(lambda: len(most) >= 4)
    service.stop()

    assert set(most) == {1}


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), True, "1"])
def test_an_interval_needs_a_positive_number_of_seconds(seconds: Any) -> None:
    service = Service("s").start()
    with pytest.raises(ValueError, match="interval needs more than 0 seconds"):
        service.interval(print, seconds)
    service.stop()


def test_timers_can_be_cancelled_and_unknown_ones_ignored() -> None:
    service = Service("s").start()
    calls: list[str] = []
    service.cancel_interval(service.interval(lambda: calls.append("interval"), 0.005))
    service.cancel_timeout(service.timeout(lambda: calls.append("timeout"), 0.005))
    service.cancel_timeout("timeout_00000000")
    service.cancel_greenlet(None).cancel_greenlet(service.spawn(gevent.sleep, 60))
    gevent.sleep(0.02)

    assert (calls, len(service._tasks)) == ([], 0)
    service.stop()


def test_an_interval_that_cancels_itself_finishes_its_call() -> None:
    service = Service("s").start()
    calls: list[str] = []

    def tick() -> None:
        service.cancel_interval(timer)
        gevent.sleep(0)
        calls.append("finished")

    timer = service.interval(tick, 0.002)
    eventually(lambda: calls)
    gevent.sleep(0.01)

    assert calls == ["finished"]
    service.stop()


def test_a_timeout_that_runs_is_still_owned_and_ends_with_the_service() -> None:
    service = Service("s").start()
    began, finished = Event(), []

    def slow() -> None:
        began.set()
        gevent.sleep(60)
        finished.append(True)

    service.timeout(slow, 0)
    assert began.wait(5)
    service.stop()

    assert (finished, service._timers) == ([], {})


def test_timers_forget_themselves_when_they_have_run() -> None:
    service = Service("s").start()
    for _ in range(50):
        service.timeout(lambda: None, 0)
    eventually(lambda: not service._timers)

    assert len(service._tasks) == 0
    service.stop()


def test_blocking_work_runs_in_a_thread_while_greenlets_go_on() -> None:
    service = Service("s").start()
    here = threading.get_ident()
    go_on = threading.Event()
    service.timeout(go_on.set, 0.001)

    def work(seconds: float) -> tuple[bool, bool]:
        return go_on.wait(seconds), threading.get_ident() != here

    assert service.blocking(work, 10) == (True, True)
    with pytest.raises(ZeroDivisionError):
        service.blocking(lambda: 1 / 0)
    service.stop()


# --- children


def test_adopt_starts_and_stops_children_in_reverse() -> None:
    log: list[str] = []
    parent = Service("p").start()
    parent.adopt(Traced("a", log)).adopt(None).adopt(Traced("b", log))
    parent.stop()

    assert log == ["+a", "+b", "-b", "-a"]


def test_adopt_takes_services_only_and_each_once() -> None:
    log: list[str] = []
    parent, child = Service("p").start(), Traced("c", log)
    parent.adopt(child).adopt(child)
    with pytest.raises(TypeError, match="adopt takes a Service, got dict"):
        parent.adopt({})  # type: ignore[arg-type]
    parent.stop()

    assert log == ["+c", "-c"]


def test_a_child_that_does_not_start_is_not_adopted() -> None:
    class Failing(Service):
        def on_start(self) -> None:
            raise RuntimeError("no")

    parent = Service("p").start()
    with pytest.raises(RuntimeError, match="no"):
        parent.adopt(Failing())

    assert len(parent._children) == 0
    parent.stop()


def test_adopt_without_start_waits_for_somebody_to_start_it() -> None:
    parent, child = Service("p").start(), Service("c")
    parent.adopt(child, start=False)
    assert not child.running

    child.start()
    parent.stop()
    assert not child.running
