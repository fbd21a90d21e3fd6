"""Documents for failures: the app's own pages, a plain one, and in dev the Python frames."""

from __future__ import annotations

import traceback
from http import HTTPStatus
from typing import Any

from specter.http import Failure, Request, Response

from ..authoring.app import App
from ..rendering.html import attribute, text
from ..rendering.tree import to_html


def error_page(app: App, request: Request, failure: Failure, *, dev: bool) -> Response:
    """The response to a failed page request, with the failure's status."""
    own = app.not_found if failure.status == 404 else app.error
    if own is not None and not (dev and failure.error is not None and failure.status >= 500):
        try:
            return Response(
                _document(
                    _title(failure), to_html(own(_facts(request, failure)).render(_facts(request, failure)))
                ),
                failure.status,
            )
        except Exception as error:
            failure = _while_showing(failure, error)
    if dev and failure.error is not None and failure.status >= 500:
        return Response(_document(_title(failure), _frames(failure)), failure.status)
    return Response(_document(_title(failure), _plain(failure)), failure.status)


def _facts(request: Request, failure: Failure) -> dict[str, Any]:
    return {
        "status": failure.status,
        "message": failure.message,
        "path": request.path,
        "request_id": failure.request_id,
    }


def _title(failure: Failure) -> str:
    try:
        return f"{failure.status} {HTTPStatus(failure.status).phrase}"
    except ValueError:
        return str(failure.status)


def _document(title: str, body: str) -> bytes:
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{text(title)}</title></head><body><main>{body}</main></body></html>"
    ).encode()


def _plain(failure: Failure) -> str:
    reference = f"<p>Request <code>{text(failure.request_id)}</code></p>" if failure.status >= 500 else ""
    return f"<h1>{text(_title(failure))}</h1><p>{text(failure.message)}</p>{reference}"


def _frames(failure: Failure) -> str:
    error = failure.error
    assert error is not None
    rows = "".join(
        f"<li><code>{text(frame.filename)}:{frame.lineno}</code> in <code>{text(frame.name)}</code>"
        f"<pre>{text(frame.line or '')}</pre></li>"
        for frame in traceback.extract_tb(error.__traceback__)
    )
    whole = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return (
        f"<h1>{text(type(error).__name__)}</h1><p>{text(str(error))}</p>"
        f'<ol reversed data-sprag-frames="{attribute(type(error).__name__)}">{rows}</ol>'
        f"<details><summary>Traceback</summary><pre>{text(whole)}</pre></details>"
    )


def _while_showing(failure: Failure, error: BaseException) -> Failure:
    """The app's own error page failed: that failure is what dev should show."""
    return Failure(
        status=max(failure.status, 500),
        message="Internal Server Error",
        request_id=failure.request_id,
        error=error,
        login=None,
    )
