from __future__ import annotations

from typing import Any

from sprag import Component, ui


class TallyButtons(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        return ui.div(
            ui.button("Bump", type="button", class_="button primary", data_role="bump"),
            ui.button("Bump by 5", type="button", class_="button", data_role="bump-5"),
            ui.button("Reset", type="button", class_="button", data_role="reset"),
            class_="row",
        )


class TallyDisplay(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        bumps = self.state["bumps"]
        return ui.div(
            ui.output(str(self.state["count"]), class_="big-number", data_role="count"),
            ui.p(f"{bumps} bump{'' if bumps == 1 else 's'}", class_="soft", data_role="bumps"),
            class_="stack centre",
        )
