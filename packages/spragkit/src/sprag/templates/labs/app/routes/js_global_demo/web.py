from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from app.frame import lab_frame

from .components import SparkCard
from .modules import SparkModule


class SparkScreen(Screen):
    modules = [SparkModule]

    def render(self, data: dict[str, Any]) -> Any:
        return lab_frame("/js-global-demo", hydrate(SparkCard, module=self.module(SparkModule)))
