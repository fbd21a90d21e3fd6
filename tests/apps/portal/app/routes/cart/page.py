from __future__ import annotations

from sprag import page

from .server import CartController
from .web import CartScreen

cart = page(path="/cart", controller=CartController, screen=CartScreen, mode="hybrid")
