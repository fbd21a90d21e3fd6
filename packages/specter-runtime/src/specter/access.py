"""Access: what `@requires_auth` declares, and the one place that decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypedDict, Union
from urllib.parse import quote

from specter.errors import HTTPError

if TYPE_CHECKING:
    from typing_extensions import Unpack

MARK = "_specter_auth"


class Demands(TypedDict, total=False):
    """The keyword arguments of `requires_auth` and `require_auth`."""

    #: The visitor has one of these.
    roles: Union[str, Iterable[str], None]
    #: What "has the permissions" means is the auth service's decision.
    permissions: Union[str, Iterable[str], None]
    require_active_profile: bool
    #: Where a page sends visitors that are not logged in, and the query parameter that brings them back.
    redirect_to: str
    next_param: str


class SignIn(TypedDict, total=False):
    """The keyword arguments of `login`."""

    #: Kept in the session under `viewer`: what pages may show of the user.
    viewer: Any
    #: One of the user's profiles, to act as from now on.
    active_profile: Any
    extra_session: Union[Mapping[str, Any], None]
    #: Let the session live as long as the policy's `remember_me_ttl_seconds`.
    remember: bool


@dataclass(frozen=True)
class AuthRule:
    """What a surface demands of a visitor beside being known. Names may be given as one text or several."""

    roles: tuple[str, ...] | None = None
    permissions: tuple[str, ...] | None = None
    require_active_profile: bool = False
    redirect_to: str = "/login"
    next_param: str = "next"

    @classmethod
    def of(cls, **demands: Unpack[Demands]) -> AuthRule:
        """TypeError for a demand that does not exist, and for names that are no texts."""
        for name in demands:
            if name not in Demands.__annotations__:
                raise TypeError(
                    f"requires_auth(...) got {name!r}; it takes {', '.join(Demands.__annotations__)}"
                )
        roles, permissions = demands.pop("roles", None), demands.pop("permissions", None)
        return cls(_names("roles", roles), _names("permissions", permissions), **demands)  # type: ignore[arg-type,misc]

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


class Asking(Protocol):
    """Who asks, as far as a rule looks at it; `specter.http.Request` is one."""

    @property
    def user(self) -> Any: ...

    @property
    def active_profile(self) -> Any: ...

    def may(self, rule: AuthRule) -> bool:
        """Whether the user has the rule's roles and permissions."""
        ...


def requires_auth(target: Any = None, **demands: Unpack[Demands]) -> Any:
    """On a Controller class, its `load`, an action or a socket handler: only for visitors that are logged in, have
    one of `roles` and the `permissions`, and with `require_active_profile` a profile. A page sends those that are
    not logged in to `redirect_to` (`/login`). A method's own declaration replaces that of its class.
    """
    rule = AuthRule.of(**demands)

    def mark(declared: Any) -> Any:
        setattr(declared, MARK, rule)
        return declared

    return mark if target is None else mark(target)


def rule_of(target: Any, owner: Any = None) -> AuthRule | None:
    """The rule that holds for a function of `owner`, a bound method, a controller or its class."""
    rule: AuthRule | None = getattr(target, MARK, None)
    if rule is None:
        rule = getattr(owner if owner is not None else getattr(target, "__self__", None), MARK, None)
    return rule


def authorize(target: Any, request: Asking, *, owner: Any = None) -> None:
    """Raise what `@requires_auth` on `target` (or on its class, `owner`) demands of this request."""
    enforce(rule_of(target, owner), request)


def enforce(rule: AuthRule | None, request: Asking) -> None:
    """The one decision: AuthError 401 or 403, or nothing."""
    if rule is None:
        return
    if request.user is None:
        raise AuthError("Authentication required.", 401, rule)
    if rule.require_active_profile and request.active_profile is None:
        raise AuthError("Active profile required.", 403, rule)
    if (rule.roles or rule.permissions) and not request.may(rule):
        raise AuthError("Forbidden.", 403, rule)


def _names(what: str, given: Union[str, Iterable[str], None]) -> tuple[str, ...] | None:
    if given is None:
        return None
    if isinstance(given, str):
        return (given,)
    if not isinstance(given, Iterable):
        raise TypeError(f"requires_auth(..., {what}=...) expects a string or iterable of strings")
    return tuple(given) or None
