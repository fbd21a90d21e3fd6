from __future__ import annotations

from typing import Any

from sprag import Module, dom, ref


class AnimationModule(Module):
    panel = ref(".flip")

    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"index": 0})

    def on_start(self) -> None:
        self.delegate(self.element, "click", "[data-role='next']", self.on_next)

    def on_next(self, event: Any) -> None:
        dom.animate_out(self.refs.panel, "is-visible").then(self.on_gone)

    def on_gone(self, _result: Any = None) -> None:
        self.set_state({"index": self.state["index"] + 1})
        dom.animate_in(self.refs.panel, "is-visible")
