"""QueueService: items, jobs, retries, dead letters, cancelling, draining."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import gevent
import pytest
from gevent.event import Event
from specter import QueueService, registry
from specter.storage import open_storage
from waiting import eventually


class Recording(QueueService):
    """Hands items to ``work`` and writes down what failed."""

    retry_wait = 0.005

    def __init__(self, work: Any = None, **options: Any) -> None:
        super().__init__("q", **options)
        self.work = work or (lambda item: item)
        self.done: list[Any] = []
        self.failures: list[tuple[Any, str, int, bool]] = []

    def handle_item(self, item: Any) -> Any:
        result = self.work(item)
        self.done.append(item)
        return result

    def on_item_failed(self, item: Any, error: Exception, *, attempt: int, final: bool) -> None:
        self.failures.append((item, str(error), attempt, final))


class Transport:
    def __init__(self) -> None:
        self.sent: list[tuple[str, Any, dict[str, Any]]] = []

    def emit(self, event: str, payload: Any = None, **target: Any) -> bool:
        self.sent.append((event, payload, target))
        return True


def finished(queue: QueueService, job_id: str) -> dict[str, Any]:
    """The record of the job when it has ended."""
    eventually(lambda: (queue.get_job(job_id) or {}).get("status") in ("completed", "failed", "cancelled"))
    job: Any = queue.get_job(job_id)
    return dict(job)


# --- items


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


# --- jobs


def test_a_job_is_accepted_with_the_published_shape() -> None:
    queue = Recording()
    accepted = queue.enqueue_job(
        {"label": "alpha"}, label="alpha", route="/queue-demo", session_id="sid", meta={"k": 1}
    )
    job = accepted["job"]

    assert accepted == {
        "accepted": True,
        "message": "Queued alpha.",
        "queue": {"active": 0, "active_jobs": [], "pending": 1, "workers": 1},
        "job": {
            "cancel_requested": False,
            "created_at": job["created_at"],
            "error": None,
            "id": job["id"],
            "label": "alpha",
            "message": "Queued alpha.",
            "meta": {"k": 1},
            "progress": {"current": 0, "percent": 0, "total": None},
            "result": None,
            "status": "queued",
            "target": {"client_id": None, "route": "/queue-demo", "session_id": "sid", "topic": None},
            "updated_at": job["updated_at"],
        },
    }
    assert len(job["id"]) == 12
    assert queue.enqueue_job(1, job_id="mine")["job"]["label"] == "Job mine"


def test_a_full_queue_rejects_jobs() -> None:
    queue = Recording(maxsize=1)
    queue.enqueue_job(1)
    rejected = queue.enqueue_job(2, job_id="j", label="second")

    assert (rejected["accepted"], rejected["message"]) == (False, "Queue is full. Could not queue second.")
    assert (rejected["job"]["status"], queue.get_job("j")) == ("rejected", None)


def test_what_handle_item_returns_is_the_result() -> None:
    queue = Recording(lambda item: {"doubled": item * 2}).start()
    job = finished(queue, queue.enqueue_job(21, label="double")["job"]["id"])
    queue.stop()

    assert (job["status"], job["result"], job["message"], job["progress"]["percent"]) == (
        "completed",
        {"doubled": 42},
        "Completed double.",
        100,
    )


def test_an_error_fails_the_job_with_its_type_and_message() -> None:
    queue = Recording(lambda item: 1 / 0).start()
    job = finished(queue, queue.enqueue_job(1, label="bad")["job"]["id"])
    queue.stop()

    assert (job["status"], job["error"], job["result"]) == (
        "failed",
        "ZeroDivisionError: division by zero",
        None,
    )


def test_progress_is_written_down_and_signalled() -> None:
    transport = registry.provide("socket_transport", Transport())
    queue = Recording()
    seen: list[Any] = []

    def work(item: Any) -> str:
        for step in range(2):
            queue.report_progress(
                current=step + 1, total=3, message=f"Step {step + 1}", result={"step": step}
            )
            seen.append(queue.get_job("j"))
        queue.report_progress(percent=400)
        seen.append(queue.get_job("j"))
        return "done"

    queue.work = work
    queue.start()
    queue.enqueue_job(1, job_id="j", session_id="sid", route="/r")
    job = finished(queue, "j")
    queue.stop()

    assert [(one["status"], one["message"], one["progress"], one["result"]) for one in seen] == [
        ("running", "Step 1", {"current": 1, "percent": 33, "total": 3}, {"step": 0}),
        ("running", "Step 2", {"current": 2, "percent": 67, "total": 3}, {"step": 1}),
        ("running", "Step 2", {"current": 2, "percent": 100, "total": 3}, {"step": 1}),
    ]
    assert (job["result"], job["message"]) == ("done", "Completed Job j.")
    target = {"client_id": None, "route": "/r", "session_id": "sid", "topic": None}
    assert transport.sent == [("sprag:queue.job.changed", {"job_id": "j"}, target)] * 6


def test_a_job_without_a_target_signals_nobody() -> None:
    transport = registry.provide("socket_transport", Transport())
    queue = Recording().start()
    finished(queue, queue.enqueue_job(1)["job"]["id"])
    queue.stop()

    assert transport.sent == []


def test_a_waiting_job_that_is_cancelled_never_starts() -> None:
    queue = Recording()
    queue.enqueue_job("never", job_id="j", label="never")
    answer = queue.request_cancel("j")
    queue.start()
    queue.enqueue("after")
    eventually(lambda: queue.done == ["after"])
    queue.stop()

    assert (answer["accepted"], answer["job"]["status"], answer["message"]) == (
        True,
        "cancelled",
        "Cancelled never.",
    )


def test_a_running_job_ends_at_its_next_check() -> None:
    queue, began = Recording(), Event()

    def work(item: Any) -> None:
        began.set()
        while True:
            queue.check_cancelled(message="Stopped half-way.")
            gevent.sleep(0.001)

    queue.work = work
    queue.start()
    queue.enqueue_job(1, job_id="j", label="long")
    assert began.wait(5)
    answer = queue.request_cancel("j")
    assert (answer["accepted"], answer["job"]["status"], answer["message"]) == (
        True,
        "cancelling",
        "Cancelling long...",
    )

    job = finished(queue, "j")
    assert (job["status"], job["message"], job["cancel_requested"]) == (
        "cancelled",
        "Stopped half-way.",
        True,
    )
    assert queue.request_cancel("j")["accepted"] is False
    queue.stop()


def test_a_job_that_ends_after_a_cancel_request_is_cancelled() -> None:
    queue, go = Recording(), Event()
    queue.work = lambda item: (go.wait(5), "result")[1]
    queue.start()
    queue.enqueue_job(1, job_id="j")
    gevent.sleep(0)
    queue.request_cancel("j")
    go.set()

    assert finished(queue, "j")["status"] == "cancelled"
    queue.stop()


def test_a_job_that_never_checks_is_interrupted_after_a_grace() -> None:
    queue = Recording(lambda item: gevent.sleep(60))
    queue.cancel_grace = 0.02
    queue.start()
    queue.enqueue_job(1, job_id="j")
    gevent.sleep(0)
    queue.request_cancel("j")

    assert finished(queue, "j")["status"] == "cancelled"
    queue.enqueue("next")
    queue.work = lambda item: item
    eventually(lambda: queue.done == ["next"])
    queue.stop()


def test_a_job_that_takes_too_long_fails() -> None:
    queue = Recording(lambda item: gevent.sleep(60))
    queue.job_timeout = 0.02
    queue.start()
    job = finished(queue, queue.enqueue_job(1)["job"]["id"])
    queue.stop()

    assert (job["status"], job["error"]) == ("failed", "TimeoutError: The job took more than 0.02 s.")


def test_unknown_jobs_are_missing() -> None:
    answer = Recording().request_cancel("zz")

    assert (answer["accepted"], answer["job"], answer["message"]) == (
        False,
        {"id": "zz", "status": "missing"},
        "Unknown job zz.",
    )


@pytest.mark.parametrize(
    ("end", "status", "message"),
    [
        (lambda queue: queue.complete_job(result=5, message="All good."), "completed", "All good."),
        (lambda queue: queue.fail_job(error="bad luck", message="Sorry."), "failed", "Sorry."),
        (lambda queue: queue.cancel_job(), "cancelled", "Cancelled Job j."),
    ],
)
def test_a_job_may_end_itself_and_what_it_does_afterwards_changes_nothing(
    end: Any, status: str, message: str
) -> None:
    queue = Recording()

    def work(item: Any) -> str:
        end(queue)
        return "ignored"

    queue.work = work
    queue.start()
    queue.enqueue_job(1, job_id="j")
    job = finished(queue, "j")
    eventually(lambda: queue.done == [1])
    queue.stop()

    assert (job["status"], job["message"]) == (status, message)
    assert job["result"] == (5 if status == "completed" else None)


@pytest.mark.parametrize("call", ["report_progress", "check_cancelled", "cancel_requested", "complete_job"])
def test_calls_that_belong_into_a_job_need_its_id_outside(call: str) -> None:
    with pytest.raises(RuntimeError, match="outside of a job needs job_id="):
        getattr(Recording(), call)()


def test_a_job_of_the_same_unique_key_is_given_back() -> None:
    queue = Recording()
    first = queue.enqueue_job(1, unique="report")["job"]["id"]
    assert queue.enqueue_job(2, unique="report")["job"]["id"] == first

    queue.start()
    finished(queue, first)
    assert queue.enqueue_job(3, unique="report")["job"]["id"] != first
    queue.stop()


def test_a_delayed_job_waits() -> None:
    queue = Recording().start()
    began = time.monotonic()
    job_id = queue.enqueue_job(1, delay=0.03)["job"]["id"]
    assert (queue.get_job(job_id) or {})["status"] == "queued"
    finished(queue, job_id)
    queue.stop()

    assert time.monotonic() - began >= 0.03


def test_finished_jobs_are_kept_up_to_a_limit_and_live_ones_always() -> None:
    queue = Recording(job_history_limit=2).start()
    ids = [queue.enqueue_job(number)["job"]["id"] for number in range(5)]
    eventually(lambda: len(queue.done) == 5)
    queue.stop()

    assert [queue.get_job(job_id) is not None for job_id in ids] == [False, False, False, True, True]
    assert (queue.latest_job() or {})["id"] == ids[-1]
    assert queue.latest_job(session_id="nobody") is None


def test_the_state_has_the_published_keys_and_is_told() -> None:
    queue, told = Recording(initial_state={"mine": 1}), []
    queue.subscribe(lambda state: told.append(sorted(state)))
    job_id = queue.enqueue_job(1)["job"]["id"]

    assert queue.get_state() == {
        "mine": 1,
        "queue_size": 1,
        "worker_count": 1,
        "jobs": {job_id: queue.get_job(job_id)},
        "job_order": [job_id],
        "active_jobs": [],
    }
    assert told == [["active_jobs", "job_order", "jobs", "mine", "queue_size", "worker_count"]]


def test_health_tells_how_long_work_has_been_waiting() -> None:
    queue = Recording()
    queue.enqueue(1)
    gevent.sleep(0.01)
    health = queue.health()

    assert (health["status"], health["queue"]["pending"], health["dead_letters"]) == ("stopped", 1, 0)
    assert 0.01 <= health["oldest_job_age"] < 5


def test_many_cancels_race_with_many_ends_and_each_job_has_one_end() -> None:
    queue = Recording(lambda item: gevent.sleep(0), worker_count=8, job_history_limit=1000).start()
    ids = [queue.enqueue_job(number)["job"]["id"] for number in range(300)]
    canceller = gevent.spawn(lambda: [(queue.request_cancel(job_id), gevent.sleep(0)) for job_id in ids[::2]])
    ends = {job_id: finished(queue, job_id)["status"] for job_id in ids}
    canceller.join(5)
    queue.stop()

    assert {queue.get_job(job_id)["status"] for job_id in ids} <= {"completed", "cancelled"}  # type: ignore[index]
    assert ends == {job_id: queue.get_job(job_id)["status"] for job_id in ids}  # type: ignore[index]


# --- on a durable engine


def test_jobs_that_were_accepted_are_done_although_their_process_was_killed(tmp_path: Path) -> None:
    url = f"sqlite:////{tmp_path}/jobs.db"
    script = (
        "import gevent\n"
        "from specter import QueueService\n"
        "from specter.storage import open_storage\n"
        "class Slow(QueueService):\n"
        "    lease = 0.3\n"
        "    def handle_item(self, item):\n"
        "        gevent.sleep(60)\n"
        f"queue = Slow('q', jobs=open_storage({url!r}).jobs).start()\n"
        "for number in range(5):\n"
        "    queue.enqueue_job(number, job_id=str(number))\n"
        "gevent.sleep(0.05)\n"
        "print('working', flush=True)\n"
        "gevent.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"working\n"
    process.kill()
    process.wait()
    process.stdout.close()

    storage = open_storage(url)
    queue = Recording(jobs=storage.jobs)
    queue.lease = 0.3
    queue.max_attempts = 3
    queue.start()
    # The job that was in work had its one attempt; the others have had none.
    eventually(lambda: sorted(queue.done) == [1, 2, 3, 4])
    eventually(lambda: (queue.get_job("0") or {}).get("status") == "failed")
    assert (queue.get_job("0") or {})["error"] == "The worker that ran it went away."
    queue.stop()
    storage.close()


def test_a_running_job_is_cancelled_from_another_process_through_its_engine(tmp_path: Path) -> None:
    storage = open_storage(f"sqlite:////{tmp_path}/jobs.db")
    queue = Recording(jobs=storage.jobs)
    queue.lease = 0.06

    def work(item: Any) -> None:
        while True:
            queue.check_cancelled()
            gevent.sleep(0.002)

    queue.work = work
    queue.start()
    queue.enqueue_job(1, job_id="j")
    eventually(lambda: (queue.get_job("j") or {}).get("status") == "running")
    gevent.sleep(0.1)
    storage.jobs.cancel("j")

    assert finished(queue, "j")["status"] == "cancelled"
    queue.stop()
    storage.close()
