from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from app.stores import cart

from .components import CartView
from .modules import CartModule


class CartScreen(Screen):
    modules = [CartModule]

    def render(self, data: Any) -> Any:
        module = self.module(CartModule)
        module.set_state({"owner": cart.get("owner.name")})
        return hydrate(CartView, module=module)
