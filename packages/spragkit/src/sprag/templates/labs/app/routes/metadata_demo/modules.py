from __future__ import annotations

from typing import Any

from sprag import Module


class MetadataModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"title": "Given by load()", "changes": 0})

    def on_start(self) -> None:
        self.delegate(self.element, "submit", "form", self.on_submit)
        self.delegate(self.element, "click", "[data-role='restore']", self.on_restore)

    def on_submit(self, event: Any, form: Any) -> None:
        event.prevent_default()
        self.apply(self.form_data(form)["title"])

    def on_restore(self, event: Any) -> None:
        self.apply("Given by load()")

    def apply(self, title: str) -> None:
        self.set_metadata({"title": title, "description": f"A page called {title}"})
        self.set_state({"title": title, "changes": self.state["changes"] + 1})
