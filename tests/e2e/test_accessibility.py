"""Every page of every test app, of every template and of the documentation: conforming HTML, and nothing that axe-core
calls serious.

`EVERY_PAGE=1` (a nox session) also lets axe look at all of the documentation, not only at a page of each kind.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import html5lib
import pytest
from playwright.sync_api import Page
from sprag.cli.new import NAMES, create_project

from .conftest import APPS, ROOT, Serve, Server, Visitor

pytestmark = pytest.mark.browser

AXE = (ROOT / "packages/ragot-js/node_modules/axe-core/axe.min.js").read_text("utf-8")
#: The hostile app shows characters that no document may hold, on purpose.
APP_NAMES = sorted(path.name for path in APPS.iterdir() if (path / "app").is_dir() and path.name != "hostile")
PROJECTS = [*APP_NAMES, *NAMES, "documentation"]
DOCS_KINDS = (
    "/",
    "/docs",
    "/docs/getting-started",
    "/docs/codegen",
    "/docs/errors/spg001",
    "/docs/reference/sprag-testing",
    "/blog",
)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each project's folder by its name."""
    parent = tmp_path_factory.mktemp("templates")
    made = {name: create_project(f"my-{name}", parent, name)[0] for name in NAMES}
    return {
        **{name: APPS / name for name in APP_NAMES},
        **made,
        "documentation": ROOT / "docs",
    }


def paths_of(server: Server) -> list[str]:
    """Every concrete path of a built project, and one that is not there."""
    facts = json.loads((server.project / "dist/build.json").read_text("utf-8"))
    return [*facts["paths"], "/not/there"]


def html_at(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        return error.read().decode()


def serious(page: Page) -> list[tuple[str, Any]]:
    """What axe-core finds, when it is serious or worse: the rule, and the elements."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document)")
    return [
        (violation["id"], [node["html"][:120] for node in violation["nodes"]])
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("name", PROJECTS)
def test_every_page_conforms_and_is_accessible(
    serve: Serve, visitor: Visitor, sources: dict[str, Path], name: str
) -> None:
    server = serve(sources[name], production=True)
    page = visitor.context.new_page()
    wrong: dict[str, Any] = {}
    for path in paths_of(server):
        try:
            html5lib.HTMLParser(strict=True).parse(html_at(server.url + path))
        except html5lib.html5parser.ParseError as error:
            wrong[f"{path} as HTML"] = str(error)
        if name == "documentation" and path not in DOCS_KINDS and not os.environ.get("EVERY_PAGE"):
            continue
        page.goto(server.url + path)
        found = serious(page)
        if found:
            wrong[path] = found

    visitor.errors.clear()  # what a page says in its console is the business of its own tests
    assert wrong == {}
