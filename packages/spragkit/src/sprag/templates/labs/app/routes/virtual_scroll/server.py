from __future__ import annotations

from typing import Any

from sprag import Controller


class LedgerController(Controller):
    route = "/virtual-scroll"

    def load(self) -> dict[str, Any]:
        return {"total": 10_000}
