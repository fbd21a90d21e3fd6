"""Puts the start page together; runs on the server only."""

from __future__ import annotations

from typing import Any

from sprag import Screen, ssr

from .components import Landing


class HomeScreen(Screen):
    def render(self, data: dict[str, Any]) -> Any:
        return ssr(Landing, visits=data["visits"])
