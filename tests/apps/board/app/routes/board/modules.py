from __future__ import annotations

from typing import Any

from sprag import Module

from app.stores import tally


class BoardModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"greeting": "", "count": 0, "answer": ""})

    def on_start(self) -> None:
        self.delegate(self.element, "click", "[data-call]", self.on_click)

    def on_click(self, event: Any, button: Any) -> None:
        call = button.get_attribute("data-call")
        if call == "count":
            self.step()
        elif call == "ask":
            self.call_action("ask").then(self.on_answer)
        else:
            raise ValueError("this button fails")

    def step(self) -> None:
        tally.set("clicks", tally.get("clicks") + 1)
        self.set_state({"count": self.state["count"] + 1})

    def on_answer(self, result: Any) -> None:
        self.set_state({"answer": result.value["text"]})
