from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from app.frame import lab_frame

from .components import MetadataCard
from .modules import MetadataModule


class MetadataScreen(Screen):
    modules = [MetadataModule]

    def render(self, data: dict[str, Any]) -> Any:
        return lab_frame(
            "/metadata-demo", hydrate(MetadataCard, module=self.module(MetadataModule))
        )
