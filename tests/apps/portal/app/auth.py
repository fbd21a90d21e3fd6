from __future__ import annotations

from collections.abc import Mapping
from typing import Any

USERS = {
    "ada": {"name": "ada", "roles": ["admin", "member"]},
    "bob": {"name": "bob", "roles": ["member"]},
}


class Users:
    """Two people who need no password."""

    name = "auth"

    def load_user(self, session: Any, request: Any) -> Any:
        return USERS.get(session.get("user", ""))

    def load_active_profile(self, user: Any, session: Any, request: Any) -> Any:
        return None

    def authorize(
        self,
        user: Any,
        active_profile: Any,
        session: Any,
        request: Any,
        *,
        roles: Any = None,
        permissions: Any = None,
    ) -> bool:
        return not permissions and (not roles or any(role in user["roles"] for role in roles))

    def public_snapshot(self, user: Any, session: Any, request: Any) -> Mapping[str, Any]:
        if user is None:
            return {"authenticated": False, "viewer": None, "active_profile": None}
        return {"authenticated": True, "viewer": {"name": user["name"]}, "active_profile": None}

    def login_session(self, user: Any, session: Any, request: Any, extra_session: Any = None) -> None:
        session.set("user", user["name"])

    def set_active_profile(
        self, profile: Any, user: Any, session: Any, request: Any, extra_session: Any = None
    ) -> Any:
        raise NotImplementedError
