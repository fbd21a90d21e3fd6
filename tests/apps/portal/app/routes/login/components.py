from __future__ import annotations

from typing import Any

from sprag import Component, ui


class LoginView(Component):
    def render(self, props: Any = None) -> Any:
        return ui.form(
            ui.input(name="name", aria_label="name"),
            ui.button("Enter"),
            ui.output(self.state["outcome"], id="outcome"),
        )
