"""What the HTTP application asks of the site that it serves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from specter.http.request import Request
    from specter.http.response import Response


@dataclass(frozen=True)
class Target:
    """The surface at a concrete path: its slug and pattern, what the pattern matched, and who controls it."""

    name: str
    pattern: str
    params: Mapping[str, Any] = field(default_factory=dict)
    controller: Any = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Failure:
    """Why a page could not be shown. `message` may be shown; `error` only in dev. `login` is where a 401 leads."""

    status: int
    message: str
    request_id: str
    error: BaseException | None = None
    login: str | None = None


class Surfaces(Protocol):
    """The site. `page` and `error_page` run in a handler greenlet, `find` and `static` must not block."""

    def page(self, request: Request) -> Response | None:
        """The document at the request's path; None: there is none."""

    def find(self, route: str) -> Target | None:
        """The surface at a concrete path, for actions, uploads and sockets."""

    def static(self, path: str) -> Any:
        """The ASGI application that serves this file without session and greenlet; None: nobody."""

    def error_page(self, request: Request, failure: Failure) -> Response:
        """The document for a failure."""
        ...


class NoSurfaces:
    """A site without pages, for an application that has only routers and sockets."""

    def page(self, request: Request) -> Response | None:
        return None

    def find(self, route: str) -> Target | None:
        return None

    def static(self, path: str) -> Any:
        return None

    def error_page(self, request: Request, failure: Failure) -> Response:
        from specter.http.response import Response

        return Response(
            f"{failure.status} {failure.message}\n", failure.status, media_type="text/plain; charset=utf-8"
        )
