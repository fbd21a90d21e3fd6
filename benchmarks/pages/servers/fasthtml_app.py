"""FastHTML: the page as Python calls, as ours is."""

from __future__ import annotations

from typing import Any

from fasthtml.common import (
    H1,
    A,
    FastHTML,
    Footer,
    Header,
    Link,
    Main,
    Table,
    Tbody,
    Td,
    Th,
    Thead,
    Title,
    Tr,
)
from rows import rows

app = FastHTML(default_hdrs=False, hdrs=(Link(rel="stylesheet", href="/static/app.css"),))


@app.route("/table", methods=["GET"])
def table() -> Any:
    shown = [
        Tr(
            Td(row["id"]),
            Td(row["name"]),
            Td(A(row["email"], href=f"/users/{row['id']}")),
            Td(row["score"], cls="score high" if row["score"] >= 50 else "score"),
        )
        for row in rows()
    ]
    head = Thead(Tr(Th("ID"), Th("Name"), Th("Email"), Th("Score")))
    return (
        Title("Users"),
        Header(A("Home", href="/"), A("Table", href="/table"), cls="nav"),
        Main(H1("Users"), Table(head, Tbody(*shown), cls="grid")),
        Footer("serverbench"),
    )
