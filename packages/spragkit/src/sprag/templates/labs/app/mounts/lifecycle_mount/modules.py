from __future__ import annotations

from typing import Any

from sprag import Module

from .web import ClockView, NotesView


class LifecycleModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"view": "clock", "log": []})
        self.child: Any = None

    def on_start(self) -> None:
        self.delegate(self.element, "click", "[data-view]", self.on_view)
        self.show(self.state["view"])

    def on_view(self, event: Any, button: Any) -> None:
        self.show(button.get_attribute("data-view"))

    def show(self, view: str) -> None:
        log = list(self.state["log"])
        if self.child is not None:
            self.child.unmount()
            log.append(f"stopped {self.state['view']}")
        self.child = self.child_for(view)
        if self.child is not None:
            self.child.mount(self.element.query_selector("[data-sprag-view-slot]"))
            log.append(f"started {view}")
        self.set_state({"view": view, "log": log[-6:]})

    def child_for(self, view: str) -> Any:
        if view == "clock":
            return ClockView(state={"ticks": 0})
        if view == "notes":
            return NotesView()
        return None

    def on_stop(self) -> None:
        if self.child is not None:
            self.child.unmount()
