from __future__ import annotations

from typing import Any

from sprag import Module


class CounterModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"count": 0})

    def on_start(self) -> None:
        self.delegate(self.element, "click", "[data-by]", self.on_step)
        self.delegate(self.element, "click", "[data-role='reset']", self.on_reset)

    def on_step(self, event: Any, button: Any) -> None:
        by = int(button.get_attribute("data-by"))
        self.call_action("step", {"count": self.state["count"], "by": by}).then(self.on_result)

    def on_reset(self, event: Any) -> None:
        self.call_action("reset").then(self.on_result)

    def on_result(self, result: Any) -> None:
        self.set_state(result.value)
