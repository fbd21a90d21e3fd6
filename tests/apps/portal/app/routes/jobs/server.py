from __future__ import annotations

from typing import Any

from sprag import Controller, Field, Schema, action


class JobsController(Controller):
    route = "/jobs"

    @action(name="start", schema=Schema("start", {"label": Field(str, required=True)}))
    def queue_start(self, label: str) -> Any:
        return self.enqueue("build_queue", {"label": label}, label=label)

    @action(schema=Schema("status", {"job_id": Field(str, required=True)}))
    def status(self, job_id: str) -> Any:
        return self.job_status("build_queue", job_id)

    @action(schema=Schema("cancel", {"job_id": Field(str, required=True)}))
    def cancel(self, job_id: str) -> Any:
        return self.request_job_cancel("build_queue", job_id)
