from __future__ import annotations

from typing import Any

from sprag import Component, ui


class UploadsView(Component):
    def render(self, props: Any = None) -> Any:
        return ui.div(
            ui.form(
                ui.input(name="title", value="Holidays", aria_label="title"),
                ui.input(name="asset", type="file", aria_label="asset"),
                ui.input(name="gallery", type="file", multiple=True, aria_label="gallery"),
                ui.button("Send"),
            ),
            ui.input(type="file", id="single", aria_label="single"),
            ui.button("Cancel", type="button", data_role="cancel"),
            ui.output(self.state["outcome"], id="outcome"),
            ui.output(self.state["digest"], id="digest"),
            ui.output(", ".join(self.state["phases"]), id="phases"),
            ui.progress(value=str(self.state["percent"]), max="100"),
        )
