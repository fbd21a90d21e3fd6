"""What the list shows."""

from __future__ import annotations

from typing import Any

from sprag import Screen, ui


class ROUTE_CLASSIndexScreen(Screen):
    def render(self, data: dict[str, Any]) -> Any:
        return ui.section(
            ui.h1(data["title"]),
            ui.ul(
                [
                    ui.li(ui.a(doc["title"], href=doc["url"]), ui.p(doc["description"]))
                    for doc in data["docs"]
                ]
            ),
        )
