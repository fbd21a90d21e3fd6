from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from .components import ActionsView
from .modules import ActionsModule


class ActionsScreen(Screen):
    modules = [ActionsModule]

    def render(self, data: Any) -> Any:
        return hydrate(ActionsView, module=self.module(ActionsModule))
