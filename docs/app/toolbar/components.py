from __future__ import annotations

from typing import Any

from sprag import Component, ui

INDEX = "/static/search-index.json"
THEMES = {"auto": "System", "light": "Light", "dark": "Dark"}


class Toolbar(Component):
    """Search and theme. Before the script has started, neither is offered."""

    def render(self, props: dict[str, Any] | None = None) -> Any:
        state = self.state
        return ui.div(
            # A link, so that its address is right under any path prefix.
            ui.a("Search index", href=INDEX, hidden=True, data_role="index"),
            ui.button(
                ui.span("Search"),
                ui.kbd("/"),
                type="button",
                class_="search-open",
                data_role="open",
                hidden=not state["ready"],
            ),
            ui.button(
                THEMES[state["theme"]],
                type="button",
                class_="theme",
                data_role="theme",
                aria_label=f"Colours: {THEMES[state['theme']]}. Change.",
                hidden=not state["ready"],
            ),
            ui.dialog(
                ui.form(
                    ui.input(
                        type="search",
                        name="query",
                        placeholder="Search the documentation",
                        aria_label="Search",
                        autocomplete="off",
                        spellcheck=False,
                    ),
                    ui.button("Esc", type="button", class_="search-close", aria_label="Close"),
                    class_="search-form",
                ),
                ui.ol([hit(result, state["active"]) for result in state["results"]], class_="hits"),
                ui.p(state["hint"], class_="search-hint", aria_live="polite"),
                class_="search",
                aria_label="Search",
            ),
            class_="toolbar",
        )


def hit(result: dict[str, Any], active: int) -> Any:
    return ui.li(
        ui.a(
            ui.span(result["trail"], class_="hit-trail"),
            ui.strong(result["title"]),
            ui.span(result["before"], ui.mark(result["match"]), result["after"], class_="hit-text"),
            href=result["url"],
            class_=["hit", "active" if result["index"] == active else ""],
        )
    )
