from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from app.frame import lab_frame

from .components import UploadCard
from .modules import UploadModule


class UploadScreen(Screen):
    modules = [UploadModule]

    def render(self, data: dict[str, Any]) -> Any:
        return lab_frame("/upload-demo", hydrate(UploadCard, module=self.module(UploadModule)))
