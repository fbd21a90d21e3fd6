from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from app.frame import lab_frame

from .components import CrossWiredCard
from .modules import CrossWiredModule


class CrossWiredScreen(Screen):
    modules = [CrossWiredModule]

    def render(self, data: dict[str, Any]) -> Any:
        return lab_frame(
            "/cross-wired-demo", hydrate(CrossWiredCard, module=self.module(CrossWiredModule))
        )
