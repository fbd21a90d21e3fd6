from __future__ import annotations

from typing import Any

from sprag import Component, ui


class DeferCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        state = self.state
        return ui.div(
            ui.div(
                ui.button("Start", type="button", class_="button primary", data_role="start"),
                ui.button("Start one that fails", type="button", class_="button", data_role="fail"),
                class_="row",
            ),
            ui.ol([ui.li(line) for line in state["log"]], class_="log", data_role="log"),
            class_="stack",
        )
