"""Litestar with Jinja2, as its documentation writes it."""

from __future__ import annotations

from litestar import Litestar, get
from litestar.contrib.jinja import JinjaTemplateEngine
from litestar.response import Template
from litestar.template.config import TemplateConfig
from rows import TEMPLATES, rows


@get("/table")
async def table() -> Template:
    return Template("table.html", context={"rows": rows()})


app = Litestar(
    [table],
    template_config=TemplateConfig(directory=TEMPLATES, engine=JinjaTemplateEngine),
    openapi_config=None,
)
