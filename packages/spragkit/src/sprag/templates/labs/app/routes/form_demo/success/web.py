from __future__ import annotations

from typing import Any

from sprag import Screen, ui

from app.frame import side_bar


class FormSuccessScreen(Screen):
    def render(self, data: dict[str, Any]) -> Any:
        article = data["article"]
        return ui.div(
            side_bar("/form-demo"),
            ui.main(
                ui.header(
                    ui.p("Published", class_="eyebrow"),
                    ui.h1(article["title"]),
                    ui.p(
                        "For everybody" if article["public"] else "For you",
                        f", about {', '.join(article['topics'])}." if article["topics"] else ".",
                        class_="lead",
                    ),
                    class_="lab-head",
                ),
                ui.p(ui.a("Write another", href="/form-demo", class_="button")),
                id="content",
                class_="lab",
            ),
            class_="with-side",
        )
