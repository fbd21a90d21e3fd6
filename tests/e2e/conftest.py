"""A real server in a process of its own and a real Chromium, for every end-to-end test."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

ROOT = Path(__file__).resolve().parents[2]
APPS = ROOT / "tests/apps"
STARTS_WITHIN = 60.0
#: Milliseconds that a page may take for anything: machines that test are slow and busy.
WITHIN = 30_000
expect.set_options(timeout=WITHIN)


class Server:
    """A served project: `url` without a trailing slash, and everything that it printed."""

    def __init__(self, command: list[str], project: Path, env: dict[str, str]) -> None:
        self.project = project
        self.lines: list[str] = []
        self._announced = threading.Event()
        self.url = ""
        self._process = subprocess.Popen(
            command,
            cwd=project,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1", "TERM": "dumb", **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._announced.wait(STARTS_WITHIN) or not self.url:
            self.stop()
            raise AssertionError(f"{' '.join(command)} announced no URL:\n{self.output}")

    @property
    def output(self) -> str:
        return "".join(self.lines)

    def stop(self) -> int:
        """Ends the process as an operator would, and everything it started."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                pass
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._reader.join(5)
        return self._process.wait(5)

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                self.lines.append(line)
                if not self.url and "http://127.0.0.1:" in line:
                    self.url = line[line.index("http://127.0.0.1:") :].split()[0].rstrip("/.,")
                    self._announced.set()
        self._announced.set()


Serve = Callable[..., Server]


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """`serve("counter")` runs `sprag dev` on a copy of tests/apps/counter; `serve(path)` on a copy of any project.

    `production=True` builds it and runs `sprag start`. One server per project and mode for the whole module.
    """
    running: dict[tuple[str, bool], Server] = {}

    def start(app: str | Path, *, production: bool = False, env: dict[str, str] | None = None) -> Server:
        source = APPS / app if isinstance(app, str) else app
        key = (str(source), production)
        if key not in running:
            project = tmp_path_factory.mktemp(source.name) / source.name
            shutil.copytree(source, project, ignore=shutil.ignore_patterns("__pycache__", ".sprag", "dist"))
            running[key] = _started(project, production, env or {})
        return running[key]

    yield start
    for server in running.values():
        server.stop()


def _started(project: Path, production: bool, env: dict[str, str]) -> Server:
    sprag = [sys.executable, "-m", "sprag"]
    if not production:
        return Server([*sprag, "dev", "--port", "0"], project, env)
    built = subprocess.run(
        [*sprag, "build"],
        cwd=project,
        env={**os.environ, "NO_COLOR": "1", **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return Server([*sprag, "start", "--port", "0"], project, env)


_TELL_VIOLATIONS = """
addEventListener('securitypolicyviolation', (event) =>
  __violation(`${event.effectiveDirective} ${event.blockedURI} on ${event.documentURI}`))
"""


class Visitor:
    """A browser context whose console is watched: `errors` holds every error and warning that a page caused, and
    everything that it did against its Content-Security-Policy.
    """

    def __init__(self, browser: Browser, **options: Any) -> None:
        self.context: BrowserContext = browser.new_context(**options)
        self.context.set_default_timeout(WITHIN)
        self.errors: list[str] = []
        self.context.on("console", self._note)
        self.context.on("weberror", lambda error: self.errors.append(f"uncaught: {error.error}"))
        self.context.expose_binding(
            "__violation", lambda _, told: self.errors.append(f"against the policy: {told}")
        )
        self.context.add_init_script(_TELL_VIOLATIONS)

    def open(self, url: str) -> Page:
        """A new tab at `url`, loaded."""
        page = self.context.new_page()
        page.goto(url)
        return page

    def _note(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Visitor]:
    """A fresh visitor; the test fails when the console holds an error that it did not take out of `errors`."""
    made = Visitor(chromium)
    yield made
    made.context.close()
    assert made.errors == []


@pytest.fixture
def plain_visitor(chromium: Browser) -> Iterator[Visitor]:
    """A visitor with JavaScript switched off."""
    made = Visitor(chromium, java_script_enabled=False)
    yield made
    made.context.close()
    assert made.errors == []
