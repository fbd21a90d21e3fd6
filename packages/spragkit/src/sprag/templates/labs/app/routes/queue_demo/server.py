from __future__ import annotations

from typing import Any

from sprag import Controller, Field, Schema, action


class QueueController(Controller):
    route = "/queue-demo"

    @action(
        name="start",
        schema=Schema(
            "start",
            {
                "label": Field(str, required=True),
                "steps": Field(int, default=6, validator=lambda steps: 1 <= steps <= 40),
            },
        ),
    )
    def queue_start(self, label: str, steps: int) -> dict[str, Any]:
        return self.enqueue("job_queue", {"label": label, "steps": steps}, label=label)

    @action(schema=Schema("status", {"job_id": Field(str, required=True)}))
    def status(self, job_id: str) -> dict[str, Any]:
        return self.job_status("job_queue", job_id)

    @action(schema=Schema("cancel", {"job_id": Field(str, required=True)}))
    def cancel(self, job_id: str) -> dict[str, Any]:
        return self.request_job_cancel("job_queue", job_id)
