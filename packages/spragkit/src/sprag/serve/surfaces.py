"""What specter's HTTP application asks of a site: its pages, its files, its error pages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Optional, Union

import msgspec
from specter.http import Failure, Request, Response, Target, authorize
from specter.hub import wait

from ..authoring.app import App, Mount
from ..rendering.document import Frame
from ..rendering.images import with_srcset
from ..rendering.render import Setting, render
from ..site.loading import live
from ..site.plan import Entry, Site, Surface
from ..site.routing import Table
from .errors import ErrorPages
from .policy import Policy
from .static import StaticFile, StaticText, cache_control, collect, no_icon

Tree = Mapping[str, Union[Path, bytes]]


class _Served:
    """A surface with what serving it takes: the declaration, the running controller, the document's frame."""

    def __init__(self, site: Site, surface: Surface, project: Path) -> None:
        self.surface = surface
        self.declaration = live(surface)
        declaration = self.declaration
        cls = declaration.boot if isinstance(declaration, Mount) else declaration.controller
        self.controller = cls() if cls is not None else None
        self._site, self._project = site, project
        self._frames: dict[str, Frame] = {}

    @property
    def key(self) -> str:
        """The controller's name in the registry."""
        kind = "mount" if self.surface.kind == "mount" else "page"
        path = self.surface.pattern.strip("/").replace("/", ".") or "root"
        return f"sprag.controller.{kind}.{path}.{type(self.controller).__name__}"

    def frame(self, base: str) -> Frame:
        """The document's frame under a path prefix."""
        frame = self._frames.get(base)
        if frame is None:
            frame = self._frames[base] = Frame(self._site, self.surface, self._project, base)
        return frame


class Surfaces:
    """Implements `specter.http.Surfaces` for one Site.

    `browser_files` is the browser's file tree (docs/architecture.md §3) by URL: paths on disk, or bytes in dev.
    """

    def __init__(
        self,
        app: App,
        site: Site,
        project: Path,
        *,
        production: bool,
        browser_files: Tree,
        policy: Policy,
    ) -> None:
        self.app = app
        self.site = site
        self.production = production
        self.policy = policy
        surfaces = site.surfaces if production else map(_with_dev_entry, site.surfaces)
        self.served = [_Served(site, surface, project) for surface in surfaces]
        self._table = Table((one.surface.pattern, one) for one in self.served if one.surface.kind == "route")
        self._mounts = Table((one.surface.pattern, one) for one in self.served if one.surface.kind == "mount")
        self._setting = Setting(authorize=authorize, wait=wait, dev=not production)
        self._errors = ErrorPages(app, site, project, dev=not production)
        self._files = _files(site, project, browser_files, production=production)

    def page(self, request: Request) -> Optional[Response]:
        """The document at a request's path; None when there is none. Runs in a greenlet."""
        found = self._match(request.path)
        if found is None:
            return None
        served, params = found
        request.params = params
        frame = served.frame(request.base)
        html = render(frame, served.declaration, served.controller, request, self._setting)
        if self.site.images:
            html = with_srcset(html, self.site.images, request.base)
        return Response(html.encode(), headers=self.policy.headers(frame))

    def find(self, route: str) -> Optional[Target]:
        """The surface at a concrete path, for actions, uploads and sockets."""
        found = self._match(route)
        if found is None:
            return None
        served, params = found
        surface = served.surface
        return Target(
            name=surface.slug,
            pattern=surface.pattern,
            params=params,
            controller=served.controller,
            topics=surface.topics,
        )

    def static(self, path: str) -> Any:
        """The file at a path as an ASGI application; None when nobody serves it."""
        return self._files.get(path)

    def error_page(self, request: Request, failure: Failure) -> Response:
        """The document for a failure: the app's own page, in dev the frames, else a plain one."""
        return self._errors.page(request, failure)

    def _match(self, path: str) -> Any:
        return self._table.match(path) or self._mounts.match(path)


def _with_dev_entry(surface: Surface) -> Surface:
    """Dev serves a surface's entry as it stands in the browser's file tree."""
    if surface.mode == "document":
        return surface
    return msgspec.structs.replace(surface, entry=Entry(f"/generated/{surface.browser_file}"))


def _files(site: Site, project: Path, browser_files: Tree, *, production: bool) -> dict[str, Any]:
    served: dict[str, Any] = {"/favicon.ico": no_icon}
    for url, path in collect(project / "public").items():
        served[url] = StaticFile(path, cache_control(url, production=production))
    for url, inside in site.files.items():
        shown = site.url(url)
        served[shown] = StaticFile(str(project / inside), cache_control(shown, production=production))
    for url, content in browser_files.items():
        if isinstance(content, bytes):
            served[url] = StaticText(url, content)
        else:
            served[url] = StaticFile(str(content), cache_control(url, production=production))
    return served
