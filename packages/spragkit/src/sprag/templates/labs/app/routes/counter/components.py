from __future__ import annotations

from typing import Any

from sprag import Component, ui


class CounterCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        return ui.div(
            ui.output(str(self.state["count"]), class_="big-number", data_role="count"),
            ui.div(
                ui.button("-1", type="button", class_="button", data_by="-1"),
                ui.button("+1", type="button", class_="button primary", data_by="1"),
                ui.button("+10", type="button", class_="button", data_by="10"),
                ui.button("Reset", type="button", class_="button", data_role="reset"),
                class_="row",
            ),
            class_="stack centre",
        )
