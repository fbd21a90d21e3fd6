"""What ROUTE_PATH starts with; runs on the server only."""

from __future__ import annotations

from typing import Any

from sprag import Controller


class ROUTE_CLASSBoot(Controller):
    route = "ROUTE_PATH"

    def load(self) -> dict[str, Any]:
        return {"title": "ROUTE_TITLE", "view": "home"}
