from __future__ import annotations

from typing import Any

from sprag import ui

from app.content import docs, posts, section_of
from app.frame import SiteScreen
from app.site import SITE


class HomeScreen(SiteScreen):
    def render(self, data: dict[str, Any]) -> Any:
        pages = docs()
        firsts = {section_of(page): page for page in reversed(pages)}
        return self.framed(
            "/",
            ui.main(
                ui.section(
                    ui.h1(SITE.name),
                    ui.p(SITE.tagline, class_="lead"),
                    ui.div(
                        ui.a("Read the docs", href=pages[0].url_path, class_="button primary"),
                        ui.a("Latest news", href="/blog", class_="button"),
                        class_="actions",
                    ),
                    class_="hero",
                ),
                ui.section(
                    [
                        ui.a(
                            ui.h2(section),
                            ui.p(firsts[section].description),
                            ui.span(f"Begin with {firsts[section].title}", class_="go"),
                            href=firsts[section].url_path,
                            class_="door",
                        )
                        for section in dict.fromkeys(section_of(page) for page in pages)
                    ],
                    class_="doors",
                ),
                ui.section(
                    ui.h2("From the blog"),
                    ui.ul(
                        [
                            ui.li(
                                ui.time(str(post.metadata.get("date", ""))),
                                ui.a(post.title, href=post.url_path),
                            )
                            for post in posts()[:3]
                        ]
                    ),
                    class_="latest",
                ),
                id="content",
                class_="page",
            ),
        )
