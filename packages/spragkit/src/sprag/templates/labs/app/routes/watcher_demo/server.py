from __future__ import annotations

from typing import Any

from sprag import Controller


class WatcherController(Controller):
    route = "/watcher-demo"

    def load(self) -> dict[str, Any]:
        return {"ticks": self.service("pulse_service").ticks}
