"""Documents for failures: the app's own pages, a plain one, and in dev the Python frames."""

from __future__ import annotations

import traceback
from http import HTTPStatus
from pathlib import Path
from typing import Optional

from specter.http import Failure, Request, Response

from ..authoring.app import App
from ..rendering.document import Frame
from ..rendering.html import attribute, text
from ..rendering.tree import to_html
from ..site.plan import Site


class ErrorPages:
    """What a browser sees of a failure, with the failure's status."""

    def __init__(self, app: App, site: Site, project: Path, *, dev: bool) -> None:
        self._screens = {"not_found": app.not_found, "error": app.error}
        self._site = site
        self._project = project
        self._dev = dev
        self._frames: dict[tuple[str, str], Frame] = {}

    def page(self, request: Request, failure: Failure) -> Response:
        """The app's own page; in dev, for an exception, its frames; else a plain one."""
        if not (self._dev and failure.error is not None and failure.status >= 500):
            try:
                own = self._own(request, failure)
            except Exception as error:
                failure = _while_showing(failure, error)
            else:
                if own is not None:
                    return Response(own.encode(), failure.status)
        if self._dev and failure.error is not None and failure.status >= 500:
            return Response(_document(_title(failure), _frames(failure)), failure.status)
        return Response(_document(_title(failure), _plain(failure)), failure.status)

    def _own(self, request: Request, failure: Failure) -> Optional[str]:
        kind = "not_found" if failure.status == 404 else "error"
        screen = self._screens[kind]
        if screen is None:
            return None
        facts = {
            "status": failure.status,
            "message": failure.message,
            "path": request.path,
            "request_id": failure.request_id,
        }
        body = to_html(screen(facts).render(facts))
        return self._frame(kind, request.base).document(body, {"title": _title(failure)}, None)

    def _frame(self, kind: str, base: str) -> Frame:
        frame = self._frames.get((kind, base))
        if frame is None:
            frame = Frame(self._site, self._site.errors[kind], self._project, base)
            self._frames[kind, base] = frame
        return frame


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
