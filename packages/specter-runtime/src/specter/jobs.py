"""The record of a job, as actions and browsers see it, made from what the engine keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional, TypedDict

from specter.storage.interfaces import Job


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
