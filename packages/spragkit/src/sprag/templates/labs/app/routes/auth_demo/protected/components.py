from __future__ import annotations

from typing import Any

from sprag import Component, ui


class ProtectedCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        state = self.state
        return ui.div(
            ui.div(
                ui.p("Signed in as ", ui.strong(state["title"], data_role="who")),
                ui.button("Sign out", type="button", class_="button small", data_role="sign-out"),
                class_="row between",
            ),
            ui.fieldset(
                ui.legend("Profile"),
                [
                    ui.label(
                        ui.input(
                            type="radio",
                            name="profile",
                            value=name,
                            checked=name == state["profile"],
                        ),
                        " ",
                        name,
                    )
                    for name in state["profiles"]
                ],
                class_="choices",
            ),
            ui.button(
                "Publish the report", type="button", class_="button primary", data_role="publish"
            ),
            ui.p(state["message"], data_role="message", aria_live="polite"),
            class_="stack",
        )
