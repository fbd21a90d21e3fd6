"""Sending complete responses: the headers that all of ours have, in one write where the server is ours."""

from __future__ import annotations

import logging
from typing import Any

from specter.http.config import HttpConfig
from specter.http.guard import Refused, content_security_policy, security_headers
from specter.http.logs import shape
from specter.http.request import Request
from specter.http.response import HTML, HeaderList, Response, header_lines

access = logging.getLogger("sprag.runtime")


class Answer:
    """A response as it is written: finished header lines, without those that the server adds."""

    __slots__ = ("body", "lines", "status")

    def __init__(self, status: int, lines: bytes, body: bytes) -> None:
        self.status = status
        self.lines = lines
        self.body = body


class Sender:
    """The way out of the HTTP application."""

    def __init__(self, config: HttpConfig) -> None:
        policy = content_security_policy(config.csp).encode("latin-1")
        self._security: HeaderList = security_headers(config)
        self._page_headers: HeaderList = [*self._security, (b"content-security-policy", policy)]
        self._security_lines = header_lines(self._security)
        self._page_lines = header_lines(self._page_headers)

    async def send(self, request: Request, response: Response, send: Any) -> None:
        """Send a complete response, also to the access log."""
        scope, status = request.scope, response.status
        if status >= 500:
            response.set("x-request-id", request.request_id)
        if access.isEnabledFor(logging.INFO):
            scope["specter.answer"] = (status, request)  # type: ignore[index]
        # A page that brings a policy of its own has that one: a browser would obey both.
        given = {name for name, _ in response.headers} if response.headers else ()
        has_ours = response.media_type == HTML and b"content-security-policy" not in given
        described = status not in (204, 304)
        protocol = scope.get("specter.protocol")
        if protocol is not None and b"connection" not in given:
            lines = self._page_lines if has_ours else self._security_lines
            if described:
                lines = _description(response) + lines
            if response.headers:
                lines += header_lines(response.headers)
            if protocol.respond(scope, status, lines, response.body):
                return
        headers = [*(self._page_headers if has_ours else self._security), *response.headers]
        if described:
            headers.append((b"content-type", response.media_type.encode("latin-1")))
            headers.append((b"content-length", b"%d" % len(response.body)))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": response.body})

    def answer(self, request: Request, response: Response) -> Answer:
        """What `send` would write of an answer in JSON."""
        status = response.status
        if status >= 500:
            response.set("x-request-id", request.request_id)
        if access.isEnabledFor(logging.INFO):
            request.scope["specter.answer"] = (status, request)  # type: ignore[index]
        lines = _description(response) + self._security_lines
        return Answer(
            status, lines + header_lines(response.headers) if response.headers else lines, response.body
        )

    async def refuse(self, scope: Any, refused: Refused, send: Any) -> None:
        """Answer what the guard lets nobody see, and close the connection."""
        response = Response.json({"error": refused.message, "ok": False}, refused.status)
        response.close()
        await self.send(Request.of(scope, scope["path"], None), response, send)


def _description(response: Response) -> bytes:
    return b"content-type: %b\r\ncontent-length: %d\r\n" % (
        response.media_type.encode("latin-1"),
        len(response.body),
    )


_EVENTS = {
    "/__sprag__/actions": "request.action",
    "/__sprag__/uploads": "request.upload",
    "/__sprag__/uploads/init": "request.upload.init",
    "/__sprag__/uploads/chunk": "request.upload.chunk",
}


def note_request(scope: Any, seconds: float) -> None:
    """The access log's line: of an action its route, its name and the shape of its payload, never a value."""
    status, request = scope.get("specter.answer", (None, None))
    call = scope.get("specter.call")
    level = (
        logging.INFO if status is None or status < 400 else logging.WARNING if status < 500 else logging.ERROR
    )
    access.log(
        level,
        _EVENTS.get(scope["path"], "request"),
        extra={
            "method": scope["method"],
            "path": scope["path"],
            "status": status,
            "duration_ms": round(seconds * 1000, 2),
            "request_id": None if request is None else request.request_id,
            **(
                {}
                if call is None
                else {"route": call.route, "action": call.action, "payload": shape(call.payload)}
            ),
        },
    )
