"""Documents for failures: the app's own pages, a plain one, and in dev the Python frames."""

from __future__ import annotations

import base64
import hashlib
import traceback
from http import HTTPStatus
from pathlib import Path
from typing import Optional

from specter.http import Failure, Request, Response
from specter.http.guard import content_security_policy

from ..authoring.app import App
from ..rendering.document import Frame
from ..rendering.html import attribute, text
from ..rendering.tree import render_of, to_html
from ..site.plan import Site

_STYLE = (
    ":root{color-scheme:light dark;font:16px/1.6 system-ui,sans-serif}"
    "body{margin:0;min-height:100vh;display:grid;place-items:center;background:light-dark(#fbfaf6,#101318);"
    "color:light-dark(#1a1c22,#e8e9ec)}"
    "main{box-sizing:border-box;width:min(46rem,100%);padding:2rem}"
    "h1{margin:0;font-size:2rem;line-height:1.2}p{margin:.75rem 0;opacity:.8;overflow-wrap:anywhere}"
    "ol{padding:0;list-style:none}li{margin:1rem 0;padding:.75rem 1rem;border:1px solid #8884;border-radius:.5rem}"
    "code,pre{font:.875rem/1.5 ui-monospace,monospace;overflow-wrap:anywhere}pre{margin:.25rem 0 0;overflow-x:auto}"
    "summary{cursor:pointer;opacity:.8}"
)
#: Our own pages may have this one style sheet in them.
_POLICY = [
    (
        b"content-security-policy",
        content_security_policy(
            {"style-src": f"'sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'"}
        ).encode("latin-1"),
    )
]


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
            # The app's own page for failures may fail like any other.
            except Exception as error:
                failure = _while_showing(failure, error)
            else:
                if own is not None:
                    return Response(own.encode(), failure.status)
        if self._dev and failure.error is not None and failure.status >= 500:
            return Response(
                _document(_title(failure), self._frames_of(failure.error)), failure.status, _POLICY
            )
        return Response(_document(_title(failure), _plain(failure)), failure.status, _POLICY)

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
        body = to_html(render_of(screen)(screen(facts), facts))
        return self._frame(kind, request.base).document(body, {"title": _title(failure)}, None)

    def _frames_of(self, error: BaseException) -> str:
        """The Python frames, the innermost first: the app's own open, the framework's below."""
        frames = traceback.extract_tb(error.__traceback__)[::-1]
        own = [frame for frame in frames if self._is_own(frame.filename)]
        whole = "".join(traceback.format_exception(type(error), error, error.__traceback__))
        return (
            f"<h1>{text(type(error).__name__)}</h1><p>{text(str(error))}</p>"
            f'<ol data-sprag-frames="{attribute(type(error).__name__)}">{self._rows(own or frames)}</ol>'
            f"<details><summary>The whole traceback</summary><pre>{text(whole)}</pre></details>"
        )

    def _is_own(self, file: str) -> bool:
        path = Path(file)
        return self._project in path.parents and "site-packages" not in path.parts

    def _rows(self, frames: list[traceback.FrameSummary]) -> str:
        return "".join(
            f"<li><code>{text(self._shown(frame.filename))}:{frame.lineno}</code> in "
            f"<code>{text(frame.name)}</code><pre>{text(frame.line or '')}</pre></li>"
            for frame in frames
        )

    def _shown(self, file: str) -> str:
        return Path(file).relative_to(self._project).as_posix() if self._is_own(file) else file

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
        f"<title>{text(title)}</title><style>{_STYLE}</style></head><body><main>{body}</main></body></html>"
    ).encode()


def _plain(failure: Failure) -> str:
    reference = f"<p>Request <code>{text(failure.request_id)}</code></p>" if failure.status >= 500 else ""
    return f"<h1>{text(_title(failure))}</h1><p>{text(failure.message)}</p>{reference}"


def _while_showing(failure: Failure, error: BaseException) -> Failure:
    """The app's own error page failed: that failure is what dev should show."""
    return Failure(
        status=max(failure.status, 500),
        message="Internal Server Error",
        request_id=failure.request_id,
        error=error,
        login=None,
    )
