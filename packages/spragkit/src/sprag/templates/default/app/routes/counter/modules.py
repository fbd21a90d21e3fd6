"""How the counter behaves; compiled to JavaScript, runs in the browser."""

from __future__ import annotations

from typing import Any

from sprag import Module


class CounterModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"count": 0})

    def on_start(self) -> None:
        self.delegate(self.element, "click", "[data-role='increment']", self.on_increment)
        self.delegate(self.element, "click", "[data-role='reset']", self.on_reset)

    def on_increment(self, event: Any) -> None:
        self.call_action("increment", {"count": self.state["count"]}).then(self.on_result)

    def on_reset(self, event: Any) -> None:
        self.call_action("reset").then(self.on_result)

    def on_result(self, result: Any) -> None:
        self.set_state(result.value)
