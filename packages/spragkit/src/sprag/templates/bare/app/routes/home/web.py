"""What the start page shows."""

from __future__ import annotations

from typing import Any

from sprag import Screen, ui


class HomeScreen(Screen):
    def render(self, data: dict[str, Any]) -> Any:
        return ui.main(
            ui.h1(data["name"]),
            ui.p("Edit ", ui.code("app/routes/home/web.py"), " and save."),
        )
