from __future__ import annotations

from typing import Any

from sprag import Component, ui


class SparkCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        points = self.state["points"]
        return ui.div(
            ui.canvas(
                class_="spark", width="640", height="160", role="img", aria_label="A line of values"
            ),
            ui.div(
                ui.button("Another value", type="button", class_="button primary", data_role="add"),
                ui.span(
                    f"{len(points)} values, last {points[-1]}", class_="soft", data_role="last"
                ),
                class_="row",
            ),
            class_="stack",
        )
