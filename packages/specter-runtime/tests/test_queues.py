"""QueueService: items, retries, dead letters, draining."""

from __future__ import annotations

import time
from typing import Any

import gevent
import pytest
from gevent.event import Event
from queueing import Recording
from specter import QueueService
from waiting import eventually

# --- items


def test_everybody_who_waits_for_a_queue_hears_of_its_end_however_quick_the_items_are() -> None:
    queue = Recording().start()
    for _ in range(30):
        for number in range(50):
            queue.enqueue(number)
        waiting = [gevent.spawn(queue.join, 30) for _ in range(3)]
        assert queue.join(30) is True
        assert [one.get(timeout=30) for one in waiting] == [True, True, True]
    queue.stop()


def test_items_that_never_wait_leave_others_their_turn() -> None:
    turns = []
    begin = Event()

    def tick() -> None:
        begin.wait()
        while len(queue.done) < 200:
            turns.append(len(queue.done))
            gevent.sleep(0)

    def spin(item: Any) -> None:
        until = time.monotonic() + 0.001
        while time.monotonic() < until:
            pass

    queue = Recording(spin).start()
    ticking = gevent.spawn(tick)
    for number in range(200):
        queue.enqueue(number)
    begin.set()
    assert queue.join(30) is True
    ticking.join(30)
    queue.stop()
    assert len(turns) >= 10


def test_items_are_handled_in_order_by_as_many_workers_as_asked() -> None:
    queue = Recording().start()
    for number in range(20):
        assert queue.enqueue(number) is True
    eventually(lambda: len(queue.done) == 20)
    queue.stop()
    assert queue.done == list(range(20))

    active, most = [], []

    def overlap(item: Any) -> None:
        active.append(item)
        most.append(len(active))
        gevent.sleep(0.005)
        active.remove(item)

    wide = Recording(overlap, worker_count=4).start()
    for number in range(8):
        wide.enqueue(number)
    eventually(lambda: len(wide.done) == 8)
    wide.stop()
    assert max(most) == 4


def test_a_queue_may_be_configured_by_its_class_and_made_without_arguments() -> None:
    class Build(QueueService):
        worker_count = 3
        maxsize = 5

    class Named(QueueService):
        name = "named"

    assert (Build().name, Build().worker_count, Build().maxsize) == ("Build", 3, 5)
    assert (Named().name, Named(worker_count=0).worker_count) == ("named", 1)


def test_workers_run_whatever_a_subclass_does_in_on_start() -> None:
    calls: list[str] = []

    class Own(Recording):
        def on_start(self) -> None:
            calls.append("on_start")

        def on_stop(self) -> None:
            calls.append("on_stop")

        def on_workers_started(self) -> None:
            calls.append("workers started")

        def on_workers_stopping(self) -> None:
            calls.append("workers stopping")

    queue = Own().start()
    queue.enqueue(1)
    eventually(lambda: queue.done == [1])
    queue.stop()

    assert calls == ["on_start", "workers started", "workers stopping", "on_stop"]


def test_a_full_queue_refuses_or_makes_the_caller_wait() -> None:
    gate = Event()
    queue = Recording(lambda item: gate.wait(5), maxsize=2).start()
    queue.enqueue("in work")
    gevent.sleep(0)
    assert [queue.enqueue("a"), queue.enqueue("b"), queue.enqueue("c")] == [True, True, False]
    assert queue.enqueue("d", block=True, timeout=0.01) is False

    waiting = gevent.spawn(queue.enqueue, "e", True)
    gevent.sleep(0)
    assert not waiting.ready()
    gate.set()
    assert waiting.get(timeout=5) is True
    eventually(lambda: queue.done == ["in work", "a", "b", "e"])
    queue.stop()


def test_queues_are_bounded_unless_told_otherwise() -> None:
    assert QueueService("q").maxsize == 10_000
    unbounded = QueueService("q", maxsize=0)
    for number in range(10_001):
        assert unbounded.enqueue(number)


