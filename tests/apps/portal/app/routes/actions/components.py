from __future__ import annotations

from typing import Any

from sprag import Component, ui

CALLS = ["add", "wrong", "typed", "patient", "conflict", "gone", "crash", "leave", "undeclared", "awaited"]


class ActionsView(Component):
    def render(self, props: Any = None) -> Any:
        return ui.div(
            ui.output(self.state["outcome"], id="outcome"),
            ui.ul([ui.li(f"{name}: {message}") for name, message in self.state["errors"]], id="errors"),
            [ui.button(name, type="button", data_call=name) for name in CALLS],
        )
