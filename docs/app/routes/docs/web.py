from __future__ import annotations

from typing import Any

from sprag import ui

from app.content import docs, section_of
from app.frame import SiteScreen, side_bar


class DocsIndexScreen(SiteScreen):
    def render(self, data: dict[str, Any]) -> Any:
        pages = docs()
        return self.framed(
            "/docs",
            ui.div(
                side_bar(pages, "/docs"),
                ui.main(
                    ui.h1("Documentation"),
                    [
                        ui.section(
                            ui.h2(section),
                            ui.ul(
                                [
                                    ui.li(
                                        ui.a(page.title, href=page.url_path),
                                        ui.p(page.description),
                                    )
                                    for page in pages
                                    if section_of(page) == section
                                ],
                                class_="listing",
                            ),
                        )
                        for section in dict.fromkeys(section_of(page) for page in pages)
                    ],
                    id="content",
                    class_="article",
                ),
                class_="page columns",
            ),
        )
