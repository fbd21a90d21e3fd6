"""What the start page needs to know; runs on the server only."""

from __future__ import annotations

from typing import Any

from sprag import Controller

from app.stores import visits


class HomeController(Controller):
    route = "/"

    def load(self) -> dict[str, Any]:
        if self.request.method == "BUILD":
            return {"visits": 0}
        count = visits.get("count", 0) + 1
        visits.set("count", count)
        return {"visits": count}
