"""Who may sign in. A real app keeps argon2 hashes in a database; these two are for the demo."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Any

from sprag import Service


@dataclass(frozen=True)
class Account:
    name: str
    title: str
    password: str
    permissions: frozenset[str]
    profiles: tuple[str, ...]


ACCOUNTS = {
    account.name: account
    for account in (
        Account(
            "ada", "Ada Lovelace", "analytical-engine", frozenset({"publish"}), ("author", "editor")
        ),
        Account("grace", "Grace Hopper", "nanosecond", frozenset(), ("auditor",)),
    )
}


class AccountsService(Service):
    name = "auth"

    def verify(self, name: str, password: str) -> Account | None:
        account = ACCOUNTS.get(name.strip().lower())
        known = account.password if account else ""
        matches = hmac.compare_digest(known.encode(), password.encode())
        return account if account and matches else None

    def load_user(self, session: Any, request: Any) -> Account | None:
        return ACCOUNTS.get(session.get("account", ""))

    def load_active_profile(self, user: Account | None, session: Any, request: Any) -> Any:
        if user is None:
            return None
        profile = session.get("profile", user.profiles[0])
        return {"name": profile} if profile in user.profiles else None

    def authorize(
        self,
        user: Account | None,
        active_profile: Any,
        session: Any,
        request: Any,
        *,
        roles: Any = None,
        permissions: Any = None,
    ) -> bool:
        if user is None:
            return False
        held = set(user.profiles)
        return set(roles or ()) <= held and set(permissions or ()) <= user.permissions

    def public_snapshot(self, user: Account | None, session: Any, request: Any) -> dict[str, Any]:
        if user is None:
            return {"authenticated": False, "viewer": None, "active_profile": None}
        return {
            "authenticated": True,
            "viewer": {"name": user.name, "title": user.title},
            "active_profile": self.load_active_profile(user, session, request),
        }

    def login_session(
        self,
        user: Account,
        session: Any,
        request: Any,
        extra_session: dict[str, Any] | None = None,
    ) -> None:
        session.patch({"account": user.name, **(extra_session or {})})

    def set_active_profile(
        self,
        profile: str,
        user: Account,
        session: Any,
        request: Any,
        extra_session: dict[str, Any] | None = None,
    ) -> Any:
        session.set("profile", profile)
        return self.load_active_profile(user, session, request)
