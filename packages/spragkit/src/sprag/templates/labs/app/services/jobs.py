"""Two queues. The framework keeps the record of each job, its progress and its result."""

from __future__ import annotations

import time
from typing import Any

from sprag import QueueService, bus

from app.stores import cross_wired

STEP_SECONDS = 0.15


class BuildQueue(QueueService):
    """Builds things, slowly, and can be asked to stop."""

    name = "job_queue"

    def handle_item(self, item: dict[str, Any]) -> dict[str, Any]:
        steps = item["steps"]
        for step in range(steps):
            self.check_cancelled()
            time.sleep(STEP_SECONDS)
            self.report_progress(
                current=step + 1,
                total=steps,
                message=f"Building {item['label']} ({step + 1}/{steps})",
            )
        return {"label": item["label"], "steps": steps}


class CrossWiredQueue(QueueService):
    """Writes to a server store, then tells every open page."""

    name = "cross_wired_queue"

    def handle_item(self, item: dict[str, Any]) -> dict[str, Any]:
        self._publish({"status": "working", "last": item["label"]})
        time.sleep(STEP_SECONDS)
        return self._publish({"status": "idle", "runs": cross_wired.get("runs") + 1})

    def _publish(self, change: dict[str, Any]) -> dict[str, Any]:
        snapshot = cross_wired.patch(change)
        bus.emit("sprag:broadcast", {"event": "lab:cross-wired.snapshot", "payload": snapshot})
        return snapshot
