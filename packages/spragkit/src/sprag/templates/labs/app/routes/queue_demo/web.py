from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from app.frame import lab_frame

from .components import QueueCard
from .modules import QueueModule


class QueueScreen(Screen):
    modules = [QueueModule]

    def render(self, data: dict[str, Any]) -> Any:
        return lab_frame("/queue-demo", hydrate(QueueCard, module=self.module(QueueModule)))
