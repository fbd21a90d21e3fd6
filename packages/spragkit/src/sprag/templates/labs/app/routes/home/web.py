from __future__ import annotations

from typing import Any

from sprag import Screen, ssr, ui

from .components import LabCard


class HomeScreen(Screen):
    def render(self, data: dict[str, Any]) -> Any:
        return ui.main(
            ui.header(
                ui.p(f"{len(data['labs'])} labs", class_="eyebrow"),
                ui.h1("Every part of the framework, on a page of its own."),
                ui.p(
                    "Each lab is a working demo, what to notice, and the Python that makes it.",
                    class_="lead",
                ),
                class_="lab-head home-head",
            ),
            [
                ui.section(
                    ui.h2(group),
                    ui.div(
                        [ssr(LabCard, **lab) for lab in data["labs"] if lab["group"] == group],
                        class_="lab-grid",
                    ),
                    class_="lab-group",
                )
                for group in data["groups"]
            ],
            id="content",
        )
