from __future__ import annotations

from typing import Any

from sprag import Component, ui


class OperationCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        state = self.state
        return ui.form(
            ui.label(
                "A title",
                ui.input(
                    type="text", name="text", value="  the   difference engine ", autocomplete="off"
                ),
                class_="field",
            ),
            ui.button("Normalize", type="submit", class_="button primary"),
            ui.div(
                ui.span(
                    "ok" if state["ok"] else f"failed, {state['status']}",
                    class_="status",
                    data_role="outcome",
                ),
                ui.p(state["message"], data_role="message"),
                class_=["well", "stack", "good" if state["ok"] else "bad"],
                aria_live="polite",
            )
            if state["message"]
            else None,
            class_="stack",
            data_role="form",
        )
