from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from .components import UploadsView
from .modules import UploadsModule


class UploadsScreen(Screen):
    modules = [UploadsModule]

    def render(self, data: Any) -> Any:
        return hydrate(UploadsView, module=self.module(UploadsModule))
