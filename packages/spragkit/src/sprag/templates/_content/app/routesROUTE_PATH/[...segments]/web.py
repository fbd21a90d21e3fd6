"""What one document shows."""

from __future__ import annotations

from typing import Any

from sprag import Screen, ui


class ROUTE_CLASSScreen(Screen):
    def render(self, data: dict[str, Any]) -> Any:
        return ui.article(
            ui.nav(
                ui.a("ROUTE_TITLE", href=data["collection_path"]),
                [
                    ui.a(
                        doc["title"],
                        href=doc["url"],
                        aria_current="page" if doc["url"] == data["current_path"] else None,
                    )
                    for doc in data["docs"]
                ],
                aria_label="ROUTE_TITLE",
            ),
            ui.h1(data["title"]),
            ui.div(ui.HTML(data["html"])),
        )
