from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from app.frame import lab_frame

from .components import WatcherCard
from .modules import WatcherModule


class WatcherScreen(Screen):
    modules = [WatcherModule]

    def render(self, data: dict[str, Any]) -> Any:
        return lab_frame("/watcher-demo", hydrate(WatcherCard, module=self.module(WatcherModule)))
