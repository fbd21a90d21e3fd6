from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from app.frame import lab_frame

from .components import ProviderCard
from .modules import ProviderModule


class ProviderScreen(Screen):
    modules = [ProviderModule]

    def render(self, data: dict[str, Any]) -> Any:
        return lab_frame(
            "/provider-demo", hydrate(ProviderCard, module=self.module(ProviderModule))
        )
