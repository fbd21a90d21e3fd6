"""Who a visitor is: the auth service of the app, and what the HTTP application makes of it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any

from specter.access import AuthRule
from specter.http.request import Request
from specter.http.sessions import Session, SessionKeeper

_WITHOUT = "{}() needs an auth service: pass App(auth_service=...), the app-level `auth` provider"


class AuthService:
    """What an app's auth service offers; a subclass, or any object with these methods, says who its users are.

    As it stands nobody is known, and nobody can log in.
    """

    name = "auth"

    def load_user(self, session: Session, request: Request) -> Any:
        """The user of a session, or None."""
        return None

    def load_active_profile(self, user: Any, session: Session, request: Request) -> Any:
        return None

    def authorize(
        self,
        user: Any,
        active_profile: Any,
        session: Session,
        request: Request,
        *,
        roles: Iterable[str] | None = None,
        permissions: Iterable[str] | None = None,
    ) -> bool:
        """Whether the user has one of `roles`, and `permissions`; only True lets anybody in."""
        return not roles and not permissions

    def public_snapshot(self, user: Any, session: Session, request: Request) -> Mapping[str, Any]:
        """What pages may know: `authenticated`, `viewer`, `active_profile`."""
        return {}

    def login_session(
        self, user: Any, session: Session, request: Request, extra_session: Mapping[str, Any] | None = None
    ) -> None:
        """Note in the session, which has a new id, who logged in."""
        raise RuntimeError(_WITHOUT.format("login"))

    def set_active_profile(
        self,
        profile: Any,
        user: Any,
        session: Session,
        request: Request,
        extra_session: Mapping[str, Any] | None = None,
    ) -> Any:
        """Note in the session which profile the user acts as; returns it as it shall be known."""
        raise RuntimeError(_WITHOUT.format("set_active_profile"))


class AnonymousAuthService(AuthService):
    """The auth service of an app without users."""


class Visitor:
    """The application's knowledge of visitors: sessions, and the auth service over them."""

    def __init__(self, keeper: SessionKeeper, auth: Any) -> None:
        self.keeper = keeper
        self.auth = auth

    def open_session(self, request: Request) -> Session:
        secure = request.scope.get("scheme") in ("https", "wss")
        return self.keeper.open(self.keeper.cookies.read(request.scope["headers"], secure=secure))

    def load_user(self, request: Request) -> Any:
        if type(self.auth) is AnonymousAuthService:
            return None
        return self.auth.load_user(request.session, request)

    def load_profile(self, request: Request) -> Any:
        user = request.user
        return None if user is None else self.auth.load_active_profile(user, request.session, request)

    def may(self, request: Request, rule: AuthRule) -> bool:
        answer = self.auth.authorize(
            request.user,
            request.active_profile,
            request.session,
            request,
            roles=rule.roles,
            permissions=rule.permissions,
        )
        return answer is True

    def snapshot(self, request: Request) -> dict[str, Any]:
        user = request.user
        found: Any = {}
        if type(self.auth) is not AnonymousAuthService:
            found = self.auth.public_snapshot(user, request.session, request) or {}
        viewer, profile = found.get("viewer"), found.get("active_profile")
        return {
            "authenticated": bool(found.get("authenticated", user is not None)),
            "viewer": dict(viewer) if isinstance(viewer, Mapping) else None,
            "active_profile": dict(profile) if isinstance(profile, Mapping) else None,
        }

    def login(
        self,
        request: Request,
        user: Any,
        *,
        viewer: Any = None,
        active_profile: Any = None,
        extra_session: Mapping[str, Any] | None = None,
        remember: bool = False,
    ) -> Any:
        session = request.session
        before = request.user
        # A privilege that changes gets a new id: whoever planted the old one gains nothing.
        if before is None or before == user:
            session.rotate()
        else:
            # Somebody else: what the one before left is not theirs.
            session.invalidate()
        if self.keeper.policy.limits:
            self.keeper.policy.stamp(session, remember=remember, now=time.time())
        extra = dict(extra_session or {})
        if viewer is not None:
            extra["viewer"] = viewer
        self.auth.login_session(user, session, request, extra_session=extra or None)
        request.user = user
        request.active_profile = None
        if active_profile is not None:
            self.set_profile(request, active_profile, None)
        else:
            request.active_profile = self.auth.load_active_profile(user, session, request)
        return user

    def logout(self, request: Request) -> None:
        request.session.invalidate()
        request.user = None
        request.active_profile = None

    def set_profile(self, request: Request, profile: Any, extra_session: Mapping[str, Any] | None) -> Any:
        # Another profile has other rights: as at login, the id that somebody may know is not the one that has them.
        request.session.rotate()
        resolved = self.auth.set_active_profile(
            profile, request.user, request.session, request, extra_session=extra_session
        )
        request.active_profile = resolved
        return resolved
