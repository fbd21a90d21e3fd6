from __future__ import annotations

from typing import Any

from sprag import Controller


class LifecycleBoot(Controller):
    route = "/lifecycle-mount"

    def load(self) -> dict[str, Any]:
        return {"view": "clock", "log": []}
