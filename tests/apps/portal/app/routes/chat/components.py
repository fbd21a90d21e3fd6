from __future__ import annotations

from typing import Any

from sprag import Component, ui


class ChatView(Component):
    def render(self, props: Any = None) -> Any:
        return ui.div(
            ui.form(ui.input(name="text", aria_label="text"), ui.button("Say")),
            ui.button("Whisper", type="button", data_role="whisper"),
            ui.button("Quiet", type="button", data_role="quiet"),
            ui.button("Depart", type="button", data_role="depart"),
            ui.output(self.state["link"], id="link"),
            ui.output(self.state["ack"], id="ack"),
            ui.output(self.state["latest"], id="latest"),
            ui.output(self.state["news"], id="news"),
            ui.ol([ui.li(text) for text in self.state["messages"]], id="messages"),
        )
