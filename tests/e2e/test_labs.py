"""Every page of the labs template, walked in Chromium: from the dev server, and packed as it is deployed.

`LABS=dev,built,packed,prefix,nginx` (a nox session) also walks what lies between the two, the app below a path prefix, and
behind nginx.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Response
from sprag.cli.new import create_project

from .conftest import Server, Visitor
from .labs import WALKS
from .nginx import Nginx

pytestmark = pytest.mark.browser

SPRAG = [sys.executable, "-m", "sprag"]
MODES = os.environ.get("LABS", "dev,packed").split(",")
#: What the browser itself writes to the console about refusals that a walk provokes.
PROVOKED = {
    "/form-demo": ["status of 400"],
    "/operation-demo": ["status of 400", "status of 422"],
    "/auth-demo/protected": ["status of 401", "status of 403"],
}


@pytest.fixture(scope="module", params=MODES)
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the labs are; without a slash at the end."""
    project, _ = create_project("labs", tmp_path_factory.mktemp("labs"), "labs")
    start = [*SPRAG, "start", "--port", "0"]
    steps, command, prefix = {
        "dev": ([], [*SPRAG, "dev", "--port", "0"], ""),
        "built": (["build"], start, ""),
        "packed": (["build", "pack"], [sys.executable, "dist/server.py", "--port", "0"], ""),
        "prefix": (["build"], start, "/pre/fix"),
        "nginx": (["build"], start, "/shop"),
    }[request.param]
    for step in steps:
        done = subprocess.run([*SPRAG, step], cwd=project, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    server = Server(command, project, {"SPRAG_BASE": prefix, "SPRAG_BEHIND_PROXY": "1" if prefix else "0"})
    if request.param == "nginx":
        nginx = Nginx(int(server.url.rpartition(":")[2]), prefix, tmp_path_factory.mktemp("nginx"))
        yield nginx.url
        nginx.stop()
    else:
        yield server.url + prefix
    server.stop()


@pytest.mark.parametrize("path", WALKS)
def test_the_lab_does_what_it_says(served: str, visitor: Visitor, path: str) -> None:
    asked: list[str] = []
    documents: list[Response] = []
    visitor.context.on("request", lambda request: asked.append(request.url))
    visitor.context.on(
        "response", lambda response: documents.append(response) if _is_page(response) else None
    )
    page = visitor.open(served + path)

    WALKS[path](page)

    assert [url for url in asked if not url.startswith((f"{served}/", "data:", "blob:"))] == []
    assert documents
    assert [response.url for response in documents if not _has_strict_policy(response)] == []

    visitor.errors = [
        error for error in visitor.errors if not any(told in error for told in PROVOKED.get(path, ()))
    ]


def test_what_a_page_does_against_its_policy_is_noticed(served: str, visitor: Visitor) -> None:
    page = visitor.open(f"{served}/")

    page.evaluate(
        "() => document.head.append(Object.assign(document.createElement('script'), {text: 'boom()'}))"
    )
    until = time.monotonic() + 30
    while len(visitor.errors) < 2 and time.monotonic() < until:
        page.wait_for_timeout(10)

    # By the page itself, and by Chromium on its console.
    assert f"against the policy: script-src-elem inline on {served}/" in visitor.errors
    assert [error for error in visitor.errors if "Content Security Policy" in error] != []
    visitor.errors.clear()


def _is_page(response: Response) -> bool:
    return response.headers.get("content-type", "").startswith("text/html")


def _has_strict_policy(response: Response) -> bool:
    policy = response.headers.get("content-security-policy", "")
    directives = dict(item.strip().partition(" ")[::2] for item in policy.split(";"))
    scripts = directives.get("script-src", "'unsafe-inline'").split()
    wanted = {"object-src": "'none'", "base-uri": "'none'", "frame-ancestors": "'self'"}
    # Ours, and inline ones that are known by their hash: an import map, say.
    return wanted.items() <= directives.items() and all(
        source == "'self'" or source.startswith("'sha256-") for source in scripts
    )


def test_every_lab_of_the_catalogue_has_a_walk(tmp_path: Path) -> None:
    labs, _ = create_project("labs", tmp_path, "labs")
    catalogue = (labs / "app/catalogue.py").read_text(encoding="utf-8")

    assert [path for path in WALKS if path != "/" and f'"{path}"' not in catalogue] == []
    assert catalogue.count("    Lab(\n") == len(WALKS) - 1
