"""The about page; document pages use components too."""

from __future__ import annotations

from typing import Any

from sprag import Component, ui

ROLES = [
    ("page.py", "server", "Declares the page: its path, its controller and its screen."),
    ("server.py", "server", "Loads data and answers actions. Nothing in it reaches the browser."),
    ("web.py", "server", "Composes components into a page."),
    (
        "components.py",
        "both",
        "Draws. The server makes the first HTML, the browser keeps it current.",
    ),
    ("modules.py", "browser", "Reacts to people. Compiled to JavaScript when you build."),
]


class About(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        return ui.article(
            ui.h1("How it fits together"),
            ui.p(
                "A folder under app/routes is a page. Each file in it has one job and runs in one "
                "known place.",
                class_="lead",
            ),
            ui.dl(
                *[
                    ui.div(
                        ui.dt(ui.code(file), ui.span(where, class_=["tag", where])),
                        ui.dd(text),
                        class_="role",
                    )
                    for file, where, text in ROLES
                ],
                class_="role-list",
            ),
            ui.p(
                "This page is a document: look at its source and you will find no script. ",
                ui.a("The counter", href="/counter"),
                " is a hybrid page and ships only what it uses.",
                class_="lead",
            ),
            class_="about",
        )
