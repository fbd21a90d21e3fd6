from __future__ import annotations

from typing import Any

from sprag import hydrate, ui

from app.frame import SiteScreen
from app.toolbar.modules import ToolbarModule

from .components import ContrastCard
from .modules import ContrastModule


class PlaygroundScreen(SiteScreen):
    modules = [ToolbarModule, ContrastModule]

    def render(self, data: dict[str, Any]) -> Any:
        return self.framed(
            "/playground",
            ui.main(
                ui.h1("Playground"),
                ui.p(
                    "Does this text read on that paper? The sum is Python: the server does it for "
                    "the first view, your browser from then on.",
                    class_="lead",
                ),
                hydrate(ContrastCard, module=self.module(ContrastModule)),
                id="content",
                class_="page narrow",
            ),
        )
