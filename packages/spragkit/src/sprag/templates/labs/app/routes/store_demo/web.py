from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate, ui

from app.frame import lab_frame

from .components import TallyButtons, TallyDisplay
from .modules import TallyButtonsModule, TallyDisplayModule


class StoreDemoScreen(Screen):
    modules = [TallyButtonsModule, TallyDisplayModule]

    def render(self, data: dict[str, Any]) -> Any:
        return lab_frame(
            "/store-demo",
            ui.div(
                hydrate(TallyDisplay, module=self.module(TallyDisplayModule)),
                hydrate(TallyButtons, module=self.module(TallyButtonsModule)),
                class_="stack centre",
            ),
        )
