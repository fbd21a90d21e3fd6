"""What every page shows: made anew for each request, as a query would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape

TEMPLATES = Path(__file__).parent / "templates"


def rows() -> list[dict[str, Any]]:
    return [
        {"id": n, "name": f"User & <{n}>", "email": f"user{n}@example.org", "score": n * 7 % 101}
        for n in range(1, 101)
    ]


def environment() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape())
