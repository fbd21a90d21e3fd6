"""Starlette with Jinja2, as its documentation writes it."""

from __future__ import annotations

from typing import Any

from rows import TEMPLATES, rows
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.templating import Jinja2Templates

templates = Jinja2Templates(directory=TEMPLATES)


async def table(request: Any) -> Any:
    return templates.TemplateResponse(request, "table.html", {"rows": rows()})


app = Starlette(routes=[Route("/table", table)])
