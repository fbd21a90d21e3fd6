from __future__ import annotations

from typing import Any

from sprag import Module


class WatcherModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"ticks": screen.data["ticks"], "heard": 0})

    def on_start(self) -> None:
        self.listen("lab:pulse", self.on_pulse)

    def on_pulse(self, pulse: dict[str, Any]) -> None:
        self.set_state({"ticks": pulse["ticks"], "heard": self.state["heard"] + 1})
