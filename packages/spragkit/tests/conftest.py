"""What the tests of this package share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Callable

import pytest
from sprag.authoring.store import forget_stores
from sprag.site import unload

Project = Callable[[dict[str, str]], Path]

APP = "from sprag import App\napp = App(routes='app.routes')\n"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Writes files into a fresh project; afterwards nothing of it is left in this process."""

    def write(files: dict[str, str]) -> Path:
        for name, text in {"app/__init__.py": APP, "app/routes/__init__.py": "", **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), "utf-8")
        return tmp_path

    yield write
    unload(tmp_path)
    forget_stores()
    sys.path[:] = [entry for entry in sys.path if entry != str(tmp_path)]
