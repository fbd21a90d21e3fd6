from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate, ui

from app.frame import lab_frame

from .components import LedgerCard
from .modules import LedgerModule


class LedgerScreen(Screen):
    modules = [LedgerModule]

    def render(self, data: dict[str, Any]) -> Any:
        return lab_frame(
            "/virtual-scroll",
            ui.div(
                hydrate(LedgerCard, module=self.module(LedgerModule)),
                class_="vs-outer",
                tabindex="0",
            ),
        )
