"""The benchmark's page as an app writes it."""

from __future__ import annotations

from typing import Any

from sprag import Component, ui


class Page(Component):
    def render(self, props: Any = None) -> Any:
        return ui.html(
            ui.head(
                ui.meta(charset="utf-8"), ui.title("Users"), ui.link(rel="stylesheet", href="/static/app.css")
            ),
            ui.body(
                ui.header(ui.a("Home", href="/"), ui.a("Table", href="/table"), class_="nav"),
                ui.main(
                    ui.h1("Users"),
                    ui.table(
                        ui.thead(ui.tr(ui.th("ID"), ui.th("Name"), ui.th("Email"), ui.th("Score"))),
                        ui.tbody(
                            ui.For(
                                self.state["rows"],
                                key="id",
                                render=lambda row: ui.tr(
                                    ui.td(str(row["id"])),
                                    ui.td(row["name"]),
                                    ui.td(ui.a(row["email"], href=f"/users/{row['id']}")),
                                    ui.td(
                                        str(row["score"]),
                                        class_="score high" if row["score"] >= 50 else "score",
                                    ),
                                    key=row["id"],
                                ),
                            )
                        ),
                        class_="grid",
                    ),
                ),
                ui.footer("serverbench"),
            ),
            lang="en",
        )
