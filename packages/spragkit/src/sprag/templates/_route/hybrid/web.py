"""Puts ROUTE_PATH together; runs on the server only."""

from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from .components import ROUTE_CLASSCard
from .modules import ROUTE_CLASSModule


class ROUTE_CLASSScreen(Screen):
    modules = [ROUTE_CLASSModule]

    def render(self, data: dict[str, Any]) -> Any:
        return hydrate(ROUTE_CLASSCard, module=self.module(ROUTE_CLASSModule))
