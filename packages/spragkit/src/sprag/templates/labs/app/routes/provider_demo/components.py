from __future__ import annotations

from typing import Any

from sprag import Component, ui


class ProviderCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        return ui.div(
            ui.output(str(self.state["seconds"]), class_="big-number", data_role="seconds"),
            ui.p("tenths of a second, counted by the provider", class_="soft"),
            ui.button(
                "Stop" if self.state["running"] else "Start",
                type="button",
                class_="button primary",
                data_role="toggle",
            ),
            class_="stack centre",
        )
