from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate, ui

from app.frame import side_bar

from .components import LoginCard
from .modules import LoginModule


class LoginScreen(Screen):
    modules = [LoginModule]

    def render(self, data: dict[str, Any]) -> Any:
        return ui.div(
            side_bar("/auth-demo/protected"),
            ui.main(
                ui.header(
                    ui.p("Server", class_="eyebrow"),
                    ui.h1("Sign in"),
                    ui.p(
                        "Try ada with analytical-engine, or grace with nanosecond.", class_="lead"
                    ),
                    class_="lab-head",
                ),
                ui.section(
                    hydrate(LoginCard, module=self.module(LoginModule)), class_="card stage"
                ),
                id="content",
                class_="lab",
            ),
            class_="with-side",
        )
