from __future__ import annotations

from typing import Any

from sprag import Controller

TREES = [
    ("oak", "Oak", 500),
    ("yew", "Yew", 900),
    ("elm", "Elm", 300),
    ("ash", "Ash", 250),
    ("fir", "Fir", 400),
    ("bay", "Bay", 120),
]


class ListDemoController(Controller):
    route = "/list-demo"

    def load(self) -> dict[str, Any]:
        return {"trees": [{"id": key, "name": name, "years": years} for key, name, years in TREES]}
