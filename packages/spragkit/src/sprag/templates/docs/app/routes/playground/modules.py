from __future__ import annotations

from typing import Any

from sprag import Module


class ContrastModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"ink": "#1b1d22", "paper": "#f2c14e"})

    def on_start(self) -> None:
        self.delegate(self.element, "input", "input", self.on_colour)
        self.delegate(self.element, "click", "[data-role='swap']", self.on_swap)

    def on_colour(self, event: Any, field: Any) -> None:
        self.set_state({field.name: field.value})

    def on_swap(self, event: Any) -> None:
        self.set_state({"ink": self.state["paper"], "paper": self.state["ink"]})
