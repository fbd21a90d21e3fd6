from __future__ import annotations

from typing import Any

from sprag import Component, ui


class CrossWiredCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        state = self.state
        return ui.div(
            ui.ol(
                ui.li("action", class_="hop server"),
                ui.li("queue", class_="hop server"),
                ui.li("server store", class_="hop server"),
                ui.li("broadcast", class_="hop browser"),
                ui.li("browser store", class_="hop browser"),
                ui.li("component", class_="hop browser"),
                class_="hops",
            ),
            ui.output(str(state["runs"]), class_="big-number", data_role="runs"),
            ui.p(
                f"{state['status']}, last: {state['last'] or 'nothing yet'}",
                class_="soft",
                data_role="status",
            ),
            ui.button("Run", type="button", class_="button primary", data_role="run"),
            class_="stack centre",
        )
