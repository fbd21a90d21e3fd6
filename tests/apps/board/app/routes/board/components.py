from __future__ import annotations

from typing import Any

from sprag import Component, ui

from app.parts import badge


class Board(Component):
    def render(self, props: Any = None) -> Any:
        return ui.div(
            ui.h1("Old heading"),
            ui.p(self.state["greeting"], id="greeting"),
            ui.p(str(self.state["count"]), id="count"),
            badge("badge"),
            ui.input(name="draft", aria_label="draft"),
            ui.output(self.state["answer"], id="answer"),
            [ui.button(name, type="button", data_call=name) for name in ["count", "ask", "fail"]],
            ui.div(class_="tall"),
        )
