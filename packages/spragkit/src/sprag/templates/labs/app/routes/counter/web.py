from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from app.frame import lab_frame

from .components import CounterCard
from .modules import CounterModule


class CounterScreen(Screen):
    modules = [CounterModule]

    def render(self, data: dict[str, Any]) -> Any:
        return lab_frame("/counter", hydrate(CounterCard, module=self.module(CounterModule)))
