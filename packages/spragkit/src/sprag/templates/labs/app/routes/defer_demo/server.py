from __future__ import annotations

import time
from typing import Any

from sprag import Controller, Field, Schema, action


class DeferController(Controller):
    route = "/defer-demo"

    @action(
        defer=True,
        schema=Schema(
            "survey", {"steps": Field(int, default=4), "fail": Field(bool, default=False)}
        ),
    )
    def survey(self, steps: int, fail: bool) -> dict[str, Any]:
        for step in range(steps):
            time.sleep(0.15)
            self.emit_to_session("lab:defer.progress", {"step": step + 1, "steps": steps})
        if fail:
            raise ValueError("The survey was lost at sea.")
        return {"steps": steps}
