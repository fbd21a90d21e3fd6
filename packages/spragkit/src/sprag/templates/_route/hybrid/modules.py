"""How ROUTE_PATH behaves; compiled to JavaScript for the browser."""

from __future__ import annotations

from typing import Any

from sprag import Module


class ROUTE_CLASSModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"count": 0})

    def on_start(self) -> None:
        self.delegate(self.element, "click", "[data-role='bump']", self.on_bump)

    def on_bump(self, event: Any) -> None:
        self.call_action("bump", {"count": self.state["count"]}).then(self.on_result)

    def on_result(self, result: Any) -> None:
        self.set_state(result.value)
