from __future__ import annotations

from typing import Any

from sprag import Controller

from app.stores import lab_tally


class StoreDemoController(Controller):
    route = "/store-demo"

    def load(self) -> dict[str, Any]:
        return lab_tally.get_state()
