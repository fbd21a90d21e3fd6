"""The dev server's ASGI application: the current good version of the user's app, and the way to the next one."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import gevent
from gevent.lock import RLock
from specter.http import HttpApp
from specter.hub import wait

from ..authoring.store import forget_stores, restore_stores
from ..build import compile_site, lay_out
from ..compiler import JSCodegenError, Program
from ..serve import application
from ..serve.surfaces import Tree
from ..site import Loaded, Site, discover, load, unload
from . import events
from .changes import Change, browser_only, classify, needs_import
from .failure import describe
from .inject import with_dev_client
from .versions import BASE, BrowserFiles

log = logging.getLogger(__name__)

#: Seconds in which open pages fetch new code before importing the app keeps the server busy.
LEAD = 0.02


@dataclass(frozen=True)
class Version:
    """One good state of the user's app."""

    loaded: Loaded
    site: Site
    program: Program
    http: HttpApp


class DevApp:
    """Serves the current version; `rebuild` replaces it or keeps it.

    Raises (from the constructor):
        SiteError, JSCodegenError: when there is no first version to serve.
    """

    def __init__(self, project: Path, target: Optional[str] = None, **config: Any) -> None:
        self.project = project.resolve()
        self.target = target
        self.events = events.DevEvents()
        self.files = BrowserFiles()
        self._config = config
        self._turn = RLock()
        self.version, _ = self._make(load(self.project, target))

    async def startup(self) -> None:
        """Start the version that is current; the server calls it, as the two below."""
        await self.version.http.startup()

    async def drain(self) -> None:
        self.events.close()
        await self.version.http.drain()

    async def shutdown(self) -> None:
        await self.version.http.shutdown()

    # What else the server asks of an application beyond ASGI.
    def __getattr__(self, name: str) -> Any:
        return getattr(self.version.http, name)

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            if scope["path"] == events.PATH:
                await self.events.serve(scope, receive, send)
                return
            module = self.files.versioned(scope["path"])
            if module is not None:
                await _send_module(send, module)
                return
            # An answer that is written past `send` would go without the dev client.
            scope = {key: value for key, value in scope.items() if key != "specter.protocol"}
            send = with_dev_client(send, self.events.build_id)
        await self.version.http(scope, receive, send)

    def rebuild(self, changed: set[Path], more: Callable[[], set[Path]] = set) -> bool:
        """Make the next version from the changed files; keeps the current one and says why when it is broken.

        `more()` waits a moment for further changes. It is asked before a failure is told: half of the files of one
        edit may not be written yet.
        """
        with self._turn, self.version.http.watchdog.excused():
            started = time.perf_counter()
            sources = {unit.source for unit in self.version.program.units.values()}
            changes = classify(changed, self.project, sources)
            self.events.build_id += 1
            shown = self.files.files
            fresh: list[str] = []
            try:
                if browser_only(changes):
                    fresh = self._ahead(changes)
                fresh += self._next(changes)
            # Whatever is wrong with the user's code: the page shows it, and the last good version serves on.
            except Exception as error:
                self.files.files = shown
                further = more()
                if further:
                    return self.rebuild(changed | further, more)
                self.events.broken(describe(error, self.project))
                log.warning("[SPRAG] %s", error)
                return False
            told = [self._told(self.version.program, change, fresh) for change in changes]
            self.events.rebuilt([*told, *self._also_fresh(told, fresh)])
            names = ", ".join(change.path for change in changes)
            log.info("[SPRAG] %s: live in %.0f ms", names, (time.perf_counter() - started) * 1000)
            return True

    def _ahead(self, changes: list[Change]) -> list[str]:
        """Show an edit of browser code before the server has it: compiling one file is quick, importing all is not."""
        site = self.version.site
        try:
            program = compile_site(site, self.project, dev=True)
        except JSCodegenError:
            return []  # the way through the server says what is wrong, its imports first
        fresh = self._take(lay_out(program, site), program)
        if any(path.startswith("surfaces/") for path in fresh):
            return fresh  # a page with another entry is loaded again, by a server that knows it
        told = [self._told(program, change, fresh) for change in changes]
        if self.events.ahead([*told, *self._also_fresh(told, fresh)]):
            gevent.sleep(LEAD)
        return fresh

    def _next(self, changes: list[Change]) -> list[str]:
        if not needs_import(changes) and all(change.kind in ("style", "content") for change in changes):
            return []
        if needs_import(changes):
            previous, stores = _project_modules(self.project), forget_stores()
            unload(self.project)
            try:
                version, fresh = self._make(load(self.project, self.target), before=self.version)
            except BaseException:
                unload(self.project)
                _restore(previous)
                restore_stores(stores)
                raise
        else:
            version, fresh = self._make(self.version.loaded, before=self.version)
        self.version = version
        return fresh

    def _make(self, loaded: Loaded, before: Optional[Version] = None) -> tuple[Version, list[str]]:
        site = discover(loaded)
        program = compile_site(site, self.project, dev=True)
        tree = lay_out(program, site)
        if before is not None:
            _keep_sessions(before.loaded, loaded)
        http = application(loaded, site, tree, production=False, **self._config)
        if before is not None:
            self._exchange(before.http, http)
        return Version(loaded, site, program, http), self._take(tree, program)

    def _take(self, tree: Tree, program: Program) -> list[str]:
        """Serve a build's browser files; the paths whose code is new."""
        paths = {url[len(BASE) :]: content for url, content in tree.items() if url.startswith(BASE)}
        imports = {unit.path: set(unit.imports) for unit in program.units.values()}
        return self.files.replace(paths, imports, self.events.build_id)

    def _exchange(self, old: HttpApp, new: HttpApp) -> None:
        """Stop the old application and start the new one; the old one is started again when that fails."""
        wait(old.drain())
        wait(old.shutdown())
        try:
            wait(new.startup())
        except BaseException:
            wait(old.startup())
            raise

    def _told(self, program: Program, change: Change, fresh: list[str]) -> dict[str, Any]:
        url: Optional[str] = None
        if change.kind == "code":
            unit = next((one for one in program.units.values() if one.source == change.path), None)
            url = self.files.url(unit.path) if unit is not None and unit.path in fresh else None
        elif change.kind in ("style", "asset"):
            url = next((url for url, file in self.version.site.files.items() if file == change.path), None)
        return {"kind": change.kind, "path": change.path, "url": url}

    def _also_fresh(self, told: list[dict[str, Any]], fresh: list[str]) -> list[dict[str, Any]]:
        """Code that is new without an edit of its own: it imports what was edited, or it is a page's entry."""
        urls = {change["url"] for change in told}
        also = [
            (path, self.files.url(path))
            for path in fresh
            if path.startswith(("app/", "surfaces/")) and path.endswith(".js")
        ]
        return [{"kind": "code", "path": path, "url": url} for path, url in also if url not in urls]


def _project_modules(project: Path) -> dict[str, Any]:
    root = f"{project}/"
    return {
        name: module
        for name, module in list(sys.modules.items())
        if str(getattr(module, "__file__", None) or "").startswith(root)
    }


def _restore(modules: dict[str, Any]) -> None:
    sys.modules.update(modules)


def _keep_sessions(before: Loaded, after: Loaded) -> None:
    """Carry sessions in memory over an edit, so that nobody is logged out by it."""
    old, new = before.app.providers.get("session_store"), after.app.providers.get("session_store")
    if old is not None and type(old).__qualname__ == type(new).__qualname__:
        after.app.providers["session_store"] = old


async def _send_module(send: Any, body: bytes) -> None:
    headers = [(b"content-type", b"text/javascript; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
