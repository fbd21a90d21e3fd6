from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from .components import JobsView
from .modules import JobsModule


class JobsScreen(Screen):
    modules = [JobsModule]

    def render(self, data: Any) -> Any:
        return hydrate(JobsView, module=self.module(JobsModule))
