from __future__ import annotations

from typing import Any

from sprag import Controller, action


class BoardController(Controller):
    route = "/board"

    def load(self) -> Any:
        return {"greeting": "Hello from the server"}

    @action
    def ask(self) -> Any:
        return {"text": "old answer"}
