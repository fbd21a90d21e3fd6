from __future__ import annotations

from typing import Any

from sprag import Component, ui

from .contrast import ratio, verdict


class ContrastCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        ink, paper = self.state["ink"], self.state["paper"]
        value = ratio(ink, paper)
        return ui.div(
            ui.svg(
                ui.rect(width="640", height="220", fill=paper),
                ui.text("Handgloves", x="36", y="112", font_size="76", font_weight="700", fill=ink),
                ui.text(
                    "A line of running text at the usual size.",
                    x="40",
                    y="168",
                    font_size="22",
                    fill=ink,
                ),
                viewBox="0 0 640 220",
                class_="sample",
                role="img",
                aria_label="Sample",
            ),
            ui.div(
                ui.label("Text", ui.input(type="color", name="ink", value=ink)),
                ui.label("Paper", ui.input(type="color", name="paper", value=paper)),
                ui.button("Swap", type="button", class_="button", data_role="swap"),
                ui.p(
                    ui.strong(f"{value:.2f}", data_role="ratio"),
                    ui.span(verdict(value), class_="soft", data_role="verdict"),
                    class_="reading",
                ),
                class_="controls",
            ),
            class_="contrast",
        )
