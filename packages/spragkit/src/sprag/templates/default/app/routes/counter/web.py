"""Puts the counter page together; runs on the server only."""

from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate, ui

from .components import CounterCard
from .modules import CounterModule


class CounterScreen(Screen):
    modules = [CounterModule]

    def render(self, data: dict[str, Any]) -> Any:
        counter = self.module(CounterModule)
        return ui.div(
            ui.h1("Counter"),
            ui.p(
                "The number was in the page before any script ran. A press calls a typed action "
                "on the server; the answer changes one text node.",
                class_="lead",
            ),
            hydrate(CounterCard, module=counter),
            ui.ul(
                ui.li(ui.span("server", class_="tag server"), " ", ui.code("server.py"), " adds"),
                ui.li(ui.span("both", class_="tag both"), " ", ui.code("components.py"), " draws"),
                ui.li(
                    ui.span("browser", class_="tag browser"), " ", ui.code("modules.py"), " listens"
                ),
                class_="roles",
            ),
            class_="counter-page",
        )
