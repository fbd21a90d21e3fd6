from __future__ import annotations

from typing import Any

from sprag import Module


class LabRuntime(Module):
    """A stopwatch that the page lends to its modules."""

    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"tenths": 0, "running": False})

    def on_start(self) -> None:
        self.interval(self.tick, 0.1)

    def tick(self) -> None:
        if self.state["running"]:
            self.set_state({"tenths": self.state["tenths"] + 1})

    def toggle(self) -> None:
        self.set_state({"running": not self.state["running"]})


class ProviderModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"seconds": 0, "running": False})

    def on_start(self) -> None:
        watch = self.provider("labRuntime")
        self.delegate(self.element, "click", "[data-role='toggle']", self.on_toggle)
        self.add_cleanup(watch.subscribe(self.on_watch))

    def on_toggle(self, event: Any) -> None:
        self.provider("labRuntime").toggle()

    def on_watch(self, state: dict[str, Any]) -> None:
        self.set_state({"seconds": state["tenths"], "running": state["running"]})
