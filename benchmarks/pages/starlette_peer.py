"""The peer: Starlette with Jinja2, as its documentation writes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.templating import Jinja2Templates

templates = Jinja2Templates(directory=Path(__file__).parent / "templates")


def rows() -> list[dict[str, Any]]:
    return [
        {"id": n, "name": f"User & <{n}>", "email": f"user{n}@example.org", "score": n * 7 % 101}
        for n in range(1, 101)
    ]


async def table(request: Any) -> Any:
    return templates.TemplateResponse(request, "table.html", {"rows": rows()})


app = Starlette(routes=[Route("/table", table)])
