from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from app.frame import lab_frame

from .components import SocketCard
from .modules import SocketModule


class SocketScreen(Screen):
    modules = [SocketModule]

    def render(self, data: dict[str, Any]) -> Any:
        return lab_frame("/socket-demo", hydrate(SocketCard, module=self.module(SocketModule)))
