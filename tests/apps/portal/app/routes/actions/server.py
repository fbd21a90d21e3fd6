from __future__ import annotations

from typing import Any

from sprag import Controller, Field, HTTPError, Outcome, Redirect, Schema, action


class ActionsController(Controller):
    route = "/actions"

    @action(schema=Schema("add", {"a": Field(int, required=True), "b": Field(int, required=True)}))
    def add(self, a: int, b: int) -> Any:
        return {"text": str(a + b)}

    @action
    def typed(self, name: str, tags: list[str]) -> Any:
        return {"text": name + ": " + ", ".join(tags)}

    @action
    async def patient(self) -> Any:
        return {"text": "waited"}

    @action
    def conflict(self) -> Any:
        return Outcome.failure("Already taken.", status=409)

    @action
    def gone(self) -> Any:
        raise HTTPError("No such thing.", status=404)

    @action
    def crash(self) -> Any:
        raise KeyError("inner-detail")

    @action
    def leave(self) -> Any:
        return Redirect("/forms?from=actions")
