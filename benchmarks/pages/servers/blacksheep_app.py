"""BlackSheep with Jinja2."""

from __future__ import annotations

from blacksheep import Application, get
from blacksheep.messages import Response
from blacksheep.server.responses import html
from rows import environment, rows

app = Application()
template = environment().get_template("table.html")


@get("/table")
async def table() -> Response:
    return html(template.render(rows=rows()))
