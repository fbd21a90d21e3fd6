from __future__ import annotations

from sprag import Controller


class NestedStoreController(Controller):
    route = "/nested-store-demo"
