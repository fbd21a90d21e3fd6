"""An app served below a path prefix: pages, files, actions, links, redirects, ES modules."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import APPS, Server, Visitor

pytestmark = pytest.mark.browser

PREFIX = "/pre/fix"
# The prefix as another ASGI server says it, on that server's loop.
PROGRAM = """
import sys
from sprag.serve import create_app

app = create_app(sys.path[0] or ".")

async def prefixed(scope, receive, send):
    if scope["type"] in ("http", "websocket"):
        scope["root_path"] = "/pre/fix"
    await app(scope, receive, send)
"""


def built(app: str, parent: Path) -> Path:
    project = parent / app
    shutil.copytree(APPS / app, project, ignore=shutil.ignore_patterns("__pycache__", ".sprag", "dist"))
    done = subprocess.run(
        [sys.executable, "-m", "sprag", "build"], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return project


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The gallery below the prefix that another ASGI server names."""
    project = built("gallery", tmp_path_factory.mktemp("prefixed"))
    (project / "dist/prefixed.py").write_text(PROGRAM)
    command = [sys.executable, "-m", "uvicorn", "--port", "0", "--app-dir", ".", "prefixed:prefixed"]
    server = Server(command, project / "dist", {**os.environ})
    yield server.url + PREFIX
    server.stop()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site app below the prefix that its operator set."""
    project = built("site", tmp_path_factory.mktemp("prefixed"))
    command = [sys.executable, "-m", "sprag", "start", "--port", "0"]
    server = Server(command, project, {"SPRAG_BASE": PREFIX})
    yield server.url + PREFIX
    server.stop()


def test_links_styles_and_redirects_stay_below_the_prefix(site: str, visitor: Visitor) -> None:
    page = visitor.open(site + "/")
    expect(page.locator(".nav")).to_have_css("color", "rgb(10, 20, 30)")
    page.get_by_role("link", name="Docs").click()
    page.wait_for_url(site + "/docs/guide/install")
    expect(page.get_by_role("heading", name="Install")).to_be_visible()
    page.goto(site + "/moved")
    page.wait_for_url(site + "/about?name=moved")


def test_a_hybrid_page_calls_its_action_and_leaves_below_the_prefix(gallery: str, visitor: Visitor) -> None:
    page = visitor.open(gallery + "/board")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("li")).to_have_text(["one", "two", "three!"])
    for name in ("Navigate", "Leave"):
        page.goto(gallery + "/going")
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_url(gallery + "/settings")
    page.goto(gallery + "/going")
    page.get_by_role("link", name="Settings").click()
    page.wait_for_url(gallery + "/settings")


def test_declared_modules_and_what_they_import_have_their_hashed_names(
    gallery: str, visitor: Visitor
) -> None:
    page = visitor.context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(gallery)))

    page.goto(gallery + "/analytics")

    expect(page.locator(".today")).to_have_text("2024-02-03")
    modules = sorted(url for url in asked if url.endswith(".mjs"))
    assert [re.sub(r"[0-9a-f]{12}", "HASH", url) for url in modules] == [
        "/static/vendor/dayjs.HASH.mjs",
        "/static/vendor/digits.HASH.mjs",
        "/static/vendor/nanoid.HASH.mjs",
    ]
