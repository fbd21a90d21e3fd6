"""Jobs between the engine and the queue: the record that browsers see, and the run in a worker's hands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable, Optional, TypedDict

import gevent
from gevent.hub import get_hub

from specter.errors import JobCancelled
from specter.storage.interfaces import Claim, Job

# The two kinds of work in a queue: plain items, and jobs with a record.
RAW, JOB = "item", "job"


class JobTarget(TypedDict):
    client_id: Optional[str]
    route: Optional[str]
    session_id: Optional[str]
    topic: Optional[str]


class JobProgress(TypedDict):
    current: float
    percent: float
    total: Optional[float]


class JobRecord(TypedDict):
    """``status``: queued, running, cancelling, completed, failed or cancelled (or rejected: it never was queued)."""

    id: str
    label: str
    status: str
    message: str
    progress: JobProgress
    result: Any
    error: Optional[str]
    cancel_requested: bool
    meta: dict[str, Any]
    target: JobTarget
    created_at: float
    updated_at: float


_STATUS = {
    "scheduled": "queued",
    "available": "queued",
    "running": "running",
    "completed": "completed",
    "discarded": "failed",
    "cancelled": "cancelled",
}
_MESSAGE = {
    "queued": "Queued {}.",
    "running": "Running {}.",
    "cancelling": "Cancelling {}...",
    "completed": "Completed {}.",
    "failed": "Failed {}.",
    "cancelled": "Cancelled {}.",
}


def new_details(
    job_id: str, item: Any, label: str | None, meta: Mapping[str, Any] | None, target: JobTarget
) -> dict[str, Any]:
    """What a job carries besides its item."""
    return {"item": item, "label": label or f"Job {job_id}", "meta": dict(meta or {}), "target": target}


def job_record(job: Job, *, message: str | None = None) -> JobRecord:
    """The record of ``job``; the message is the given one, the job's last, or the one for its status."""
    status = _STATUS[job.state]
    if status == "running" and job.cancel_requested:
        status = "cancelling"
    progress = job.progress or {}
    label = job.args["label"]
    return {
        "id": job.id,
        "label": label,
        "status": status,
        "message": message or progress.get("message") or _MESSAGE[status].format(label),
        "progress": {
            "current": progress.get("current", 0),
            "percent": progress.get("percent", 0),
            "total": progress.get("total"),
        },
        "result": progress.get("result") if job.result is None else job.result,
        "error": job.error,
        "cancel_requested": job.cancel_requested,
        "meta": job.args["meta"],
        "target": job.args["target"],
        "created_at": job.created_at,
        "updated_at": job.updated_at,
    }


def shown_job(job: JobRecord) -> JobRecord:
    """The record as a browser may see it: an action's answer never carries the id of a session."""
    target = job["target"]
    if target["session_id"] is None:
        return job
    return {**job, "target": {**target, "session_id": "this session"}}


class JobRun:
    """A claim in the hands of a worker."""

    __slots__ = ("_alarm", "_inside", "cancel", "claim", "greenlet", "job", "progress", "settled")

    def __init__(self, claim: Claim, greenlet: Any) -> None:
        self.claim = claim
        self.job = claim.job
        self.greenlet = greenlet
        self.progress: dict[str, Any] | None = claim.job.progress
        self.cancel = claim.job.cancel_requested
        # Whether an outcome has been written down.
        self.settled = False
        self._inside = False
        self._alarm: Any = None

    @property
    def item(self) -> Any:
        return self.job.args if self.job.kind == RAW else self.job.args["item"]

    @property
    def label(self) -> str:
        return self.job.id if self.job.kind == RAW else str(self.job.args["label"])

    def call(self, handle: Callable[[Any], Any]) -> Any:
        """Handle the item; only in here may the worker be interrupted."""
        if self.job.timeout is not None:
            self._set_alarm(self.job.timeout, TimeoutError(f"The job took more than {self.job.timeout:g} s."))
        self._inside = True
        try:
            return handle(self.item)
        finally:
            self._inside = False

    def ask_to_cancel(self, grace: float) -> None:
        """Say so to who asks; interrupt it after ``grace`` seconds."""
        if not self.cancel:
            self.cancel = True
            self._set_alarm(grace, JobCancelled())

    def interrupt(self, error: Exception) -> None:
        """Raise ``error`` where the handler waits, unless it has ended."""
        if self._inside and self.greenlet is not gevent.getcurrent():
            self._set_alarm(0.0, error)

    def end(self) -> None:
        alarm, self._alarm = self._alarm, None
        if alarm is not None:
            alarm.stop()
            alarm.close()

    def _set_alarm(self, seconds: float, error: Exception) -> None:
        self.end()
        self._alarm = get_hub().loop.timer(seconds)
        self._alarm.start(self._ring, error)

    def _ring(self, error: Exception) -> None:
        # In the hub: nothing runs between this check and the throw.
        if self._inside:
            self.greenlet.throw(error)
