from __future__ import annotations

from typing import Any

from sprag import Controller, Field, OperationError, Redirect, Schema, action

START = "/auth-demo/protected"


class LoginController(Controller):
    route = "/login"

    def load(self) -> dict[str, Any]:
        return {"next": self.request.query.get("next", START)}

    @action(
        schema=Schema(
            "sign_in",
            {
                "name": Field(str, required=True, label="name"),
                "password": Field(str, required=True, label="password"),
                "remember": Field(bool, default=False),
                "next": Field(str, default=START),
            },
        )
    )
    def sign_in(self, name: str, password: str, remember: bool, next: str) -> Redirect:
        user = self.service("auth").verify(name, password)
        if user is None:
            raise OperationError("Name or password is wrong.", status=401)
        self.login(user, remember=remember)
        return self.redirect(next, status=303)
