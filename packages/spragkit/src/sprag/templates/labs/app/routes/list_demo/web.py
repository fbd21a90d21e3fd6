from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from app.frame import lab_frame

from .components import ListDemoCard
from .modules import ListDemoModule


class ListDemoScreen(Screen):
    modules = [ListDemoModule]

    def render(self, data: dict[str, Any]) -> Any:
        return lab_frame("/list-demo", hydrate(ListDemoCard, module=self.module(ListDemoModule)))
