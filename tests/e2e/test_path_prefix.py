"""An app served below a path prefix, as behind a proxy that keeps it: pages, files, actions, links, redirects."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from .conftest import APPS, Server, Visitor

pytestmark = pytest.mark.browser

# Another ASGI server's loop, too: plain uvicorn runs it.
PROGRAM = """
import sys
from sprag.serve import create_app

app = create_app(sys.path[0] or ".")

async def prefixed(scope, receive, send):
    if scope["type"] in ("http", "websocket"):
        scope["root_path"] = "/pre/fix"
    await app(scope, receive, send)
"""


@pytest.fixture(scope="module", params=["gallery", "site"])
def prefixed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    project = tmp_path_factory.mktemp("prefixed") / request.param
    shutil.copytree(
        APPS / request.param, project, ignore=shutil.ignore_patterns("__pycache__", ".sprag", "dist")
    )
    built = subprocess.run(
        [sys.executable, "-m", "sprag", "build"], cwd=project, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    (project / "dist/prefixed.py").write_text(PROGRAM)
    command = [sys.executable, "-m", "uvicorn", "--port", "0", "--app-dir", ".", "prefixed:prefixed"]
    server = Server(command, project / "dist", {**os.environ})
    yield server
    server.stop()


def test_a_hybrid_page_calls_its_action_and_leaves_below_the_prefix(
    prefixed: Server, visitor: Visitor
) -> None:
    if prefixed.project.parent.name != "gallery":
        page = visitor.open(prefixed.url + "/pre/fix/")
        expect(page.locator(".nav")).to_have_css("color", "rgb(10, 20, 30)")
        page.get_by_role("link", name="Docs").click()
        page.wait_for_url(prefixed.url + "/pre/fix/docs/guide/install")
        expect(page.get_by_role("heading", name="Install")).to_be_visible()
        page.goto(prefixed.url + "/pre/fix/moved")
        page.wait_for_url(prefixed.url + "/pre/fix/about?name=moved")
        return
    page = visitor.open(prefixed.url + "/pre/fix/board")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("li")).to_have_text(["one", "two", "three!"])
    for name in ("Navigate", "Leave"):
        page.goto(prefixed.url + "/pre/fix/going")
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_url(prefixed.url + "/pre/fix/settings")
    page.goto(prefixed.url + "/pre/fix/going")
    page.get_by_role("link", name="Settings").click()
    page.wait_for_url(prefixed.url + "/pre/fix/settings")
    page.goto(prefixed.url + "/pre/fix/analytics")
    expect(page.locator(".today")).to_have_text("2024-02-03")
