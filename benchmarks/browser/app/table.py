"""The table of rows as an app writes it; `ours` is what the compiler makes of this."""

from __future__ import annotations

from typing import Any

from sprag import Component, ui


class Table(Component):
    """State: ``rows``, a list of ``{"id", "label"}``; ``selected``, an id or 0."""

    def render(self, props: Any = None) -> Any:
        selected = self.state["selected"]
        return ui.table(
            ui.tbody(
                ui.For(
                    self.state["rows"],
                    key="id",
                    render=lambda row: ui.tr(
                        ui.td(str(row["id"]), class_="col-md-1"),
                        ui.td(
                            ui.a(row["label"], class_="lbl", on_click=lambda e: self.select(row["id"])),
                            class_="col-md-4",
                        ),
                        ui.td(
                            ui.a(
                                ui.span(class_="glyphicon glyphicon-remove", aria_hidden="true"),
                                class_="remove",
                                on_click=lambda e: self.remove(row["id"]),
                            ),
                            class_="col-md-1",
                        ),
                        ui.td(class_="col-md-6"),
                        class_="danger" if row["id"] == selected else None,
                    ),
                ),
                id="tbody",
            ),
            class_="table table-hover table-striped test-data",
        )

    def select(self, row_id: int) -> None:
        self.set_state({"selected": row_id})

    def remove(self, row_id: int) -> None:
        self.set_state({"rows": [row for row in self.state["rows"] if row["id"] != row_id]})


class Rows(Table):
    """The table with what the nine operations do."""

    def show(self, rows: list[dict[str, Any]]) -> None:
        self.set_state({"rows": rows})

    def add(self, rows: list[dict[str, Any]]) -> None:
        self.set_state({"rows": [*self.state["rows"], *rows]})

    def update(self) -> None:
        rows = self.state["rows"]
        for i in range(0, len(rows), 10):
            rows[i]["label"] += " !!!"
        self.set_state({})

    def swap(self) -> None:
        rows = self.state["rows"]
        if len(rows) > 998:
            rows[1], rows[998] = rows[998], rows[1]
        self.set_state({})
