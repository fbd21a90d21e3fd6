"""Every page of the labs template, walked in Chromium: from the dev server and from the build."""

from __future__ import annotations

from pathlib import Path

import pytest
from sprag.cli.new import create_project

from .conftest import Serve, Visitor
from .labs import WALKS

pytestmark = pytest.mark.browser

#: What the browser itself writes to the console about refusals that a walk provokes.
PROVOKED = {
    "/form-demo": ["status of 400"],
    "/operation-demo": ["status of 400", "status of 422"],
    "/auth-demo/protected": ["status of 401", "status of 403"],
}


@pytest.fixture(scope="module")
def labs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project, _ = create_project("labs", tmp_path_factory.mktemp("labs"), "labs")
    return project


@pytest.mark.parametrize("path", WALKS)
@pytest.mark.parametrize("production", [False, True], ids=["dev", "built"])
def test_the_lab_does_what_it_says(
    serve: Serve, visitor: Visitor, labs: Path, path: str, production: bool
) -> None:
    page = visitor.open(serve(labs, production=production).url + path)

    WALKS[path](page)

    visitor.errors = [
        error for error in visitor.errors if not any(told in error for told in PROVOKED.get(path, ()))
    ]


def test_every_lab_of_the_catalogue_has_a_walk(labs: Path) -> None:
    catalogue = (labs / "app/catalogue.py").read_text(encoding="utf-8")

    assert [path for path in WALKS if path != "/" and f'"{path}"' not in catalogue] == []
    assert catalogue.count("    Lab(\n") == len(WALKS) - 1
