from __future__ import annotations

from typing import Any

from sprag import Module

PAYLOADS = {
    "add": {"a": 2, "b": 3},
    "wrong": {"a": "two"},
    "typed": {"name": "Ada", "tags": ["x", "y"]},
}


class ActionsModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"outcome": "none yet", "errors": []})

    def on_start(self) -> None:
        self.delegate(self.element, "click", "[data-call]", self.on_click)

    async def on_click(self, event: Any, button: Any) -> None:
        call = button.get_attribute("data-call")
        self.set_state({"outcome": "waiting", "errors": []})
        if call == "awaited":
            await self.add_and_wait()
            return
        name = "add" if call == "wrong" else call
        self.call_action(name, PAYLOADS.get(call)).then(self.on_result, self.on_failure)

    async def add_and_wait(self) -> None:
        try:
            result = await self.call_action("add", {"a": 20, "b": 22})
            self.set_state({"outcome": f"awaited {result.value['text']}"})
            await self.call_action("conflict")
        except Exception as error:
            self.set_state({"errors": [["caught", str(error)]]})

    def on_result(self, result: Any) -> None:
        if result.redirect:
            return
        self.set_state({"outcome": f"{result.status}: {result.value['text']}"})

    def on_failure(self, error: Any) -> None:
        fields = []
        if error.response:
            for name, message in (error.response.get("errors") or {}).items():
                fields.append([name, message])
        self.set_state({"outcome": f"{error.status}: {self.action_error_message(error)}", "errors": fields})
