from __future__ import annotations

from typing import Any

from sprag import Controller, action, requires_auth


@requires_auth
class MembersController(Controller):
    route = "/members"

    def load(self) -> Any:
        return {"name": self.request.user["name"]}

    @action
    def whoami(self) -> Any:
        return {"text": self.request.user["name"]}

    @action
    @requires_auth(roles=["admin"])
    def rule(self) -> Any:
        return {"text": "ruled"}

    @action
    def leave(self) -> Any:
        self.logout()
        return {"text": "left"}
