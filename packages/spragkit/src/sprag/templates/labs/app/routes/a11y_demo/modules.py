from __future__ import annotations

from typing import Any

from sprag import Module

UNITS = ["km", "mile"]


class A11yModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"unit": "km", "result": ""})

    def on_start(self) -> None:
        self.delegate(self.element, "click", "[role='tab']", self.on_tab)
        self.delegate(self.element, "keydown", "[role='tab']", self.on_key)
        self.delegate(self.element, "submit", "form", self.on_submit)

    def on_tab(self, event: Any, tab: Any) -> None:
        self.set_state({"unit": tab.get_attribute("data-unit")})

    def on_key(self, event: Any, tab: Any) -> None:
        step = {"ArrowRight": 1, "ArrowLeft": -1}.get(event.key, 0)
        if step == 0:
            return
        event.prevent_default()
        unit = UNITS[(UNITS.index(self.state["unit"]) + step) % len(UNITS)]
        self.set_state({"unit": unit})
        self.element.query_selector(f"[data-unit='{unit}']").focus()

    def on_submit(self, event: Any, form: Any) -> None:
        event.prevent_default()
        fields = self.form_data(form)
        self.call_action("convert", {"value": fields["value"], "unit": self.state["unit"]}).then(
            self.on_result, self.on_failure
        )

    def on_result(self, result: Any) -> None:
        self.set_state({"result": result.value["text"]})

    def on_failure(self, error: Any) -> None:
        self.set_state({"result": self.action_error_message(error, "Type a number.")})
