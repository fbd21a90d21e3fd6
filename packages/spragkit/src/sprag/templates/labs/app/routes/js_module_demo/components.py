from __future__ import annotations

from typing import Any

from sprag import Component, ui


class PulseCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        return ui.div(
            ui.output(str(self.state["bpm"]), class_="big-number", data_role="bpm"),
            ui.p("beats a minute", class_="soft"),
            ui.div(
                ui.button("Faster", type="button", class_="button primary", data_by="12"),
                ui.button("Slower", type="button", class_="button", data_by="-12"),
                class_="row",
            ),
            ui.p(self.state["period"], class_="soft", data_role="period"),
            class_="stack centre",
        )
