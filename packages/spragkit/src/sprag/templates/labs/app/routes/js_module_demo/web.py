from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from app.frame import lab_frame

from .components import PulseCard
from .modules import PulseModule


class PulseScreen(Screen):
    modules = [PulseModule]

    def render(self, data: dict[str, Any]) -> Any:
        return lab_frame("/js-module-demo", hydrate(PulseCard, module=self.module(PulseModule)))