def test_items_wait_for_the_start_and_are_refused_after_the_stop() -> None:
    queue = Recording()
    assert queue.enqueue("early") is True
    assert queue.pending_count() == 1

    queue.start()
    eventually(lambda: queue.done == ["early"])
    queue.stop()
    assert queue.enqueue("late") is False


def test_a_failing_item_is_logged_and_the_worker_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    def work(item: Any) -> None:
        if item == "bad":
            raise ValueError("broken")

    queue = Recording(work).start()
    queue.enqueue("bad")
    queue.enqueue("good")
    eventually(lambda: queue.done == ["good"])
    queue.stop()

    assert queue.failures == [("bad", "broken", 1, True)]
    assert "broken" in caplog.text


def test_failing_items_are_retried_with_growing_waits_and_then_set_aside() -> None:
    times: list[float] = []

    def work(item: Any) -> None:
        times.append(time.monotonic())
        raise ValueError("broken")

    queue = Recording(work)
    queue.max_attempts = 3
    queue.start()
    queue.enqueue("bad")
    eventually(lambda: len(queue.failures) == 3)

    assert queue.failures == [
        ("bad", "broken", 1, False),
        ("bad", "broken", 2, False),
        ("bad", "broken", 3, True),
    ]
    assert times[1] - times[0] >= 0.004
    assert times[2] - times[1] >= 0.008
    assert [(job.args, job.error) for job in queue.dead_letters()] == [("bad", "ValueError: broken")]

    queue.work = str
    assert queue.retry_dead_letter(queue.dead_letters()[0].id) is True
    eventually(lambda: queue.done == ["bad"])
    assert (queue.dead_letters(), queue.retry_dead_letter("nope")) == ([], False)
    queue.stop()


def test_handle_item_must_be_defined(caplog: pytest.LogCaptureFixture) -> None:
    queue = QueueService("q").start()
    queue.enqueue(1)
    eventually(queue.dead_letters)
    queue.stop()

    assert "QueueService must define handle_item(item)" in caplog.text


def test_join_waits_until_everything_is_done() -> None:
    queue = Recording(lambda item: gevent.sleep(0.002)).start()
    for number in range(3):
        queue.enqueue(number)

    assert queue.join(timeout=0.001) is False
    assert queue.join(timeout=5) is True
    assert queue.done == [0, 1, 2]
    queue.stop()


# --- stopping


def test_items_in_work_are_finished_before_the_stop_and_the_rest_waits_for_the_next_start() -> None:
    queue = Recording(lambda item: gevent.sleep(0.02)).start()
    for number in range(3):
        queue.enqueue(number)
    gevent.sleep(0)
    queue.stop()
    assert (queue.done, queue.pending_count()) == ([0], 2)

    queue.start()
    eventually(lambda: queue.done == [0, 1, 2])
    queue.stop()


def test_an_item_that_outlasts_the_deadline_goes_back_and_is_not_lost() -> None:
    began: list[Any] = []

    def work(item: Any) -> None:
        began.append(item)
        if len(began) == 1:
            gevent.sleep(60)

    queue = Recording(work)
    queue.drain_timeout = 0.02
    queue.start()
    queue.enqueue("long")
    gevent.sleep(0)
    queue.stop()
    assert (queue.done, queue.pending_count(), queue.failures) == ([], 1, [])

    queue.start()
    eventually(lambda: queue.done == ["long"])
    assert began == ["long", "long"]
    queue.stop()


def test_a_stop_from_inside_an_item_does_not_wait_for_itself() -> None:
    queue = Recording()
    stopped = Event()

    def work(item: Any) -> None:
        queue.stop()
        stopped.set()

    queue.work = work
    queue.start()
    queue.enqueue("quit")
    assert stopped.wait(5)
    eventually(lambda: queue.done == ["quit"])

    assert (queue.running, queue.pending_count()) == (False, 0)


def test_an_idle_worker_waits_for_a_sign_not_for_the_clock() -> None:
    queue = Recording()
    assert queue._idle_seconds() is None

    queue.enqueue_job(1, delay=30)
    assert 29 < (queue._idle_seconds() or 0) <= 30
