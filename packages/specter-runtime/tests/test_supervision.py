"""Supervision: restarts with back-off, a visible end, and health."""

from __future__ import annotations

import time

import gevent
from specter import Restart, Service
from waiting import eventually


class Crashing(Service):
    restart = Restart(attempts=2, within=60.0, backoff=0.01, max_backoff=0.04)

    def __init__(self, crashes: int) -> None:
        super().__init__("crashing")
        self.left = crashes
        self.starts: list[float] = []
        self.releases = 0

    def on_start(self) -> None:
        self.starts.append(time.monotonic())
        self.add_cleanup(self._released)
        self.spawn(self._work, label="work")

    def _released(self) -> None:
        self.releases += 1

    def _work(self) -> None:
        gevent.sleep(0.001)
        if self.left:
            self.left -= 1
            raise RuntimeError("crash")
        gevent.sleep(60)


def test_a_crashed_service_is_released_and_started_again_more_slowly_each_time() -> None:
    service = Crashing(2).start()
    eventually(lambda: len(service.starts) == 3 and service.health()["status"] == "ok")

    first, second, third = service.starts
    assert second - first >= 0.008
    assert third - second >= 0.016
    assert service.releases == 2
    assert service.health() == {
        "status": "ok",
        "name": "crashing",
        "restarts": 2,
        "error": "RuntimeError: crash",
    }
    service.stop()


def test_it_gives_up_visibly() -> None:
    service = Crashing(9).start()
    eventually(lambda: service.health()["status"] == "failed")

    assert (len(service.starts), service.running) == (3, False)
    assert service.health() == {
        "status": "failed",
        "name": "crashing",
        "restarts": 2,
        "error": "RuntimeError: crash",
    }


def test_while_it_waits_for_its_restart_it_says_so_and_a_stop_calls_it_off() -> None:
    service = Crashing(1)
    service.restart = Restart(backoff=30.0)
    service.start()
    eventually(lambda: service.health()["status"] == "restarting" and not service.running)

    service.stop()
    gevent.sleep(0.01)
    assert (service.health()["status"], len(service.starts)) == ("stopped", 1)


def test_started_again_by_hand_it_begins_with_a_clean_record() -> None:
    service = Crashing(3).start()
    eventually(lambda: service.health()["status"] == "failed")

    service.start()
    eventually(lambda: service.health()["status"] == "ok")
    assert service.running
    service.stop()


def test_a_restart_that_fails_to_start_counts_as_another_crash() -> None:
    class NeverAgain(Crashing):
        def on_start(self) -> None:
            super().on_start()
            if len(self.starts) > 1:
                raise RuntimeError("no second start")

    service = NeverAgain(1).start()
    eventually(lambda: service.health()["status"] == "failed")

    assert len(service.starts) == 3
    assert service.health()["error"] == "RuntimeError: no second start"


def test_a_child_that_restarts_still_stops_with_its_parent() -> None:
    parent, child = Service("parent").start(), Crashing(1)
    parent.adopt(child)
    eventually(lambda: len(child.starts) == 2)

    parent.stop()
    assert not child.running


def test_the_wait_doubles_up_to_its_bound_give_or_take_a_fifth() -> None:
    policy = Restart(backoff=1.0, max_backoff=8.0)
    for number, seconds in [(1, 1.0), (2, 2.0), (3, 4.0), (4, 8.0), (9, 8.0)]:
        waits = [policy.wait(number) for _ in range(50)]
        assert seconds * 0.8 <= min(waits)
        assert max(waits) <= seconds * 1.2
