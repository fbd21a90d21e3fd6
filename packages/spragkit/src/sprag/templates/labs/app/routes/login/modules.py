from __future__ import annotations

from typing import Any

from sprag import Module


class LoginModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(
            screen=screen, state=state or {"next": screen.data["next"], "error": "", "busy": False}
        )

    def on_start(self) -> None:
        self.delegate(self.element, "submit", "form", self.on_submit)

    def on_submit(self, event: Any, form: Any) -> None:
        event.prevent_default()
        fields = self.form_data(form)
        self.set_state({"busy": True, "error": ""})
        self.call_action("sign_in", fields).then(None, self.on_failure)

    def on_failure(self, error: Any) -> None:
        message = self.action_error_message(error, "Signing in did not work.")
        self.set_state({"busy": False, "error": message})
