from __future__ import annotations

from typing import Any

from sprag import Controller, HTTPError, action, redirect

from app.auth import USERS


class LoginController(Controller):
    route = "/login"

    def load(self) -> Any:
        return {"next": self.request.query.get("next", "/members")}

    @action
    def enter(self, name: str, next: str = "/members") -> Any:
        if name not in USERS:
            raise HTTPError("Nobody of that name.", status=401)
        self.login(USERS[name])
        return redirect(next)
