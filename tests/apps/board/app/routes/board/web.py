from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate, ui

from .components import Board
from .modules import BoardModule


class BoardScreen(Screen):
    modules = [BoardModule]

    def render(self, data: Any) -> Any:
        module = self.module(BoardModule)
        module.set_state({"greeting": data["greeting"]})
        return ui.div(ui.p("Old note", id="note"), hydrate(Board, module=module))
