from __future__ import annotations

from typing import Any

from sprag import ui

from app.content import date_of, find, posts
from app.frame import SiteScreen


class PostScreen(SiteScreen):
    def render(self, data: dict[str, Any]) -> Any:
        post = find(posts(), data["path"])
        assert post is not None
        return self.framed(
            "/blog",
            ui.main(
                ui.time(date_of(post), datetime=date_of(post), class_="soft"),
                ui.h1(post.title),
                ui.HTML(post.html),
                ui.p(ui.a("All posts", href="/blog"), class_="back"),
                id="content",
                class_="page narrow article",
            ),
        )
