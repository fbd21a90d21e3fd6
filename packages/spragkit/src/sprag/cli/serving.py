"""``sprag dev``, ``sprag dev static`` and ``sprag start``: run a server until it is told to stop."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Optional

from .console import Output
from .failures import Problem

if TYPE_CHECKING:
    from ..dev import DevApp

MODES = ("auto", "wsgi", "websocket")


def check_mode(mode: str) -> None:
    if mode not in MODES:
        raise Problem(f"--server-mode must be one of {', '.join(MODES)}, got {mode!r}")


def run_dev(out: Output, project: Path, target: Optional[str], host: str, port: int) -> int:
    """Serve a project with hot reload; returns the exit code."""
    from ..dev import run

    _log_to(out)

    def ready(app: DevApp, address: str, number: int) -> None:
        site = app.version.site
        out.done(f"{site.target} on http://{_shown(address)}:{number}")
        for surface in site.surfaces:
            out.say(f"  {surface.pattern}  {surface.mode}", style="dim")
        for warning in site.warnings:
            out.warn(warning)
        out.say("Edit a file and look at the page. Ctrl-C stops.", style="dim")

    return run(project, target=target, host=host, port=port, ready=ready)


def run_start(out: Output, dist: Path, target: Optional[str], host: str, port: int) -> int:
    """Serve a build; returns the exit code."""
    from specter.runtime import serve

    from ..serve import create_app
    from ..serve.app import MANIFEST

    if not (dist / MANIFEST).is_file():
        raise Problem(f"{dist} holds no build: run 'sprag build' first, or name the build with --dist")

    def ready(address: str, number: int) -> None:
        out.done(f"serving {dist} on http://{_shown(address)}:{number}")

    return serve(create_app(dist, target, **_durable(out, dist)), host, port, ready=ready)


def _durable(out: Output, dist: Path) -> dict[str, str]:
    """Sessions outlive a restart: unless `SPRAG_STORAGE` names another place they are kept beside the build."""
    if "SPRAG_STORAGE" in os.environ:
        return {}
    folder = dist.resolve().parent / ".sprag"
    try:
        folder.mkdir(exist_ok=True)
        (folder / ".writable").touch()
        (folder / ".writable").unlink()
    except OSError as error:
        out.warn(
            f"{folder} cannot be written ({error.strerror}): sessions are kept in memory. SPRAG_STORAGE names a place."
        )
        return {}
    return {"storage": f"sqlite:///{folder / 'data.sqlite3'}"}


def run_files(out: Output, dist: Path, host: str, port: int) -> int:
    """Serve plain files; returns the exit code."""
    from specter.runtime import serve
    from starlette.staticfiles import StaticFiles

    if not (dist / "index.html").is_file():
        raise Problem(
            f"{dist} holds no index.html: run 'sprag build static' first, or name the build with --dist"
        )

    def ready(address: str, number: int) -> None:
        out.done(f"serving the files of {dist} on http://{_shown(address)}:{number}")

    return serve(StaticFiles(directory=dist, html=True), host, port, ready=ready)


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _log_to(out: Output) -> None:
    """Show what the packages log, each line once; requests for files only with `--verbose`."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Lines())
    handler.addFilter(lambda record: out.verbose or getattr(record, "status", 0) is not None)
    usual = logging.WARNING if out.quiet else logging.INFO
    # The server's own start is told by us, with the URL to click on.
    for name, level in (("sprag", usual), ("specter", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG if out.verbose else level)
        logger.propagate = False


class _Lines(logging.Formatter):
    """A line of text for a person; a request as `GET /counter 200 in 3 ms`, an action by its name."""

    def format(self, record: logging.LogRecord) -> str:
        if not hasattr(record, "duration_ms"):
            return super().format(record)
        facts = vars(record)
        status = facts["status"] or "file"
        what = f"{facts['route']} {facts['action']}" if "action" in facts else facts["path"]
        return f"  {facts['method']} {what} {status} in {facts['duration_ms']:.0f} ms"
