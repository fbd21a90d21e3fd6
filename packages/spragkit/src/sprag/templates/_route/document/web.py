"""Puts ROUTE_PATH together; runs on the server only."""

from __future__ import annotations

from typing import Any

from sprag import Screen, ssr

from .components import ROUTE_CLASSCard


class ROUTE_CLASSScreen(Screen):
    def render(self, data: dict[str, Any]) -> Any:
        return ssr(ROUTE_CLASSCard, title=data["title"])
