from __future__ import annotations

from typing import Any

import gevent
from sprag import QueueService


class BuildQueue(QueueService):
    """Three steps; a job labelled "slow" waits in each until it is cancelled."""

    def handle_item(self, item: Any) -> Any:
        total = 3
        for step in range(total):
            self.check_cancelled()
            self.report_progress(current=step + 1, total=total, message=f"step {step + 1} of {total}")
            gevent.sleep(1 if item["label"] == "slow" else 0.02)
        return {"label": item["label"]}
