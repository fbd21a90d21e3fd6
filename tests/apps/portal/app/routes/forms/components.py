from __future__ import annotations

from typing import Any

from sprag import Component, ui


class FormsView(Component):
    def render(self, props: Any = None) -> Any:
        return ui.div(
            ui.form(
                ui.input(name="title", value="A title"),
                ui.input(name="agree", type="checkbox", checked=True),
                ui.input(name="plan", type="checkbox", value="gold"),
                ui.input(name="tags", type="checkbox", value="x", checked=True),
                ui.input(name="tags", type="checkbox", value="y"),
                ui.input(name="tags", type="checkbox", value="z", checked=True),
                ui.input(name="size", type="radio", value="s"),
                ui.input(name="size", type="radio", value="m", checked=True),
                ui.select(
                    ui.option("One", value="1", selected=True),
                    ui.option("Two", value="2"),
                    ui.option("Three", value="3", selected=True),
                    name="many",
                    multiple=True,
                ),
                ui.select(
                    ui.option("One", value="1"), ui.option("Two", value="2", selected=True), name="one"
                ),
                ui.input(name="line", value="1"),
                ui.input(name="line", value="2"),
                ui.input(name="off", value="never", disabled=True),
                ui.fieldset(ui.input(name="inside", value="never"), disabled=True),
                ui.textarea("some\ntext", name="body"),
                ui.input(name="__proto__", value="harmless"),
                ui.input(name="file", type="file"),
                ui.button("Send", name="send", value="never"),
                id="form",
            ),
            ui.output(self.state["outcome"], id="outcome"),
        )
