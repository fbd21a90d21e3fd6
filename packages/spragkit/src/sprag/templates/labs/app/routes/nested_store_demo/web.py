from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from app.frame import lab_frame

from .components import NestedStoreCard
from .modules import NestedStoreModule


class NestedStoreScreen(Screen):
    modules = [NestedStoreModule]

    def render(self, data: dict[str, Any]) -> Any:
        return lab_frame(
            "/nested-store-demo", hydrate(NestedStoreCard, module=self.module(NestedStoreModule))
        )
