from __future__ import annotations

from typing import Any

from sprag import Controller, Field, Schema, action


class CounterController(Controller):
    route = "/counter"

    def load(self) -> dict[str, Any]:
        return {"count": 0}

    @action(
        schema=Schema(
            "step",
            {
                "count": Field(int, required=True),
                "by": Field(int, default=1, choices=[-1, 1, 10]),
            },
        )
    )
    def step(self, count: int, by: int) -> dict[str, int]:
        return {"count": count + by}

    @action
    def reset(self) -> dict[str, int]:
        return {"count": 0}
