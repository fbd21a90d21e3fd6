from __future__ import annotations

from typing import Any

from sprag import Controller, Field, Operation, OperationError, Outcome, Schema, action


class NormalizeTitle(Operation):
    name = "normalize_title"

    def validate(self, text: str) -> None:
        if len(text.strip()) < 3:
            raise OperationError("Use at least three characters.", status=400)
        if "!" in text:
            raise OperationError("Titles do not shout.", status=422)

    def perform(self, text: str) -> dict[str, Any]:
        words = text.split()
        return {"title": " ".join(word.capitalize() for word in words), "words": len(words)}


class OperationController(Controller):
    route = "/operation-demo"

    @action(schema=Schema("normalize", {"text": Field(str, default="")}))
    def normalize(self, text: str) -> Outcome:
        return NormalizeTitle().run(text)
