"""What ROUTE_PATH looks like."""

from __future__ import annotations

from typing import Any

from sprag import Component, ui


class ROUTE_CLASSCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        title = (props or {}).get("title", "ROUTE_TITLE")
        return ui.section(
            ui.h1(title),
            ui.p("Edit components.py in this folder and save."),
        )
