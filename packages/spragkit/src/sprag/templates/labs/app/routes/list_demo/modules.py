from __future__ import annotations

from typing import Any

from sprag import Module


class ListDemoModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(
            screen=screen, state=state or {"trees": screen.data["trees"], "planted": 0}
        )

    def on_start(self) -> None:
        self.delegate(self.element, "click", "[data-role='reverse']", self.on_reverse)
        self.delegate(self.element, "click", "[data-role='sort']", self.on_sort)
        self.delegate(self.element, "click", "[data-role='add']", self.on_add)
        self.delegate(self.element, "click", "[data-remove]", self.on_remove)

    def on_reverse(self, event: Any) -> None:
        self.set_state({"trees": self.state["trees"][::-1]})

    def on_sort(self, event: Any) -> None:
        self.set_state({"trees": sorted(self.state["trees"], key=lambda tree: tree["years"])})

    def on_add(self, event: Any) -> None:
        planted = self.state["planted"] + 1
        sapling = {"id": f"sapling-{planted}", "name": f"Sapling {planted}", "years": planted}
        self.set_state({"trees": [sapling, *self.state["trees"]], "planted": planted})

    def on_remove(self, event: Any, button: Any) -> None:
        gone = button.get_attribute("data-remove")
        self.set_state({"trees": [tree for tree in self.state["trees"] if tree["id"] != gone]})
