"""Puts the about page together."""

from __future__ import annotations

from typing import Any

from sprag import Screen, ssr

from .components import About


class AboutScreen(Screen):
    def render(self, data: dict[str, Any]) -> Any:
        return ssr(About)
