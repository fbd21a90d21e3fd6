from __future__ import annotations

from typing import Any

from sprag import Module, debounce


class FormModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(
            screen=screen,
            state=state
            or {
                "title": screen.data["draft"]["title"],
                "body": screen.data["draft"]["body"],
                "errors": {},
                "saved": "",
            },
        )

    def on_start(self) -> None:
        self.delegate(self.element, "input", "[name='title'], [name='body']", self.on_typing)
        self.delegate(self.element, "submit", "form", self.on_submit)

    def on_typing(self, event: Any, field: Any) -> None:
        self.set_state({field.name: field.value, "saved": "Unsaved"})
        self.save()

    @debounce(0.45)
    def save(self) -> None:
        draft = {"title": self.state["title"], "body": self.state["body"]}
        self.call_action("save", draft).then(self.on_saved)

    def on_saved(self, result: Any) -> None:
        self.set_state({"saved": f"Draft saved ({result.value['letters']} letters)"})

    def on_submit(self, event: Any, form: Any) -> None:
        event.prevent_default()
        self.set_state({"errors": {}})
        self.call_action("publish", self.form_data(form)).then(None, self.on_failure)

    def on_failure(self, error: Any) -> None:
        if error.response.errors:
            self.set_state({"errors": error.response.errors})
        else:
            self.set_state({"saved": self.action_error_message(error, "Publishing did not work.")})
