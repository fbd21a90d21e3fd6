from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from .components import FormsView
from .modules import FormsModule


class FormsScreen(Screen):
    modules = [FormsModule]

    def render(self, data: Any) -> Any:
        return hydrate(FormsView, module=self.module(FormsModule))
