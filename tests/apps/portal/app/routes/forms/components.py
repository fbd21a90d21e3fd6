from __future__ import annotations

from typing import Any

from sprag import Component, ui


class FormsView(Component):
    def render(self, props: Any = None) -> Any:
        return ui.div(
            ui.form(
                ui.input(name="title", value="A title", aria_label="title"),
                ui.input(name="agree", type="checkbox", checked=True, aria_label="agree"),
                ui.input(name="plan", type="checkbox", value="gold", aria_label="plan gold"),
                ui.input(name="tags", type="checkbox", value="x", checked=True, aria_label="tags x"),
                ui.input(name="tags", type="checkbox", value="y", aria_label="tags y"),
                ui.input(name="tags", type="checkbox", value="z", checked=True, aria_label="tags z"),
                ui.input(name="size", type="radio", value="s", aria_label="size s"),
                ui.input(name="size", type="radio", value="m", checked=True, aria_label="size m"),
                ui.select(
                    ui.option("One", value="1", selected=True),
                    ui.option("Two", value="2"),
                    ui.option("Three", value="3", selected=True),
                    name="many",
                    aria_label="many",
                    multiple=True,
                ),
                ui.select(
                    ui.option("One", value="1"),
                    ui.option("Two", value="2", selected=True),
                    name="one",
                    aria_label="one",
                ),
                ui.input(name="line", value="1", aria_label="line 1"),
                ui.input(name="line", value="2", aria_label="line 2"),
                ui.input(name="off", value="never", disabled=True, aria_label="off"),
                ui.fieldset(ui.input(name="inside", value="never", aria_label="inside"), disabled=True),
                ui.textarea("some\ntext", name="body", aria_label="body"),
                ui.input(name="__proto__", value="harmless", aria_label="__proto__"),
                ui.input(name="file", type="file", aria_label="file"),
                ui.button("Send", name="send", value="never"),
                id="form",
            ),
            ui.output(self.state["outcome"], id="outcome"),
        )
