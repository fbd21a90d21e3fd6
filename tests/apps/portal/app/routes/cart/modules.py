from __future__ import annotations

from typing import Any

from sprag import Module

from app.stores import cart


class CartModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"owner": "", "count": 0, "items": []})

    def on_start(self) -> None:
        self.delegate(self.element, "click", "[data-role='add']", self.on_add)
        self.delegate(self.element, "click", "[data-role='reset']", self.on_reset)
        self.delegate(self.element, "click", "[data-role='go']", self.on_go)
        self.delegate(self.element, "click", "[data-role='title']", self.on_title)
        self.add_cleanup(cart.subscribe(self.on_cart, immediate=True))

    def on_cart(self, state: Any) -> None:
        self.set_state({"owner": state["owner"]["name"], "count": state["count"], "items": state["items"]})

    def on_add(self, event: Any) -> None:
        cart.patch({"items": cart.get("items") + ["apple"], "count": cart.get("count") + 1})

    def on_reset(self, event: Any) -> None:
        cart.reset()

    def on_go(self, event: Any) -> None:
        self.navigate("/forms")

    def on_title(self, event: Any) -> None:
        self.set_metadata({"title": "Cart: " + str(self.state["count"]), "description": "What is in it"})
