from __future__ import annotations

from typing import Any

from sprag import Component, ui


class JobsView(Component):
    def render(self, props: Any = None) -> Any:
        return ui.div(
            ui.button("Start", type="button", data_label="quick"),
            ui.button("Start slow", type="button", data_label="slow"),
            ui.button("Cancel", type="button", data_role="cancel"),
            ui.output(self.state["status"], id="status"),
            ui.output(str(self.state["percent"]), id="percent"),
            ui.output(self.state["message"], id="message"),
        )
