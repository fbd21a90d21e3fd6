from __future__ import annotations

from typing import Any

from sprag import Component, ui


class MembersView(Component):
    def render(self, props: Any = None) -> Any:
        return ui.div(
            ui.h1(f"Welcome, {self.state['name']}"),
            ui.output(self.state["outcome"], id="outcome"),
            [ui.button(name, type="button", data_call=name) for name in ["whoami", "rule", "leave"]],
        )
