"""Robyn with Jinja2, on its own server in Rust."""

from __future__ import annotations

import os

from robyn import Request, Response, Robyn
from rows import environment, rows

app = Robyn(__file__)
template = environment().get_template("table.html")


@app.get("/table")
async def table(request: Request) -> Response:
    return Response(200, {"content-type": "text/html; charset=utf-8"}, template.render(rows=rows()))


if __name__ == "__main__":
    app.start(host="127.0.0.1", port=int(os.environ["PORT"]))
