from __future__ import annotations

from typing import Any

from sprag import Module

from app.stores import cross_wired


class CrossWiredModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or cross_wired.get_state())

    def on_start(self) -> None:
        self.delegate(self.element, "click", "[data-role='run']", self.on_run)
        self.listen("lab:cross-wired.snapshot", self.on_snapshot)
        self.add_cleanup(cross_wired.subscribe(self.on_store))

    def on_run(self, event: Any) -> None:
        self.call_action("run")

    def on_snapshot(self, snapshot: dict[str, Any]) -> None:
        cross_wired.patch(snapshot)

    def on_store(self, state: dict[str, Any]) -> None:
        self.set_state({"runs": state["runs"], "last": state["last"], "status": state["status"]})
