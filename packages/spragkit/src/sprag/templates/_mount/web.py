"""What ROUTE_PATH looks like; runs in the browser."""

from __future__ import annotations

from typing import Any

from sprag import Component, ui

VIEWS = [
    ("home", "Home", "This surface starts empty and draws itself from the state that load() gave."),
    ("reports", "Reports", "Switching views changes the state; nothing is requested."),
    ("settings", "Settings", "Add an @action to the controller to keep something on the server."),
]


class ROUTE_CLASSRoot(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        current = self.state["view"]
        return ui.section(
            ui.h1(self.state["title"]),
            ui.div(
                [
                    ui.button(
                        label,
                        type="button",
                        role="tab",
                        class_="tab",
                        aria_selected=name == current,
                        data_view=name,
                    )
                    for name, label, _text in VIEWS
                ],
                role="tablist",
                class_="tabs",
            ),
            ui.div(
                [ui.p(text) for name, _label, text in VIEWS if name == current],
                role="tabpanel",
                data_sprag_view_slot=current,
            ),
            class_="mount",
        )
