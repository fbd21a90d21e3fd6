"""Service: start, stop, and everything that hangs on it."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from typing import Any

import gevent
import pytest
from gevent.event import Event
from specter import Service, bus
from specter.errors import LifecycleError
from specter.state import Model
from waiting import eventually


class Traced(Service):
    """Writes down what happens to it."""

    def __init__(self, name: str = "traced", log: list[str] | None = None) -> None:
        super().__init__(name)
        self.log = [] if log is None else log

    def on_start(self) -> None:
        self.log.append(f"+{self.name}")

    def on_stop(self) -> None:
        self.log.append(f"-{self.name}")


# --- names and transitions


def test_a_service_is_named_by_argument_class_attribute_or_class() -> None:
    class Metrics(Service):
        pass

    class Named(Service):
        name = "worker"

    assert [Service("x").name, Named().name, Metrics().name] == ["x", "worker", "Metrics"]


def test_start_and_stop_run_their_hooks_once_and_can_be_repeated() -> None:
    service = Traced()

    for _ in range(2):
        assert service.start().start() is service
        assert service.running
        assert service.stop().stop() is service
        assert not service.running

    assert service.log == ["+traced", "-traced"] * 2


def test_it_runs_from_the_beginning_of_on_start_to_the_last_cleanup() -> None:
    seen: list[bool] = []

    class Looking(Service):
        def on_start(self) -> None:
            seen.append(self.running)
            self.add_cleanup(lambda: seen.append(self.running))

    service = Looking()
    service.start().stop()

    assert (seen, service.running) == ([True, True], False)


def test_the_end_comes_in_the_published_order() -> None:
    log: list[str] = []

    class Everything(Service):
        def on_start(self) -> None:
            self.add_cleanup(lambda: log.append("cleanup 1"))
            self.adopt(Traced("child 1", log))
            self.own(Traced("owned", log).start())
            self.adopt(Traced("child 2", log))
            self.add_cleanup(lambda: log.append("cleanup 2"))
            self.listen("probe", lambda data: log.append(f"heard {data}"))
            self.spawn(self._work)

        def _work(self) -> None:
            try:
                gevent.sleep(60)
            finally:
                bus.emit("probe", "in the greenlet")

        def on_stop(self) -> None:
            bus.emit("probe", "in on_stop")

    service = Everything().start()
    gevent.sleep(0)
    log.clear()
    service.add_cleanup(lambda: bus.emit("probe", "too late"))
    service.stop()

    assert log == [
        "heard in on_stop",
        "heard in the greenlet",
        "-child 2",
        "-child 1",
        "cleanup 2",
        "-owned",
        "cleanup 1",
    ]


# --- W1: a failed start


def test_a_failed_start_releases_everything_without_on_stop() -> None:
    log: list[str] = []

    class Failing(Traced):
        def on_start(self) -> None:
            self.adopt(Traced("child", log))
            self.listen("e", lambda data: log.append("heard"))
            self.add_cleanup(lambda: log.append("cleanup"))
            self.interval(lambda: log.append("tick"), 0.001)
            self.task = self.spawn(gevent.sleep, 60)
            raise RuntimeError("boom")

    service = Failing("failing", log)
    with pytest.raises(RuntimeError, match="boom"):
        service.start()
    bus.emit("e")
    gevent.sleep(0.005)

    assert log == ["+child", "-child", "cleanup"]
    assert (service.running, service.task.dead, len(service._tasks)) == (False, True, 0)


# --- W2: concurrent starts and stops


def test_concurrent_stops_run_the_teardown_once_and_all_wait_for_its_end() -> None:
    class Slow(Traced):
        def on_stop(self) -> None:
            super().on_stop()
            gevent.sleep(0.02)

    service = Slow().start()
    stops = [gevent.spawn(lambda: (service.stop(), service.running)[1]) for _ in range(3)]
    gevent.joinall(stops, timeout=5)

    assert [stop.value for stop in stops] == [False] * 3
    assert service.log == ["+traced", "-traced"]


def test_a_second_start_waits_for_the_first() -> None:
    class Slow(Traced):
        def on_start(self) -> None:
            gevent.sleep(0.02)
            super().on_start()

    service = Slow()
    first = gevent.spawn(service.start)
    gevent.sleep(0)
    service.start()

    assert service.log == ["+traced"]
    first.join(5)
    service.stop()


def test_a_start_during_a_stop_starts_it_again_afterwards() -> None:
    class Slow(Traced):
        def on_stop(self) -> None:
            gevent.sleep(0.02)
            super().on_stop()

    service = Slow().start()
    stopping = gevent.spawn(service.stop)
    gevent.sleep(0)
    service.start()
    stopping.join(5)

    assert (service.log, service.running) == (["+traced", "-traced", "+traced"], True)
    service.stop()


def test_a_stop_in_on_start_ends_the_start() -> None:
    class Fickle(Traced):
        def on_start(self) -> None:
            self.add_cleanup(lambda: self.log.append("cleanup"))
            self.stop()

    service = Fickle().start()

    assert (service.running, service.log) == (False, ["cleanup"])


def test_a_start_from_on_stop_is_refused() -> None:
    errors: list[Exception] = []

    class Phoenix(Service):
        def on_stop(self) -> None:
            try:
                self.start()
            except LifecycleError as error:
                errors.append(error)

    service = Phoenix().start()
    service.stop()

    assert (len(errors), service.running) == (1, False)


def test_a_start_that_hangs_can_be_stopped() -> None:
    class Hanging(Traced):
        stop_timeout = 0.02

        def on_start(self) -> None:
            self.add_cleanup(lambda: self.log.append("cleanup"))
            gevent.sleep(0.1)
            self.add_cleanup(lambda: self.log.append("late cleanup"))

    service = Hanging()
    starting = gevent.spawn(service.start)
    gevent.sleep(0)
    service.stop()
    assert (service.running, service.log) == (False, ["cleanup"])

    starting.join(5)
    assert (service.running, service.log) == (False, ["cleanup", "late cleanup"])


# --- W3, W4: joining, and stopping from inside


def test_stop_waits_until_greenlets_have_unwound_before_it_releases_anything() -> None:
    log: list[str] = []

    class Careful(Service):
        def on_start(self) -> None:
            self.add_cleanup(lambda: log.append("connection closed"))
            self.spawn(self._use)

        def _use(self) -> None:
            try:
                gevent.sleep(60)
            finally:
                gevent.sleep(0.01)
                log.append("last use")

    service = Careful().start()
    gevent.sleep(0)
    service.stop()

    assert log == ["last use", "connection closed"]


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_stop_from_an_owned_greenlet_completes(depth: int) -> None:
    log: list[str] = []
    services = [Traced(f"s{number}", log) for number in range(depth + 1)]
    for parent, child in zip(services, services[1:]):
        parent.adopt(child, start=False)
    for service in services:
        service.start()
    top, bottom = services[0], services[-1]
    top.add_cleanup(lambda: (gevent.sleep(0.01), log.append("cleanup")))
    done = Event()

    def quit() -> None:
        top.stop()
        log.append("still here")
        done.set()

    log.clear()
    bottom.spawn(quit)
    assert done.wait(5)

    assert not any(service.running for service in services)
    assert log == [f"-s{number}" for number in range(depth + 1)] + ["cleanup", "still here"]


def test_a_greenlet_that_is_being_ended_may_call_stop() -> None:
    class Eager(Service):
        stop_timeout = 2.0

        def on_start(self) -> None:
            self.spawn(self._work)

        def _work(self) -> None:
            try:
                gevent.sleep(60)
            finally:
                self.stop()

    service = Eager().start()
    gevent.sleep(0)
    began = time.monotonic()
    service.stop()

    assert (service.running, time.monotonic() - began < 1.0) == (False, True)


def test_a_greenlet_that_does_not_end_is_named_and_stop_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    class Stubborn(Service):
        stop_timeout = 0.02

        def on_start(self) -> None:
            self.release = Event()
            self.spawn(self._work, label="stubborn work")

        def _work(self) -> None:
            while not self.release.is_set():
                with contextlib.suppress(gevent.GreenletExit):
                    self.release.wait(5)

    service = Stubborn().start()
    gevent.sleep(0)
    service.stop()
    service.release.set()

    assert not service.running
    assert "stubborn work" in caplog.text


# --- W5: what is not an Exception


@pytest.mark.parametrize("error", [gevent.Timeout(1), gevent.GreenletExit(), KeyboardInterrupt()])
@pytest.mark.parametrize("where", ["on_stop", "cleanup"])
def test_a_kill_or_timeout_in_the_middle_reaches_the_caller_after_the_end(
    where: str, error: BaseException
) -> None:
    log: list[str] = []

    class Interrupted(Service):
        def on_start(self) -> None:
            self.add_cleanup(lambda: log.append("cleanup"))
            if where == "cleanup":
                self.add_cleanup(self._fail)

        def on_stop(self) -> None:
            if where == "on_stop":
                self._fail()

        def _fail(self) -> None:
            raise error

    service = Interrupted().start()
    with pytest.raises(type(error)):
        service.stop()

    assert (log, service.running) == (["cleanup"], False)


def test_exceptions_of_hooks_and_cleanups_are_logged_and_stop_raises_none(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log: list[str] = []

    class Failing(Service):
        def on_start(self) -> None:
            self.add_cleanup(lambda: log.append("cleanup"))
            self.add_cleanup(lambda: 1 / 0)

        def on_stop(self) -> None:
            raise ValueError("in on_stop")

    Failing().start().stop()

    assert log == ["cleanup"]
    assert "in on_stop" in caplog.text
    assert "ZeroDivisionError" in caplog.text


# --- W6: registering at the wrong time


def test_nothing_can_be_started_after_the_stop() -> None:
    service = Service("done").start().stop()
    ran: list[str] = []

    for call in (
        lambda: service.spawn(ran.append, "x"),
        lambda: service.spawn_later(0, ran.append, "x"),
        lambda: service.interval(lambda: None, 1),
        lambda: service.timeout(lambda: None, 1),
        lambda: service.listen("e", ran.append),
        lambda: service.adopt(Service("child")),
    ):
        with pytest.raises(RuntimeError):
            call()
    service.add_cleanup(lambda: ran.append("cleanup runs now"))

    assert ran == ["cleanup runs now"]
    assert not bus.has_listeners("e")


def test_nothing_can_be_started_before_the_start() -> None:
    service = Service("early")

    with pytest.raises(RuntimeError, match="early is not running"):
        service.spawn(print)


def test_what_is_registered_before_the_start_ends_with_the_stop() -> None:
    heard: list[Any] = []
    child = Service("child")
    service = Service("early").listen("e", heard.append).adopt(child)
    assert child.running

    service.start()
    bus.emit("e", 1)
    service.stop()
    bus.emit("e", 2)

    assert (heard, child.running) == ([1], False)


def test_stopping_a_service_that_never_started_releases_what_it_was_given() -> None:
    child = Service("child")
    Service("parent").adopt(child).stop()

    assert not child.running


def test_a_greenlet_spawned_in_on_stop_ends_with_the_rest() -> None:
    class Late(Service):
        def on_stop(self) -> None:
            self.task = self.spawn(gevent.sleep, 60)

    service = Late().start()
    service.stop()

    assert service.task.dead


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
