from __future__ import annotations

from typing import Any

from sprag import Component, ui

TOPICS = ["engines", "looms", "ciphers"]


class FormCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        state = self.state
        errors = state["errors"]
        return ui.form(
            ui.label(
                "Title",
                ui.input(
                    type="text",
                    name="title",
                    value=state["title"],
                    aria_invalid="title" in errors,
                    autocomplete="off",
                ),
                ui.span(errors.get("title", ""), class_="error", data_role="title-error"),
                class_="field",
            ),
            ui.label("Text", ui.textarea(state["body"], name="body", rows="4"), class_="field"),
            ui.fieldset(
                ui.legend("Topics"),
                [
                    ui.label(ui.input(type="checkbox", name="topics", value=topic), " ", topic)
                    for topic in TOPICS
                ],
                class_="choices",
            ),
            ui.label(ui.input(type="checkbox", name="public"), " For everybody", class_="check"),
            ui.div(
                ui.button("Publish", type="submit", class_="button primary"),
                ui.span(state["saved"], class_="soft", data_role="saved", aria_live="polite"),
                class_="row",
            ),
            class_="stack",
            novalidate=True,
        )
