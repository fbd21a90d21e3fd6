"""What stands round every page: the bar, the side bar, the table of contents."""

from __future__ import annotations

from typing import Any

from sprag import ContentDocument, Screen, hydrate, ui

from app.content import neighbours, section_of
from app.site import SITE
from app.toolbar.components import Toolbar
from app.toolbar.modules import ToolbarModule


class SiteScreen(Screen):
    """A screen with the site's bar on top."""

    modules = [ToolbarModule]

    def framed(self, current: str, *content: Any) -> Any:
        return [
            ui.header(
                ui.div(
                    ui.a(
                        ui.img(src="/static/favicon.svg", alt="", width="26", height="26"),
                        ui.span(SITE.name),
                        href="/",
                        class_="brand",
                    ),
                    ui.nav(
                        [
                            ui.a(
                                label,
                                href=path,
                                aria_current="true" if current.startswith(path) else None,
                            )
                            for label, path in SITE.links
                        ],
                        aria_label="Main",
                        class_="links",
                    ),
                    hydrate(Toolbar, module=self.module(ToolbarModule)),
                    class_="bar-inner",
                ),
                class_="bar",
            ),
            *content,
        ]


class NotFoundScreen(Screen):
    def render(self, data: dict[str, Any]) -> Any:
        return ui.main(
            ui.p(str(data["status"]), class_="eyebrow"),
            ui.h1("There is no such page."),
            ui.p("It may have moved. ", ui.a("The documentation", href="/docs"), " has a list."),
            id="content",
            class_="page lost",
        )


def side_bar(pages: list[ContentDocument], current: str) -> Any:
    sections: dict[str, list[ContentDocument]] = {}
    for page in pages:
        sections.setdefault(section_of(page), []).append(page)
    links = [
        ui.div(
            ui.p(section, class_="side-group"),
            [
                ui.a(
                    page.title,
                    href=page.url_path,
                    aria_current="page" if page.url_path == current else None,
                )
                for page in members
            ],
        )
        for section, members in sections.items()
    ]
    return ui.aside(
        ui.details(
            ui.summary("Menu"), ui.nav(links, aria_label="Documentation"), class_="side-small"
        ),
        ui.nav(links, aria_label="Documentation", class_="side-large"),
        class_="side",
    )


def contents_of(page: ContentDocument) -> Any:
    """Return the page's own table of contents."""
    entries = [entry for entry in page.toc if entry.level in (2, 3)]
    if len(entries) < 2:
        return ui.aside(class_="toc")
    return ui.aside(
        ui.nav(
            ui.p("On this page", class_="side-group"),
            [
                ui.a(entry.text, href=f"#{entry.id}", class_=f"level-{entry.level}")
                for entry in entries
            ],
            aria_label="On this page",
        ),
        class_="toc",
    )


def pager(pages: list[ContentDocument], page: ContentDocument) -> Any:
    before, after = neighbours(pages, page)
    return ui.nav(
        _turn(before, "Previous", "before"), _turn(after, "Next", "after"), class_="pager"
    )


def _turn(page: ContentDocument | None, label: str, side: str) -> Any:
    if page is None:
        return ui.span()
    return ui.a(
        ui.span(label, class_="soft"), ui.strong(page.title), href=page.url_path, class_=side
    )
