from __future__ import annotations

from typing import Any

from sprag import Module


class QueueModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"job": None, "started": 0, "error": ""})

    def on_start(self) -> None:
        self.delegate(self.element, "click", "[data-role='start']", self.on_build)
        self.delegate(self.element, "click", "[data-role='cancel']", self.on_cancel)
        self.on_socket("sprag:queue.job.changed", self.on_changed)

    def on_build(self, event: Any) -> None:
        started = self.state["started"] + 1
        self.set_state({"started": started, "error": ""})
        self.call_action("start", {"label": f"house {started}", "steps": 8}).then(
            self.on_job, self.on_failure
        )

    def on_cancel(self, event: Any) -> None:
        self.call_action("cancel", {"job_id": self.state["job"]["id"]}).then(
            self.on_job, self.on_failure
        )

    def on_changed(self, payload: dict[str, Any]) -> None:
        """The signal only says which job changed; the server is asked for the rest."""
        job = self.state["job"]
        if job is not None and job["id"] == payload["job_id"]:
            self.call_action("status", {"job_id": job["id"]}).then(self.on_job, self.on_failure)

    def on_job(self, result: Any) -> None:
        self.set_state({"job": result.value["job"]})

    def on_failure(self, error: Any) -> None:
        self.set_state({"error": self.action_error_message(error, "The job could not be reached.")})
