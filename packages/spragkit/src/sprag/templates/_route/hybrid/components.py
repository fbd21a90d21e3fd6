"""What ROUTE_PATH looks like; runs on the server and in the browser."""

from __future__ import annotations

from typing import Any

from sprag import Component, ui


class ROUTE_CLASSCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        return ui.section(
            ui.h1("ROUTE_TITLE"),
            ui.p("Count: ", ui.output(str(self.state["count"]), data_role="count")),
            ui.button("Bump", type="button", data_role="bump"),
        )
