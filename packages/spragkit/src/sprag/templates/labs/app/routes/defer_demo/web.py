from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from app.frame import lab_frame

from .components import DeferCard
from .modules import DeferModule


class DeferScreen(Screen):
    modules = [DeferModule]

    def render(self, data: dict[str, Any]) -> Any:
        return lab_frame("/defer-demo", hydrate(DeferCard, module=self.module(DeferModule)))
