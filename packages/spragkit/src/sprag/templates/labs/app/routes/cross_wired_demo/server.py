from __future__ import annotations

from typing import Any

from sprag import Controller, action

from app.stores import cross_wired


class CrossWiredController(Controller):
    route = "/cross-wired-demo"

    def load(self) -> dict[str, Any]:
        return cross_wired.get_state()

    @action
    def run(self) -> dict[str, Any]:
        label = f"run {cross_wired.get('runs') + 1}"
        return self.enqueue("cross_wired_queue", {"label": label}, label=label)
