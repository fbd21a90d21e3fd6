from __future__ import annotations

from typing import Any

from sprag import Module


class FormsModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"outcome": "none yet"})

    def on_start(self) -> None:
        self.delegate(self.element, "submit", "form", self.on_submit)

    def on_submit(self, event: Any) -> None:
        event.prevent_default()
        try:
            fields = self.form_data(event)
        except Exception as error:
            self.set_state({"outcome": str(error)})
            return
        self.call_action("echo", {"fields": fields}).then(self.on_result, self.on_failure)

    def on_result(self, result: Any) -> None:
        self.set_state({"outcome": result.value["text"]})

    def on_failure(self, error: Any) -> None:
        self.set_state({"outcome": self.action_error_message(error)})
