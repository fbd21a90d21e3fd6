"""FastAPI with Jinja2, as its documentation writes it."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from rows import TEMPLATES, rows

templates = Jinja2Templates(directory=TEMPLATES)
app = FastAPI()


@app.get("/table", response_class=HTMLResponse)
async def table(request: Request) -> Any:
    return templates.TemplateResponse(request, "table.html", {"rows": rows()})
