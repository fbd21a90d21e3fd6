"""After any edits of a project, its output and its problems are those of a clean build. `SPRAG_EDITS=1000` tries more."""

from __future__ import annotations

import gc
import os
import sys
import weakref
from pathlib import Path
from random import Random

import pytest
from sprag.compiler import Program, Root, compile_app
from sprag.compiler.cache import Cache
from sprag.compiler.project import Project

sys.path.insert(0, str(Path(__file__).parent))
from projects import MAIN, edits

PROJECTS = int(os.environ.get("SPRAG_EDITS", "15"))
EDITS = 10


def clean(roots: list[Root], root: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Compile as a new process does."""
    with monkeypatch.context() as fresh:
        fresh.setattr(Project, "known", {})
        fresh.setattr(Cache, "memory", {})
        return compile_app(roots, root)


@pytest.mark.parametrize("seed", range(PROJECTS))
def test_an_edited_project_compiles_like_a_new_one(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(seed)
    both = [Root(tmp_path / MAIN, "M"), Root(tmp_path / MAIN, "V")]
    for _ in edits(random, tmp_path, EDITS):
        roots = random.choice([both, both, both[:1], both[1:]])
        edited = compile_app(roots, tmp_path)
        new = clean(roots, tmp_path, monkeypatch)

        assert edited.units == new.units
        assert edited.diagnostics == new.diagnostics


def test_a_file_that_comes_later_is_seen_by_classes_that_asked_for_it(tmp_path: Path) -> None:
    main = tmp_path / "m.py"
    main.write_text("from base import B\n\n\nclass C(B):\n    pass\n\n\ndef case():\n    return C().f()\n")
    roots = [Root(main, "case")]
    assert [d.code for d in compile_app(roots, tmp_path).diagnostics] == ["SPR130"]

    (tmp_path / "base.py").write_text("class B:\n    def f(self):\n        return 1\n")

    assert compile_app(roots, tmp_path).diagnostics == []


def test_classes_that_inherit_from_one_another_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "from b import B\n\n\nclass A(B):\n    pass\n\n\ndef case():\n    return A()\n"
    )
    (tmp_path / "b.py").write_text("from a import A\n\n\nclass B(A):\n    pass\n")

    found = compile_app([Root(tmp_path / "a.py", "case")], tmp_path).diagnostics

    assert [d.message for d in found] == ["The base class B of A is not known in browser code."]


def test_what_is_compiled_again_lets_go_of_what_it_was(tmp_path: Path) -> None:
    file = tmp_path / "app" / "m.py"
    file.parent.mkdir()
    kept = []
    for number in range(3):
        file.write_text(
            f"class A:\n    def m(self):\n        return {number}\n\ndef f():\n    return A().m()\n"
        )
        compile_app([Root(file, "f")], tmp_path).raise_if_any()
        project = Project.at(tmp_path)
        parsed = project.load(file)
        assert parsed is not None
        kept += [weakref.ref(parsed), weakref.ref(project)]
        Project.known.clear()
    del parsed, project
    gc.collect()

    assert [one() for one in kept] == [None] * 6
