"""Site: what the parts of the HTTP application share. They depend on it; the application composes them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from specter.http.auth import Visitor
from specter.http.config import HttpConfig
from specter.http.failures import UNEXPECTED
from specter.http.guard import Guard
from specter.http.request import Request
from specter.http.response import JSON, Response, encode_json
from specter.http.sending import Sender
from specter.http.surfaces import Surfaces

log = logging.getLogger("specter.http")

PREFIX = "/__sprag__/"


class Site:
    """Settings, pages, visitors, and the way from an error or a session to a response."""

    #: Who its visitors are; known once the application has booted.
    visitor: Visitor

    def __init__(self, config: HttpConfig, surfaces: Surfaces) -> None:
        self.config = config
        self.surfaces = surfaces
        #: The app object behind the surfaces, if there is one.
        self.app: Any = getattr(surfaces, "app", None)
        self.guard = Guard(config)
        #: The process is about to end.
        self.draining = False
        #: Called with the id of a session that was closed or got another one.
        self.on_session_end: Callable[[str], None] | None = None
        sender = Sender(config)
        self.send, self.answer, self.refuse = sender.send, sender.answer, sender.refuse

    def request(self, scope: Any) -> Request:
        """A Request of this application."""
        return Request.of(scope, scope["path"], self.visitor)

    def unexpected(self, request: Request, error: BaseException) -> str:
        """What a visitor is told about an error that nobody expected; names nothing in production."""
        return UNEXPECTED if self.config.production else f"{type(error).__name__}: {error}"

    def commit(self, request: Request, response: Response | None) -> None:
        """Store the request's session and let the response carry its cookie. In a greenlet."""
        session = request.opened_session
        if session is None or not (session.dirty() or session.should_set_cookie()):
            return
        secure = request.scope.get("scheme") in ("https", "wss")
        ended = session.invalidated_from or session.rotated_from
        try:
            cookie = self.visitor.keeper.commit(session, secure=secure)
        # A session store is the app's: whatever it raises, the visitor must not be told that all went well.
        except Exception as error:
            log.error("a session could not be stored, request %s", request.request_id, exc_info=error)
            if response is not None:
                failure = {
                    "ok": False,
                    "error": self.unexpected(request, error),
                    "request_id": request.request_id,
                }
                response.status, response.body, response.media_type = 500, encode_json(failure), JSON
            return
        if ended is not None and self.on_session_end is not None:
            self.on_session_end(ended)
        if cookie is not None and response is not None:
            response.headers.append((b"set-cookie", cookie.encode("latin-1")))
            response.headers.append((b"cache-control", b"no-store"))
