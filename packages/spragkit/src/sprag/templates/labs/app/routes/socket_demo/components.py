from __future__ import annotations

from typing import Any

from sprag import Component, ui


class SocketCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        state = self.state
        return ui.div(
            ui.div(
                ui.button("Ping", type="button", class_="button primary", data_role="ping"),
                ui.span(
                    "connected" if state["ready"] else "connecting",
                    class_=["status", "running" if state["ready"] else "queued"],
                    data_role="connection",
                ),
                class_="row",
            ),
            ui.dl(
                ui.div(ui.dt("sent"), ui.dd(str(state["sent"]), data_role="sent")),
                ui.div(ui.dt("answered"), ui.dd(str(state["answered"]), data_role="answered")),
                ui.div(
                    ui.dt("stored in the session"), ui.dd(str(state["stored"]), data_role="stored")
                ),
                class_="facts",
            ),
            class_="stack",
        )
