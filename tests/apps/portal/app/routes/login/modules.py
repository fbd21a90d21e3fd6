from __future__ import annotations

from typing import Any

from sprag import Module


class LoginModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"outcome": "", "next": "/members"})

    def on_start(self) -> None:
        self.delegate(self.element, "submit", "form", self.on_submit)

    def on_submit(self, event: Any) -> None:
        event.prevent_default()
        fields = self.form_data(event)
        self.call_action("enter", {"name": fields["name"], "next": self.state["next"]}).then(
            None, self.on_failure
        )

    def on_failure(self, error: Any) -> None:
        self.set_state({"outcome": f"{error.status}: {self.action_error_message(error)}"})
