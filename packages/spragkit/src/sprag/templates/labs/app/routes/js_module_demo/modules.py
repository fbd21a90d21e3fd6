from __future__ import annotations

from typing import Any

from sprag import Module, imports


class PulseModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"bpm": 72, "period": ""})
        self.pulse: Any = None

    def on_start(self) -> None:
        self.pulse = imports.createPulse(self.state["bpm"])
        self.delegate(self.element, "click", "[data-by]", self.on_change)
        self.show()

    def on_change(self, event: Any, button: Any) -> None:
        self.pulse.change(int(button.get_attribute("data-by")))
        self.show()

    def show(self) -> None:
        self.set_state({"bpm": self.pulse.bpm, "period": f"one every {self.pulse.period()} ms"})
