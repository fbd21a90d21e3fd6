from __future__ import annotations

from typing import Any

from sprag import Controller

from app.stores import cart


class CartController(Controller):
    route = "/cart"

    def load(self) -> Any:
        cart.set("owner.name", "Ada")
        return {}
