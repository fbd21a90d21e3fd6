"""What the counter looks like; runs on the server and in the browser."""

from __future__ import annotations

from typing import Any

from sprag import Component, ui


class CounterCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        count = self.state["count"]
        return ui.div(
            ui.output(str(count), class_="counter-display", aria_live="polite"),
            ui.div(
                ui.button(
                    "Increment", type="button", class_="button primary", data_role="increment"
                ),
                ui.button(
                    "Reset", type="button", class_="button", data_role="reset", disabled=count == 0
                ),
                class_="counter-actions",
            ),
            class_="card counter-card",
        )
