"""A queue that writes down what it did, and a transport that writes down what it was given."""

from __future__ import annotations

from typing import Any

from specter import QueueService
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
