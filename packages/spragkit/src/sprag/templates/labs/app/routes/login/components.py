from __future__ import annotations

from typing import Any

from sprag import Component, ui


class LoginCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        return ui.form(
            ui.label(
                "Name",
                ui.input(type="text", name="name", autocomplete="username", required=True),
                class_="field",
            ),
            ui.label(
                "Password",
                ui.input(
                    type="password", name="password", autocomplete="current-password", required=True
                ),
                class_="field",
            ),
            ui.label(ui.input(type="checkbox", name="remember"), " Remember me", class_="check"),
            ui.input(type="hidden", name="next", value=self.state["next"]),
            ui.button(
                "Sign in", type="submit", class_="button primary", disabled=self.state["busy"]
            ),
            ui.p(self.state["error"], class_="error", role="alert", data_role="error")
            if self.state["error"]
            else None,
            class_="stack narrow",
        )
