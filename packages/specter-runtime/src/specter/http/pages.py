"""Pages: rendered by the surfaces in a handler greenlet; what they raise becomes a page too."""

from __future__ import annotations

import logging
from typing import Any

from specter import hub
from specter.access import AuthError
from specter.context import current_app, current_request
from specter.errors import HTTPError, Redirect
from specter.http.compress import compress
from specter.http.failures import UNEXPECTED
from specter.http.guard import SAFE_METHODS
from specter.http.links import below, location
from specter.http.request import Request
from specter.http.response import HTML, Response, other_method
from specter.http.site import Site
from specter.http.surfaces import Failure

log = logging.getLogger("specter.http")


class Pages:
    """What answers at every path that nothing else took."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def __call__(self, request: Request, send: Any) -> None:
        if request.method in SAFE_METHODS and request.method != "OPTIONS":
            response = await self._page(request)
        else:
            response = other_method(request.method, ("GET", "HEAD"))
        await self.site.send(request, response, send)

    async def _page(self, request: Request) -> Response:
        try:
            return await hub.call_within(self.site.config.action_timeout, self._render, request)
        except hub.HandlerTimeout as error:
            return await hub.call(self._failed, request, HTTPError("The page took too long.", 504), error)

    def _render(self, request: Request) -> Response:
        current_request.set(request)
        current_app.set(self.site.app)
        try:
            response = self.site.surfaces.page(request)
            if response is None:
                raise HTTPError("Not Found", 404)
        except Redirect as redirect:
            response = Response(b"", redirect.status, [_location(request, redirect.location)])
        # Whatever an app's load or render raises has a page of its own.
        except Exception as error:
            response = self._failed(request, error)
        self.site.commit(request, response)
        config = self.site.config
        if config.production and config.compress and response.media_type == HTML:
            compress(response, request.headers.get("Accept-Encoding", ""))
        return response

    def _failed(self, request: Request, error: BaseException, cause: BaseException | None = None) -> Response:
        if isinstance(error, AuthError) and error.status_code == 401:
            query = request.scope.get("query_string", b"").decode("latin-1")
            return Response(b"", 302, [_location(request, error.rule.login_url(request.path, query))])
        if isinstance(error, HTTPError):
            failure = Failure(error.status_code, error.message, request.request_id, cause or error)
        else:
            log.error("page %s failed, request %s", request.path, request.request_id, exc_info=error)
            failure = Failure(500, self.site.unexpected(request, error), request.request_id, error)
        try:
            return self.site.surfaces.error_page(request, failure)
        # The app's own error page may fail too; then there is a plain one.
        except Exception as second:
            log.error("the error page failed, request %s", request.request_id, exc_info=second)
            return Response(
                f"{failure.status} {UNEXPECTED} {request.request_id}\n", 500, media_type="text/plain"
            )


def _location(request: Request, url: str) -> tuple[bytes, bytes]:
    return b"location", location(below(request.base, url))
