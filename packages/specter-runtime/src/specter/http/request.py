"""Request: what a load, an action or a socket event knows about who asks. Read lazily, decoded once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qs

import msgspec

from specter.access import AuthRule, enforce
from specter.http.files import Files, UploadedFile
from specter.http.headers import Headers, read_cookies, request_id_of
from specter.http.links import safe_next
from specter.http.sessions import Session
from specter.lifetime import Lifetime

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from specter.access import Demands, SignIn

_UNSET: Any = object()


class Knowing(Protocol):
    """Who knows the visitors of an application: `specter.http.auth.Visitor`, for its requests."""

    def open_session(self, request: Request) -> Session: ...

    def load_user(self, request: Request) -> Any: ...

    def load_profile(self, request: Request) -> Any: ...

    def may(self, request: Request, rule: AuthRule) -> bool: ...

    def snapshot(self, request: Request) -> dict[str, Any]: ...

    @property
    def login(self) -> Callable[..., Any]:
        """Takes the request, the user, and what SignIn holds."""
        ...

    def logout(self, request: Request) -> None: ...

    def set_profile(self, request: Request, profile: Any, extra_session: Mapping[str, Any] | None) -> Any: ...


class Request:
    """`method` is GET, HEAD, POST …, SOCKET for a socket event, BUILD while a page is rendered ahead of time."""

    # `query`, `headers`, `cookies`, `session` and `user` are made when first asked for.
    __slots__ = (
        "__weakref__",
        "_content_type",
        "_cookies",
        "_headers",
        "_profile",
        "_query",
        "_request_id",
        "_session",
        "_user",
        "base",
        "body",
        "client_id",
        "deferred",
        "files",
        "form",
        "method",
        "params",
        "path",
        "scope",
        "visitor",
    )

    def __init__(
        self,
        path: str = "/",
        params: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
        body: bytes = b"",
        request_id: str | None = None,
        session_id: str | None = None,
        cookies: Mapping[str, str] | None = None,
        session: Session | None = None,
        user: Any = _UNSET,
        active_profile: Any = _UNSET,
        content_type: str | None = None,
        form: Mapping[str, Any] | None = None,
        files: Files | None = None,
        client_id: str | None = None,
    ) -> None:
        self.scope: Mapping[str, Any] = {}
        self.visitor: Knowing | None = None
        self.path = path
        self.method = method
        self.base = ""
        self.body = body
        self.params: dict[str, Any] = dict(params or {})
        self.form: dict[str, Any] = dict(form or {})
        self.files: Files = dict(files or {})
        self.client_id = client_id
        #: Closed when the action that was deferred has ended; None: none was.
        self.deferred: Lifetime | None = None
        self._query: Any = dict(query or {})
        self._headers: Any = Headers(headers or {})
        self._cookies: Any = dict(cookies or {})
        self._request_id = request_id
        self._content_type: str | None = content_type or self._headers.get("Content-Type")
        self._session: Session = session if session is not None else Session(session_id)
        self._user = user
        self._profile = active_profile

    @classmethod
    def of(cls, scope: Mapping[str, Any], path: str, visitor: Knowing | None) -> Request:
        """The request of an ASGI scope."""
        request = cls.__new__(cls)
        request.scope = scope
        request.visitor = visitor
        request.path = path
        request.method = scope.get("method", "GET")
        request.base = scope.get("root_path", "")
        request.body = b""
        request.params = {}
        request.form = {}
        request.files = {}
        request.client_id = None
        request.deferred = None
        request._query = request._headers = request._cookies = _UNSET
        request._session = request._user = request._profile = _UNSET
        request._request_id = None
        request._content_type = None
        return request

    @property
    def query(self) -> dict[str, Any]:
        """The query: a text per name, a list where a name is repeated; blank values are left out."""
        if self._query is _UNSET:
            text = self.scope.get("query_string", b"").decode("latin-1")
            found = parse_qs(text, errors="replace", max_num_fields=1000) if text.count("&") < 1000 else {}
            self._query = {name: values[0] if len(values) == 1 else values for name, values in found.items()}
        return self._query  # type: ignore[no-any-return]

    @property
    def headers(self) -> Mapping[str, str]:
        if self._headers is _UNSET:
            self._headers = Headers.of(self.scope["headers"])
        return self._headers  # type: ignore[no-any-return]

    @property
    def cookies(self) -> dict[str, str]:
        if self._cookies is _UNSET:
            self._cookies = read_cookies(self.scope["headers"])
        return self._cookies  # type: ignore[no-any-return]

    @property
    def content_type(self) -> str | None:
        if self._content_type is None and self.scope:
            self._content_type = self.headers.get("Content-Type")
        return self._content_type

    @property
    def request_id(self) -> str:
        """The id that the log lines of this request have; taken from `X-Request-Id` when that is well-formed."""
        if self._request_id is None:
            self._request_id = request_id_of(self.headers.get("X-Request-Id"))
        return self._request_id

    @property
    def session(self) -> Session:
        """The visitor's session. It is stored, and a cookie set, only when something is put into it."""
        if self._session is _UNSET:
            self._session = self._known_visitor("session").open_session(self)
        return self._session

    @property
    def session_id(self) -> str:
        """The session's id; asking for it gives the visitor a session when there is none."""
        return self.session.id

    @property
    def user(self) -> Any:
        """Whom the auth service knows this visitor as; None for nobody."""
        if self._user is _UNSET:
            self._user = None if self.visitor is None else self.visitor.load_user(self)
        return self._user

    @user.setter
    def user(self, user: Any) -> None:
        self._user = user

    @property
    def active_profile(self) -> Any:
        if self._profile is _UNSET:
            self._profile = None if self.visitor is None else self.visitor.load_profile(self)
        return self._profile

    @active_profile.setter
    def active_profile(self, profile: Any) -> None:
        self._profile = profile

    @property
    def opened_session(self) -> Session | None:
        """The session, if this request has looked at it."""
        return None if self._session is _UNSET else self._session

    def get_json(self, silent: bool = False) -> Any:
        """The body as JSON; ValueError when it is none, or None with `silent`."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            if silent:
                return None
            raise ValueError("the request body is not valid JSON") from None

    @property
    def json(self) -> Any:
        return self.get_json()

    @property
    def args(self) -> dict[str, Any]:
        return self.query

    def file(self, name: str, default: Any = None) -> Any:
        """The (first) uploaded file under this name."""
        found = self.files.get(name)
        if isinstance(found, list):
            return found[0] if found else default
        return default if found is None else found

    def files_list(self, name: str) -> list[UploadedFile]:
        """All uploaded files under this name."""
        found = self.files.get(name)
        if found is None:
            return []
        return list(found) if isinstance(found, list) else [found]

    def after_action(self, cleanup: Callable[[], object]) -> None:
        """Clean up what the action worked with: now, or when it has ended if it was deferred."""
        if self.deferred is None:
            cleanup()
        else:
            self.deferred.defer(cleanup)

    # --- who it is; see specter.http.auth

    def login(self, user: Any, **how: Unpack[SignIn]) -> Any:
        """Make this visitor `user`, under a new session id; returns the user.

        Values of the session stay, unless somebody else (by `!=`) was logged in: then it begins empty.
        """
        return self._known_visitor("login").login(self, user, **how)

    def logout(self) -> None:
        """End the session; its id is dead from now on."""
        self._known_visitor("login").logout(self)

    def set_active_profile(self, profile: Any, *, extra_session: Mapping[str, Any] | None = None) -> Any:
        """Act as one of the user's profiles; returns it as the auth service resolves it."""
        return self._known_visitor("login").set_profile(self, profile, extra_session)

    def require_auth(self, **demands: Unpack[Demands]) -> Any:
        """Demand here what `@requires_auth(...)` would; returns the user."""
        self.authorize(AuthRule.of(**demands))
        return self.user

    def authorize(self, rule: AuthRule | None) -> None:
        """Raise 401 or 403 unless this visitor satisfies the rule (None: everybody)."""
        enforce(rule, self)

    def may(self, rule: AuthRule) -> bool:
        """Whether the user has the rule's roles and permissions, as the auth service says."""
        return self.visitor is not None and self.visitor.may(self, rule)

    def auth_snapshot(self) -> dict[str, Any]:
        """`authenticated`, `viewer`, `active_profile`: what a page may know. Never the session id."""
        if self.visitor is None:
            return {"authenticated": False, "viewer": None, "active_profile": None}
        return self.visitor.snapshot(self)

    def next_url(self, default: str = "/", param: str = "next") -> str:
        """Where the visitor wanted to go, if that is on this site; else `default`."""
        wanted = self.query.get(param)
        return safe_next(wanted, default) if isinstance(wanted, str) else default

    def _known_visitor(self, what: str) -> Knowing:
        if self.visitor is None:
            raise RuntimeError(f"there is no {what} here: the request was not made by an HttpApp")
        return self.visitor

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.path}>"
