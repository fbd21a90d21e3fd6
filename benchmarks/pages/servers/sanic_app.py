"""Sanic with Jinja2, on its own server."""

from __future__ import annotations

import os

from rows import environment, rows
from sanic import HTTPResponse, Request, Sanic, html

app = Sanic("bench", configure_logging=False)
template = environment().get_template("table.html")


@app.get("/table")
async def table(request: Request) -> HTTPResponse:
    return html(template.render(rows=rows()))


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ["PORT"]), single_process=True, access_log=False, motd=False)
