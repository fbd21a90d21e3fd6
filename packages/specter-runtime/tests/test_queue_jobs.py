"""QueueService: jobs with records, cancelling, signals, durable engines."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import gevent
import pytest
from gevent.event import Event
from queueing import Recording, Transport, finished
from specter import registry
from specter.storage import open_storage
from waiting import eventually

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
            "target": {
                "client_id": None,
                "route": "/queue-demo",
                "session_id": "this session",
                "topic": None,
            },
            "updated_at": job["updated_at"],
        },
    }
    kept = queue.get_job(job["id"])
    assert kept is not None
    assert kept["target"]["session_id"] == "sid"
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
    assert health["oldest_job_age"] >= 0.01


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
        "import gevent, gevent.event\n"
        "from specter import QueueService\n"
        "from specter.storage import open_storage\n"
        "started = gevent.event.Event()\n"
        "class Slow(QueueService):\n"
        "    lease = 0.3\n"
        "    def handle_item(self, item):\n"
        "        started.set()\n"
        "        gevent.sleep(60)\n"
        f"queue = Slow('q', jobs=open_storage({url!r}).jobs).start()\n"
        "for number in range(5):\n"
        "    queue.enqueue_job(number, job_id=str(number))\n"
        "started.wait()\n"
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
