"""`sprag dev`: one process, one port, a watcher beside the server."""

from __future__ import annotations

from pathlib import Path
from typing import Callable, Optional

import gevent
from specter.runtime import serve

from .app import DevApp
from .watch import ChangedFiles


def run(
    project: Path,
    *,
    target: Optional[str] = None,
    host: str = "127.0.0.1",
    port: int = 8000,
    ready: Optional[Callable[[DevApp, str, int], None]] = None,
) -> int:
    """Serve a project with hot reload until SIGINT or SIGTERM; returns the exit code.

    Raises:
        SiteError, JSCodegenError: the project cannot be served at all.
        OSError: the port is in use.
    """
    app = DevApp(project, target)
    changes = ChangedFiles(app.project)
    follower = gevent.spawn(_follow, app, changes)

    def listening(address: str, number: int) -> None:
        if ready is not None:
            ready(app, address, number)

    try:
        return serve(app, host, port, drain=1.0, ready=listening)
    finally:
        changes.close()
        follower.kill()


def _follow(app: DevApp, changes: ChangedFiles) -> None:
    for changed in changes:
        app.rebuild(changed, changes.soon)
