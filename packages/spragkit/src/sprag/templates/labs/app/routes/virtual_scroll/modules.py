from __future__ import annotations

from typing import Any

from sprag import Module


class LedgerModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"total": screen.data["total"]})
