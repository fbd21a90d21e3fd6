from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from .components import MembersView
from .modules import MembersModule


class MembersScreen(Screen):
    modules = [MembersModule]

    def render(self, data: Any) -> Any:
        module = self.module(MembersModule)
        module.set_state({"name": data["name"]})
        return hydrate(MembersView, module=module)
