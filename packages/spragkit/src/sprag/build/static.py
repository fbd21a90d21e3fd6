"""`sprag build static`: every page rendered into a file, for any static host and under any path prefix."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Optional

from specter.context import current_app, current_request
from specter.http import Failure, HttpApp, HTTPError, Redirect, Request
from specter.http.guard import content_security_policy
from specter.http.links import below
from specter.hub import HubLoop, call

from ..authoring.app import Page
from ..rendering.compiled import install_all
from ..rendering.html import attribute
from ..serve import application
from ..site import Surface, live
from .build import Work, expanded, replaced
from .compress import write_compressed
from .errors import BuildError
from .report import Progress, Report, silent

#: What a policy in a meta element cannot say.
_HEADER_ONLY = ("frame-ancestors", "report-uri", "report-to", "sandbox")


def build_static(
    project: Path,
    out: Optional[Path] = None,
    *,
    target: Optional[str] = None,
    base: str = "",
    progress: Progress = silent,
) -> Report:
    """Render every page and mount into `out` (default: `dist` in the project), which is replaced whole.

    Links are relative, so that the files work under any path; with `base` (such as `/docs`) they are
    absolute below it. Dynamic pages are those that `static_paths` names. `load()` runs once per page, with
    `Request(method="BUILD")`.

    Raises:
        SiteError, JSCodegenError, BuildError: with everything that is wrong; an earlier build is left as it
            was.
    """
    started = time.perf_counter()
    project = project.resolve()
    out = (out or project / "dist").resolve()
    base = f"/{base.strip('/')}" if base.strip("/") else ""
    work = Work.prepare(project, target, progress)
    paths = list(_paths(work))
    with replaced(out, project) as fresh:
        work.write_public(fresh)
        app = application(work.loaded, work.site, {}, production=True)
        install_all(work.loaded.project, work.templates())
        known = {path for path, _ in paths}
        with _running(app) as run:
            for number, (path, surface) in enumerate(paths):
                progress("render", number, len(paths))
                html, policy = run(_rendered, app, surface, path, base)
                _write(fresh, path, _finished(html, policy, path, base, known))
            (fresh / "404.html").write_text(run(_not_found, app, base), "utf-8")
        progress("render", len(paths), len(paths))
        write_compressed(fresh)
    report = work.report(out)
    report.routes = [path for path, surface in paths if surface.kind == "route"]
    report.warnings += [
        f"{surface.pattern}: its actions ({', '.join(surface.actions)}) need a server; a static build has none"
        for surface in work.site.surfaces
        if surface.actions
    ]
    report.seconds = time.perf_counter() - started
    return report


def _paths(work: Work) -> Iterator[tuple[str, Surface]]:
    """Every concrete path of the site with its surface."""
    for surface in work.site.surfaces:
        if "[" not in surface.pattern:
            yield surface.pattern, surface
            continue
        declaration = live(surface)
        if not isinstance(declaration, Page) or declaration.static_paths is None:
            raise BuildError(
                f"{surface.file}:{surface.line}: a static build cannot know the pages of {surface.pattern!r}; "
                "list them with page(static_paths=[...])"
            )
        for path in expanded(surface, declaration):
            yield path, surface


def _rendered(app: HttpApp, surface: Surface, path: str, base: str) -> tuple[str, str]:
    """The document of one path, and its Content-Security-Policy; a redirect becomes a page that leads on."""
    policy = content_security_policy(app.config.csp)
    request = Request(path, method="BUILD")
    request.base = _prefix(path, base)
    current_request.set(request)
    current_app.set(app.site.app)
    try:
        response = app.surfaces.page(request)
    except Redirect as redirect:
        location = attribute(below(request.base, redirect.location))
        return (
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
            f'<meta http-equiv="refresh" content="0; url={location}"><title>{location}</title></head>'
            f'<body><a href="{location}">{location}</a></body></html>'
        ), policy
    except HTTPError as error:
        advice = "; nobody is signed in to static files, so this page needs `sprag build` and a server"
        raise BuildError(
            f"{surface.file}:{surface.line}: {path} answered {error.status_code}: {str(error).rstrip('.')}"
            + (advice if error.status_code in (401, 403) else "")
        ) from error
    # A page's own code may raise anything.
    except Exception as error:
        raise BuildError(
            f"{surface.file}:{surface.line}: {path} could not be rendered: {type(error).__name__}: {error}"
        ) from error
    if response is None:
        raise BuildError(f"{surface.file}:{surface.line}: nothing answers at {path}")
    for name, value in response.headers:
        if name == b"content-security-policy":
            policy = value.decode("latin-1")
    return bytes(response.body).decode(), policy


def _prefix(path: str, base: str) -> str:
    """What stands before the site's root in links of the page at `path`: the given base, or `..` as often as
    it is deep.
    """
    if base:
        return base
    depth = len([part for part in path.split("/") if part])
    return "/".join([".."] * depth) or "."


def _finished(html: str, policy: str, path: str, base: str, known: set[str]) -> str:
    """Links to pages lead to their folders; the policy stands in the head."""
    prefix = _prefix(path, base)
    link = re.compile(rf'(<a\s[^<>]*?href="){re.escape(prefix)}(/[^"#?]*)')

    def replace(found: re.Match[str]) -> str:
        target = found[2].rstrip("/") or "/"
        slash = "/" if target in known and not found[2].endswith("/") else ""
        return f"{found[1]}{prefix}{found[2]}{slash}"

    said = "; ".join(part for part in policy.split("; ") if not part.startswith(_HEADER_ONLY))
    meta = f'<meta http-equiv="Content-Security-Policy" content="{attribute(said)}">'
    head = '<meta charset="utf-8">'
    return link.sub(replace, html).replace(head, head + meta, 1)


def _write(folder: Path, path: str, html: str) -> None:
    file = folder / path.strip("/") / "index.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(html, "utf-8")


def _not_found(app: HttpApp, base: str) -> str:
    """The page for what is not there. Hosts show it at any depth, so its links are absolute."""
    request = Request("/404.html", method="BUILD")
    request.base = base
    current_request.set(request)
    return bytes(app.surfaces.error_page(request, Failure(404, "Not Found", "")).body).decode()


@contextmanager
def _running(app: HttpApp) -> Iterator[Callable[..., Any]]:
    """The app with its services started; runs functions in a handler greenlet, as a server would."""
    loop = HubLoop()
    try:
        loop.run_until_complete(app.startup())
        try:
            yield lambda function, *args: loop.run_until_complete(call(function, *args))
        finally:
            loop.run_until_complete(app.shutdown())
    finally:
        loop.close()
