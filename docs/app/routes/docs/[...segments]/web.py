from __future__ import annotations

from typing import Any

from sprag import ui

from app.content import docs, find, section_of
from app.frame import SiteScreen, contents_of, pager, side_bar


class DocsScreen(SiteScreen):
    def render(self, data: dict[str, Any]) -> Any:
        pages = docs()
        doc = find(pages, data["path"])
        assert doc is not None
        return self.framed(
            doc.url_path,
            ui.div(
                side_bar(pages, doc.url_path),
                ui.main(
                    ui.p(section_of(doc), class_="eyebrow"),
                    ui.h1(doc.title),
                    ui.p(doc.description, class_="lead"),
                    ui.HTML(doc.html),
                    pager(pages, doc),
                    id="content",
                    class_="article",
                ),
                contents_of(doc),
                class_="page columns three",
            ),
        )
