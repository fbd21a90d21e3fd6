from __future__ import annotations

from typing import Any

from sprag import Component, ui

TABS = [("km", "Kilometres"), ("mile", "Miles")]


class A11yCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        state = self.state
        return ui.div(
            ui.div(
                [
                    ui.button(
                        label,
                        type="button",
                        role="tab",
                        id=f"tab-{unit}",
                        class_="tab",
                        aria_selected=unit == state["unit"],
                        aria_controls="panel",
                        tabindex="0" if unit == state["unit"] else "-1",
                        data_unit=unit,
                    )
                    for unit, label in TABS
                ],
                role="tablist",
                aria_label="Unit",
                class_="tabs",
            ),
            ui.form(
                ui.label(
                    "Distance",
                    ui.input(type="number", name="value", value="26.2", step="any"),
                    class_="field",
                ),
                ui.button("Convert", type="submit", class_="button primary"),
                role="tabpanel",
                id="panel",
                aria_labelledby=f"tab-{state['unit']}",
                class_="stack narrow",
            ),
            ui.p(state["result"], role="status", data_role="result"),
            class_="stack",
        )
