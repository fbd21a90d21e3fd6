from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from app.frame import lab_frame

from .components import AnimationCard
from .modules import AnimationModule


class AnimationScreen(Screen):
    modules = [AnimationModule]

    def render(self, data: dict[str, Any]) -> Any:
        return lab_frame(
            "/animation-demo", hydrate(AnimationCard, module=self.module(AnimationModule))
        )
