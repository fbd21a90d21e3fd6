"""What the start page knows."""

from __future__ import annotations

from sprag import Controller


class HomeController(Controller):
    route = "/"

    def load(self) -> dict[str, str]:
        return {"name": "PROJECT_TITLE"}
