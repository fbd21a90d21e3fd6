"""What ROUTE_PATH loads and answers; runs on the server only."""

from __future__ import annotations

from sprag import Controller, Field, Schema, action


class ROUTE_CLASSController(Controller):
    route = "ROUTE_PATH"

    def load(self) -> dict[str, int]:
        return {"count": 0}

    @action(schema=Schema("bump", {"count": Field(int, required=True)}))
    def bump(self, count: int) -> dict[str, int]:
        return {"count": count + 1}
