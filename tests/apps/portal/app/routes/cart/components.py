from __future__ import annotations

from typing import Any

from sprag import Component, ui


class CartView(Component):
    def render(self, props: Any = None) -> Any:
        return ui.div(
            ui.h1(self.state["owner"]),
            ui.output(str(self.state["count"]), id="count"),
            ui.ul([ui.li(item) for item in self.state["items"]], id="items"),
            ui.button("Add", type="button", data_role="add"),
            ui.button("Reset", type="button", data_role="reset"),
            ui.a("Forms", href="/forms", data_role="link"),
            ui.button("Go", type="button", data_role="go"),
            ui.button("Title", type="button", data_role="title"),
        )
