from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from app.frame import lab_frame

from .components import OperationCard
from .modules import OperationModule


class OperationScreen(Screen):
    modules = [OperationModule]

    def render(self, data: dict[str, Any]) -> Any:
        return lab_frame(
            "/operation-demo", hydrate(OperationCard, module=self.module(OperationModule))
        )
