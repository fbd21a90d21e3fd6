from __future__ import annotations

from typing import Any

from sprag import Module


class JobsModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(
            screen=screen, state=state or {"job": "", "status": "idle", "percent": 0, "message": ""}
        )

    def on_start(self) -> None:
        self.delegate(self.element, "click", "[data-label]", self.on_begin)
        self.delegate(self.element, "click", "[data-role='cancel']", self.on_cancel)
        self.on_socket("sprag:queue.job.changed", self.on_changed)

    def on_begin(self, event: Any, button: Any) -> None:
        self.call_action("start", {"label": button.get_attribute("data-label")}).then(self.on_job)

    def on_cancel(self, event: Any) -> None:
        self.call_action("cancel", {"job_id": self.state["job"]}).then(self.on_job)

    def on_changed(self, signal: Any) -> None:
        self.call_action("status", {"job_id": signal["job_id"]}).then(self.on_job)

    def on_job(self, result: Any) -> None:
        job = result.value["job"]
        self.set_state(
            {
                "job": job["id"],
                "status": job["status"],
                "percent": job["progress"]["percent"],
                "message": job["message"],
            }
        )
