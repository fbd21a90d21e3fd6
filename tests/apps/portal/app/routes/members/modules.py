from __future__ import annotations

from typing import Any

from sprag import Module


class MembersModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"name": "", "outcome": ""})

    def on_start(self) -> None:
        self.delegate(self.element, "click", "[data-call]", self.on_click)

    def on_click(self, event: Any, button: Any) -> None:
        self.call_action(button.get_attribute("data-call")).then(self.on_result, self.on_failure)

    def on_result(self, result: Any) -> None:
        self.set_state({"outcome": result.value["text"]})

    def on_failure(self, error: Any) -> None:
        self.set_state({"outcome": f"{error.status}: {self.action_error_message(error)}"})
