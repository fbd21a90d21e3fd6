from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from app.frame import lab_frame

from .components import ProtectedCard
from .modules import ProtectedModule


class ProtectedScreen(Screen):
    modules = [ProtectedModule]

    def render(self, data: dict[str, Any]) -> Any:
        return lab_frame(
            "/auth-demo/protected", hydrate(ProtectedCard, module=self.module(ProtectedModule))
        )
