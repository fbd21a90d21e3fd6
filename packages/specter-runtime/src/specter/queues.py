"""QueueService: work that waits its turn, is retried when it fails, and is not lost when the service stops.

Items stand in a ``Jobs`` engine (``specter.storage``): in memory unless another is given. ``enqueue`` takes plain
items; ``enqueue_job`` takes jobs, whose state, progress and result can be asked for and whose changes are signalled
to the browsers they belong to.
"""

from __future__ import annotations

import math
import time
import uuid
from collections.abc import Mapping
from typing import Any

from specter.errors import JobCancelled
from specter.jobs import JOB, RAW, JobRecord, JobRun, JobTarget, job_record, new_details, shown_job
from specter.registry import registry
from specter.sockets import send
from specter.storage.interfaces import Job, Jobs, JobState
from specter.workers import QueueWorkers, current_run

WAITING: tuple[JobState, ...] = ("available", "scheduled")


class QueueService(QueueWorkers):
    """Override ``handle_item``. It runs in ``worker_count`` greenlets.

    A queue is bounded (``maxsize`` waiting items; 0: unbounded) and refuses more. When it stops, items in work get
    ``drain_timeout`` seconds; after that they go back into the queue, for the next start.
    """

    maxsize: int = 10_000
    job_timeout: float | None = None
    signal_event: str = "sprag:queue.job.changed"

    def __init__(
        self,
        name: str | None = None,
        *,
        worker_count: int | None = None,
        maxsize: int | None = None,
        poll_interval: float | None = None,
        initial_state: Mapping[str, Any] | None = None,
        job_history_limit: int | None = None,
        jobs: Jobs | None = None,
    ) -> None:
        super().__init__(name, initial_state, jobs)
        self.worker_count = max(1, int(self.worker_count if worker_count is None else worker_count))
        self.maxsize = int(self.maxsize if maxsize is None else maxsize)
        self.poll_interval = max(0.05, self.poll_interval if poll_interval is None else poll_interval)
        if job_history_limit is not None:
            self.job_history_limit = job_history_limit

    # --- items

    def enqueue(self, item: Any, block: bool = False, timeout: float | None = None) -> bool:
        """Queue a plain item; False when the queue is full or has stopped. ``block`` waits for room."""
        if not self._has_room(timeout if block else 0.0):
            return False
        self.jobs.enqueue(RAW, item, queue=self.name, max_attempts=self.max_attempts)
        self._tell()
        return True

    def pending_count(self) -> int:
        """How many items wait."""
        return self.jobs.count(self.name, *WAITING)

    def join(self, timeout: float | None = None) -> bool:
        """Wait until nothing waits and nothing is in work; False when that takes more than ``timeout`` seconds."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while self.pending_count() or self._runs:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                return False
            self._changes.wait(left)
        return True

    def dead_letters(self, limit: int = 200) -> list[Job]:
        """Items and jobs that failed for good, newest first."""
        return self.jobs.list(queue=self.name, states=("discarded",), limit=limit)

    def retry_dead_letter(self, job_id: str) -> bool:
        """Queue a dead letter again, with all its attempts."""
        return self.jobs.requeue(job_id)

    # --- jobs

    def enqueue_job(
        self,
        payload: Any,
        *,
        job_id: str | None = None,
        label: str | None = None,
        meta: Mapping[str, Any] | None = None,
        route: str | None = None,
        session_id: str | None = None,
        client_id: str | None = None,
        topic: str | None = None,
        delay: float = 0.0,
        unique: str | None = None,
    ) -> dict[str, Any]:
        """Queue a job: ``{"accepted", "job", "queue", "message"}``. Its changes are signalled to its target.

        A live job with the same ``unique`` key is given back instead of a second one.
        """
        job_id = job_id or uuid.uuid4().hex[:12]
        target: JobTarget = {"client_id": client_id, "route": route, "session_id": session_id, "topic": topic}
        details = new_details(job_id, payload, label, meta, target)
        if not self._has_room(0.0):
            message = f"Queue is full. Could not queue {details['label']}."
            rejected = job_record(Job(job_id, self.name, JOB, details, "available"), message=message)
            rejected["status"] = "rejected"
            return {
                "accepted": False,
                "job": shown_job(rejected),
                "message": message,
                "queue": self.queue_snapshot(),
            }
        job_id = self.jobs.enqueue(
            JOB,
            details,
            id=job_id,
            queue=self.name,
            run_at=self.jobs.now() + delay if delay > 0 else None,
            unique=unique,
            max_attempts=self.max_attempts,
            owner=session_id,
            timeout=self.job_timeout,
        )
        self._signal(job_id)
        return self.job_action_result(job_id)

    def get_job(self, job_id: str) -> JobRecord | None:
        """The job's record, or None."""
        job = self.jobs.get(job_id)
        if job is None or job.queue != self.name or job.kind != JOB:
            return None
        return job_record(job)

    def latest_job(self, *, session_id: str | None = None) -> JobRecord | None:
        """The job queued last, of a session if one is given."""
        jobs = self.jobs.list(queue=self.name, owner=session_id, limit=50)
        return next((job_record(job) for job in jobs if job.kind == JOB), None)

    def queue_snapshot(self) -> dict[str, Any]:
        """``{"active", "active_jobs", "pending", "workers"}``."""
        active = sorted(self._runs)
        return {
            "active": len(active),
            "active_jobs": active,
            "pending": self.pending_count(),
            "workers": self.worker_count,
        }

    def job_action_result(
        self, job_id: str, *, accepted: bool = True, message: str | None = None
    ) -> dict[str, Any]:
        """What actions answer about a job: its record, the queue, and a message."""
        found = self.get_job(job_id)
        job: Any
        if found is not None:
            job = shown_job(found)
        else:
            accepted, job = False, {"id": job_id, "status": "missing"}
            message = message or f"Unknown job {job_id}."
        return {
            "accepted": accepted,
            "job": job,
            "message": message or job["message"],
            "queue": self.queue_snapshot(),
        }

    def request_cancel(self, job_id: str, *, message: str | None = None) -> dict[str, Any]:
        """A waiting job never starts; a running one ends at its next ``check_cancelled``, or is interrupted."""
        job = self.get_job(job_id)
        if job is None or job["status"] in ("completed", "failed", "cancelled"):
            return self.job_action_result(job_id, accepted=False)
        run = self._runs.get(job_id)
        if run is not None:
            run.ask_to_cancel(self.cancel_grace)
            self._note(run, message=message or f"Cancelling {job['label']}...")
        self.jobs.cancel(job_id)
        self._signal(job_id)
        return self.job_action_result(job_id)

    # --- inside of a job

    def report_progress(
        self,
        *,
        current: float | None = None,
        total: float | None = None,
        percent: float | None = None,
        message: str | None = None,
        result: Any = None,
        job_id: str | None = None,
    ) -> JobRecord | None:
        """Write down how far the job is; without ``percent`` it follows from ``current`` and ``total``."""
        run = self._run_of(job_id, "report_progress")
        if run is None:
            return self.get_job(str(job_id))
        if percent is None and current is not None and total:
            percent = round(current / total * 100)
        if percent is not None and math.isfinite(percent):
            percent = min(100, max(0, percent))
        self._note(run, current=current, total=total, percent=percent, message=message, result=result)
        self._signal(run.job.id)
        return self.get_job(run.job.id)

    def cancel_requested(self, job_id: str | None = None) -> bool:
        """Whether somebody asked the job to stop."""
        run = self._run_of(job_id, "cancel_requested")
        if run is not None:
            return run.cancel
        job = self.jobs.get(str(job_id))
        return job is not None and job.cancel_requested

    def check_cancelled(self, *, job_id: str | None = None, message: str | None = None) -> None:
        """End the job here, as cancelled, if somebody asked for it."""
        if self.cancel_requested(job_id):
            raise JobCancelled(message or "")

    def complete_job(
        self, *, result: Any = None, message: str | None = None, job_id: str | None = None
    ) -> JobRecord | None:
        """End the job as completed, before ``handle_item`` returns."""
        return self._conclude(job_id, "completed", result=result, message=message)

    def fail_job(
        self, *, error: object = None, message: str | None = None, job_id: str | None = None
    ) -> JobRecord | None:
        """End the job as failed; it is not tried again."""
        return self._conclude(job_id, "discarded", error=str(error), message=message)

    def cancel_job(self, *, message: str | None = None, job_id: str | None = None) -> JobRecord | None:
        """End the job as cancelled."""
        return self._conclude(job_id, "cancelled", message=message)

    def emit_job_signal(self, job_id: str, *, event: str | None = None, payload: Any = None) -> bool:
        """Tell the browsers that the job belongs to; whether one heard it. Jobs without a target have none."""
        job = self.jobs.get(job_id)
        if job is None or job.kind != JOB:
            return False
        target = job.args["target"]
        if not any(target.values()) or registry.resolve("socket_transport") is None:
            return False
        return send(
            event or self.signal_event,
            {"job_id": job_id} if payload is None else payload,
            target,
            internal=True,
        )

    # --- state

    def get_state(self) -> dict[str, Any]:
        """The service's state with ``queue_size``, ``worker_count``, ``jobs``, ``job_order`` and ``active_jobs``."""
        jobs = [
            job for job in self.jobs.list(queue=self.name, limit=self.job_history_limit) if job.kind == JOB
        ]
        return {
            "queue_size": self.pending_count(),
            "worker_count": self.worker_count,
            "jobs": {job.id: job_record(job) for job in jobs},
            "job_order": [job.id for job in reversed(jobs)],
            "active_jobs": sorted(self._runs),
            **super().get_state(),
        }

    @property
    def state(self) -> Any:
        return self.get_state()

    @state.setter
    def state(self, value: Any) -> None:
        self.set_state(value)

    def health(self) -> dict[str, Any]:
        return {
            **super().health(),
            "queue": self.queue_snapshot(),
            "dead_letters": self.jobs.count(self.name, "discarded"),
            "oldest_job_age": self.oldest_age(),
        }

    def oldest_age(self) -> float:
        """For how many seconds the next item has been due; 0.0 when none is."""
        due = self.jobs.next_due(self.name)
        return 0.0 if due is None else max(0.0, self.jobs.now() - due)

    # --- inside

    def _conclude(self, job_id: str | None, outcome: JobState, **details: Any) -> JobRecord | None:
        run = self._run_of(job_id, "this call")
        if run is not None:
            self._finish(run, outcome, **details)
            return self.get_job(run.job.id)
        if outcome == "cancelled":
            self.jobs.cancel(str(job_id))
            self._signal(str(job_id))
        return self.get_job(str(job_id))

    def _run_of(self, job_id: str | None, call: str) -> JobRun | None:
        if job_id is not None:
            return self._runs.get(job_id)
        run = current_run.get()
        if run is None:
            raise RuntimeError(f"{call} outside of a job needs job_id=")
        return run

    def _has_room(self, wait: float | None) -> bool:
        deadline: float | None = None
        while not self._draining and self._phase != "stopped":
            if self.maxsize <= 0 or self.pending_count() < self.maxsize:
                return True
            if deadline is None and wait is not None:
                deadline = time.monotonic() + wait
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                return False
            self._changes.wait(left)
        return False

    def _moved(self, run: JobRun) -> None:
        if run.job.kind == JOB:
            self.emit_job_signal(run.job.id)
        self._tell()

    def _signal(self, job_id: str) -> None:
        self.emit_job_signal(job_id)
        self._tell()

    def _tell(self) -> None:
        if len(self._subscribers):
            self._subscribers.tell(lambda _: (self.get_state(), self))
