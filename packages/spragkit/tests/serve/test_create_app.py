"""A build as production serves it, laid out by hand: no compiler, no discovery."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Callable

import pytest
from sprag.rendering.tree import forget_printers
from sprag.serve import create_app
from sprag.site import discover, encode, load
from sprag.testing import Client

Project = Callable[[dict[str, str]], Path]

PAGE = """\
from sprag import Component, Screen, page, ssr, ui

class Shown(Component):
    def render(self, props=None):
        return ui.p("hi ", self.props["name"])

class S(Screen):
    def render(self, data):
        return ssr(Shown, name="<Ada>")

made = page(path="/", screen=S, mode="document", css="app/theme.css")
"""


def dist(project: Project) -> Path:
    root = project(
        {"app/routes/home/page.py": PAGE, "app/theme.css": "p {}", "public/assets/app/theme.css": "p{}"}
    )
    site = discover(load(root))
    (root / "manifest.json").write_bytes(encode(site))
    return root


def test_a_build_is_served_from_its_manifest(project: Project) -> None:
    root = dist(project)

    with Client.of(create_app(root)) as visitor:
        answer, css, manifest = (
            visitor.get("/"),
            visitor.get("/assets/app/theme.css"),
            visitor.get("/manifest.json"),
        )

    assert "<p>hi <!---->&lt;Ada&gt;</p>" in answer.text
    assert (css.status, manifest.status) == (200, 404)


def test_components_print_by_the_builds_compiled_functions(project: Project) -> None:
    root = dist(project)
    compiled = (
        "def _sprag_Shown_render(self, props=None):\n    return _sprag_raw('<p>compiled</p>')\n"
        "_sprag_components = {'Shown': ('_sprag_Shown_render', ('render',))}\n"
    )
    (root / "templates.json").write_text(
        json.dumps({"app/routes/home/page.py": compiled, "app/none.py": "x"})
    )
    try:
        with Client.of(create_app(root)) as visitor:
            assert "<p>compiled</p>" in visitor.get("/").text
    finally:
        forget_printers()


def test_a_folder_that_is_no_build_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"manifest\.json was not found; run `sprag build`"):
        create_app(tmp_path)


@pytest.mark.parametrize("text", ["{}", "[]", "{", '{"target": "app:app", "surfaces": [{"kind": 3}]}'])
def test_a_broken_manifest_says_to_build_again(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)

    with pytest.raises(ValueError, match=r"not a manifest of this version .*; run `sprag build` again"):
        create_app(tmp_path)


def test_serving_a_build_imports_no_compiler(project: Project) -> None:
    root = dist(project)
    program = (
        "import sys; from sprag.serve import create_app; create_app(sys.argv[1]);"
        "print([name for name in sys.modules if name.startswith(('sprag.compiler', 'sprag.build', 'sprag.cli', 'libcst',"
        " 'typer', 'markdown_it', 'pygments', 'yaml', 'nh3'))])"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, str(root)], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"
