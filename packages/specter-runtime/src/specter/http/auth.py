"""Who may do what: `@requires_auth`, the auth service, and the one place that decides."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote, urlsplit

from specter.errors import HTTPError

if TYPE_CHECKING:
    from specter.http.request import Request
    from specter.http.sessions import Session, SessionKeeper

MARK = "_specter_auth"


@dataclass(frozen=True)
class AuthRule:
    """What a surface demands of a visitor beside being known."""

    roles: tuple[str, ...] | None = None
    permissions: tuple[str, ...] | None = None
    require_active_profile: bool = False
    redirect_to: str = "/login"
    next_param: str = "next"

    @classmethod
    def of(
        cls,
        *,
        roles: Any = None,
        permissions: Any = None,
        require_active_profile: bool = False,
        redirect_to: str = "/login",
        next_param: str = "next",
    ) -> AuthRule:
        return cls(
            _names("roles", roles),
            _names("permissions", permissions),
            require_active_profile,
            redirect_to,
            next_param,
        )

    def login_url(self, path: str, query: str = "") -> str:
        """Where an unknown visitor of a page is sent: the login page, which is told where to come back to."""
        wanted = f"{path}?{query}" if query else path
        joint = "&" if "?" in self.redirect_to else "?"
        return f"{self.redirect_to}{joint}{quote(self.next_param, safe='')}={quote(wanted, safe='')}"


class AuthError(HTTPError):
    """The visitor may not: 401 when nobody is logged in, else 403."""

    def __init__(self, message: str, status: int, rule: AuthRule) -> None:
        super().__init__(message, status)
        self.rule = rule


def requires_auth(
    target: Any = None,
    *,
    roles: Any = None,
    permissions: Any = None,
    require_active_profile: bool = False,
    redirect_to: str = "/login",
    next_param: str = "next",
) -> Any:
    """On a Controller class, its `load`, an action or a socket handler: only for visitors that are logged in, have
    one of `roles` and the `permissions`. A method's own declaration replaces that of its class.
    """
    rule = AuthRule.of(
        roles=roles,
        permissions=permissions,
        require_active_profile=require_active_profile,
        redirect_to=redirect_to,
        next_param=next_param,
    )

    def mark(declared: Any) -> Any:
        setattr(declared, MARK, rule)
        return declared

    return mark if target is None else mark(target)


def rule_of(target: Any) -> AuthRule | None:
    """The rule that holds for a function, a bound method, a controller or its class."""
    rule = getattr(target, MARK, None)
    if rule is None:
        owner = getattr(target, "__self__", None)
        if owner is not None:
            rule = getattr(owner, MARK, None)
    return rule


def authorize(target: Any, request: Request) -> None:
    """Raise what `@requires_auth` on `target` (or on its class) demands of this request."""
    enforce(rule_of(target), request)


def enforce(rule: AuthRule | None, request: Request) -> None:
    """The one decision: AuthError 401 or 403, or nothing."""
    if rule is None:
        return
    user = request.user
    if user is None:
        raise AuthError("Authentication required.", 401, rule)
    if rule.require_active_profile and request.active_profile is None:
        raise AuthError("Active profile required.", 403, rule)
    if rule.roles is None and rule.permissions is None:
        return
    visitor = request.visitor
    if visitor is None or not visitor.may(request, rule):
        raise AuthError("Forbidden.", 403, rule)


class AuthService(Protocol):
    """What an app's auth service offers; see AnonymousAuthService for the least."""

    def load_user(self, session: Session, request: Request) -> Any: ...

    def load_active_profile(self, user: Any, session: Session, request: Request) -> Any: ...

    def authorize(
        self,
        user: Any,
        active_profile: Any,
        session: Session,
        request: Request,
        *,
        roles: Iterable[str] | None = None,
        permissions: Iterable[str] | None = None,
    ) -> bool: ...

    def public_snapshot(self, user: Any, session: Session, request: Request) -> Mapping[str, Any]: ...

    def login_session(
        self, user: Any, session: Session, request: Request, extra_session: Mapping[str, Any] | None = None
    ) -> None: ...

    def set_active_profile(
        self,
        profile: Any,
        user: Any,
        session: Session,
        request: Request,
        extra_session: Mapping[str, Any] | None = None,
    ) -> Any: ...


class AnonymousAuthService:
    """The auth service of an app without users: nobody is known, nobody can log in."""

    name = "auth"

    def load_user(self, session: Session, request: Request) -> Any:
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
        return not roles and not permissions

    def public_snapshot(self, user: Any, session: Session, request: Request) -> Mapping[str, Any]:
        return {}

    def login_session(
        self, user: Any, session: Session, request: Request, extra_session: Mapping[str, Any] | None = None
    ) -> None:
        raise RuntimeError(
            "login() needs an auth service: pass App(auth_service=...), the app-level `auth` provider"
        )

    def set_active_profile(
        self,
        profile: Any,
        user: Any,
        session: Session,
        request: Request,
        extra_session: Mapping[str, Any] | None = None,
    ) -> Any:
        raise RuntimeError(
            "set_active_profile() needs an auth service: pass App(auth_service=...), the app-level `auth` provider"
        )


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
        viewer: Any,
        active_profile: Any,
        extra_session: Mapping[str, Any] | None,
        remember: bool,
    ) -> Any:
        session = request.session
        # A privilege that changes gets a new id: whoever planted the old one gains nothing.
        session.rotate()
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
        resolved = self.auth.set_active_profile(
            profile, request.user, request.session, request, extra_session=extra_session
        )
        request.active_profile = resolved
        return resolved


def safe_next(url: str, default: str = "/") -> str:
    """`url` when a browser that follows it stays on this site, else `default`."""
    if not url.startswith("/") or len(url) > 2000:
        return default
    # Browsers drop tabs and line ends, and read a backslash as a slash.
    if any(ord(character) < 0x21 or character == "\\" or ord(character) == 0x7F for character in url):
        return default
    if url.startswith("//"):
        return default
    try:
        parts = urlsplit(url)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else url


def _names(what: str, given: Any) -> tuple[str, ...] | None:
    if given is None:
        return None
    if isinstance(given, str):
        return (given,)
    if not isinstance(given, Iterable):
        raise TypeError(f"requires_auth(..., {what}=...) expects a string or iterable of strings")
    return tuple(given) or None
