"""Service: start and stop, whatever gets in the way."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import gevent
import pytest
from gevent.event import Event
from specter import Service, bus
from specter.errors import LifecycleError
from tracing import Traced

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
