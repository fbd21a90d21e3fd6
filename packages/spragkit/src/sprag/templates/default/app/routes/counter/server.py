"""The counter's rules; runs on the server only."""

from __future__ import annotations

from sprag import Controller, Field, Schema, action


class CounterController(Controller):
    route = "/counter"

    def load(self) -> dict[str, int]:
        return {"count": 0}

    @action(schema=Schema("increment", {"count": Field(int, required=True)}))
    def increment(self, count: int) -> dict[str, int]:
        return {"count": count + 1}

    @action
    def reset(self) -> dict[str, int]:
        return {"count": 0}
