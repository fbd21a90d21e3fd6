from __future__ import annotations

from typing import Any

from sprag import Component, ui


class MetadataCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        return ui.form(
            ui.label(
                "Title of this tab",
                ui.input(type="text", name="title", value=self.state["title"], autocomplete="off"),
                class_="field",
            ),
            ui.div(
                ui.button("Set", type="submit", class_="button primary"),
                ui.button("Back to load()'s", type="button", class_="button", data_role="restore"),
                class_="row",
            ),
            ui.p(f"Changed {self.state['changes']} times", class_="soft", data_role="changes"),
            class_="stack",
        )
