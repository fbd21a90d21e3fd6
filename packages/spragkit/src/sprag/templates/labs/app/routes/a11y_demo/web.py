from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from app.frame import lab_frame

from .components import A11yCard
from .modules import A11yModule


class A11yScreen(Screen):
    modules = [A11yModule]

    def render(self, data: dict[str, Any]) -> Any:
        return lab_frame("/a11y-demo", hydrate(A11yCard, module=self.module(A11yModule)))
