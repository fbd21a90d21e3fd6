from __future__ import annotations

from typing import Any

from sprag import Controller, Field, Redirect, Schema, action, requires_auth


@requires_auth
class ProtectedController(Controller):
    route = "/auth-demo/protected"

    def load(self) -> dict[str, Any]:
        user = self.request.user
        return {
            "title": user.title,
            "profiles": list(user.profiles),
            "profile": self.request.active_profile["name"],
        }

    @action(schema=Schema("switch", {"profile": Field(str, required=True)}))
    def switch(self, profile: str) -> dict[str, Any]:
        return {"profile": self.set_active_profile(profile)["name"]}

    @action
    @requires_auth(permissions="publish")
    def publish(self) -> dict[str, str]:
        return {"message": f"Published by {self.request.user.title}."}

    @action
    def sign_out(self) -> Redirect:
        self.logout()
        return self.redirect("/login", status=303)
