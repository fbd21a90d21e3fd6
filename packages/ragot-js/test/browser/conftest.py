"""One Chromium per test process, and a small server for the built files."""

from __future__ import annotations

import functools
import http.server
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from playwright.sync_api import Browser, Page, expect

PACKAGE = Path(__file__).parents[2]
WITHIN = 30_000
expect.set_options(timeout=WITHIN)
BLANK = b"<!doctype html><meta charset=utf-8><title>ragot</title><link rel=icon href='data:,'><body></body>"


class _Files(http.server.SimpleHTTPRequestHandler):
    extensions_map = {".js": "text/javascript", ".map": "application/json", ".html": "text/html"}

    def do_GET(self) -> None:
        if self.path.partition("?")[0] != "/":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(BLANK)))
        self.end_headers()
        self.wfile.write(BLANK)

    def log_message(self, format: str, *args: Any) -> None:
        return None


@pytest.fixture(scope="session")
def origin() -> Iterator[str]:
    """The address of a server for the files of this package: `/dist/…`, `/test/…`, and a blank page at `/`."""
    if not (PACKAGE / "dist" / "ragot.esm.min.js").is_file():
        pytest.fail("ragot-js is not built; run 'npm ci && npm run build' in packages/ragot-js")
    handler = functools.partial(_Files, directory=str(PACKAGE))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(chromium: Browser, origin: str) -> Iterator[Page]:
    """A blank page; a test fails when something was written to its console as an error, or thrown."""
    context = chromium.new_context(viewport={"width": 1000, "height": 700})
    page = context.new_page()
    page.set_default_timeout(WITHIN)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(origin)
    yield page
    context.close()
    assert problems == []


Run = Callable[..., Any]


@pytest.fixture
def run(page: Page) -> Run:
    """Runs the body of an async function in the page with what the named modules of dist/esm export."""

    def run(body: str, *, modules: str = "index", **arguments: Any) -> Any:
        names = [name.strip() for name in modules.split(",")]
        imports = ", ".join(f"import('/dist/esm/{name}.js')" for name in names)
        source = f"""async (given) => {{
            const R = Object.assign({{}}, ...(await Promise.all([{imports}])))
            const tick = () => new Promise((done) => setTimeout(done, 0))
            const frame = () => new Promise((done) => requestAnimationFrame(done))
            const until = async (what, ms = 20000) => {{
              const end = performance.now() + ms
              while (!what()) {{
                if (performance.now() > end) throw new Error('never came true: ' + what)
                await frame()
              }}
            }}
            try {{ {body} }} catch (error) {{ throw new Error(`${{error.stack}}\n${{error.cause?.stack ?? ''}}`) }}
        }}"""
        return page.evaluate(source, json.loads(json.dumps(arguments)))

    return run


@pytest.fixture(scope="session")
def fast_check(tmp_path_factory: pytest.TempPathFactory) -> str:
    """fast-check as one ES module: its text."""
    target = tmp_path_factory.mktemp("fast-check") / "fast-check.js"
    esbuild = PACKAGE / "node_modules" / ".bin" / "esbuild"
    entry = PACKAGE / "node_modules" / "fast-check" / "lib" / "fast-check.js"
    subprocess.run(
        [esbuild, entry, "--bundle", "--format=esm", "--log-level=error", f"--outfile={target}"], check=True
    )
    return target.read_text(encoding="utf-8")


@pytest.fixture
def check(page: Page, run: Run, fast_check: str) -> Run:
    """Like `run`, with `fc` (fast-check) and `T` (trees.js)."""
    page.route(
        "**/fast-check.js", lambda route: route.fulfill(body=fast_check, content_type="text/javascript")
    )

    def check(body: str, **arguments: Any) -> Any:
        # Every day the same examples, so that a red run means a change; another seed finds others.
        seed = int(os.environ.get("FAST_CHECK_SEED", "1"))
        given = "const fc = await import('/fast-check.js'); const T = await import('/test/browser/trees.js');"
        given += f"fc.configureGlobal({{ seed: {seed} }});"
        return run(given + body, **arguments)

    return check
