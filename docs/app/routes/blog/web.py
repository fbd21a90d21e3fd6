from __future__ import annotations

from typing import Any

from sprag import ui

from app.content import date_of, posts
from app.frame import SiteScreen


class BlogScreen(SiteScreen):
    def render(self, data: dict[str, Any]) -> Any:
        return self.framed(
            "/blog",
            ui.main(
                ui.h1("Blog"),
                [
                    ui.article(
                        ui.time(date_of(post), datetime=date_of(post)),
                        ui.h2(ui.a(post.title, href=post.url_path)),
                        ui.p(post.description),
                        class_="post",
                    )
                    for post in posts()
                ],
                id="content",
                class_="page narrow",
            ),
        )
