"""sprag new: what is written, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sprag.cli.failures import Problem
from sprag.cli.new import NAMES, create_project, slug_of


@pytest.mark.parametrize("template", NAMES)
def test_each_template_fills_in_the_name_and_leaves_no_token(tmp_path: Path, template: str) -> None:
    target, files = create_project("My Shop", tmp_path, template)

    assert target == (tmp_path / "My Shop").resolve()
    assert Path("app/__init__.py") in files
    assert {Path("pyproject.toml"), Path("requirements.txt")} <= set(files)
    assert 'name = "my-shop"' in (target / "pyproject.toml").read_text()
    texts = [
        path
        for path in target.rglob("*")
        if path.is_file() and path.suffix in {".py", ".md", ".toml", ".html"}
    ]
    assert [path for path in texts if "PROJECT_" in path.read_text()] == []


def test_every_scaffolded_python_file_parses(tmp_path: Path) -> None:
    for template in NAMES:
        target, files = create_project(template, tmp_path, template)
        for file in files:
            if file.suffix == ".py":
                compile((target / file).read_text(), str(file), "exec")


def test_a_dot_scaffolds_into_a_repository_that_holds_only_its_own_things(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / ".git").mkdir()
    (tmp_path / "shop" / ".gitignore").write_text("mine\n")

    target, files = create_project(".", tmp_path / "shop", "bare")

    assert target.name == "shop"
    assert (target / ".gitignore").read_text() == "mine\n"
    assert Path(".gitignore") not in files


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "notes.txt").write_text("keep me")

    with pytest.raises(Problem, match=r"is not empty \(it holds notes\.txt\): choose another name"):
        create_project("shop", tmp_path, "default")

    assert [path.name for path in (tmp_path / "shop").iterdir()] == ["notes.txt"]


def test_an_unknown_template_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        create_project("shop", tmp_path, "zzz")

    assert str(caught.value) == "unknown template: 'zzz' (available: bare, default, docs, labs)"
    assert list(tmp_path.iterdir()) == []


@given(st.text(max_size=20))
def test_a_name_gives_a_valid_distribution_name_or_a_problem(name: str) -> None:
    try:
        slug = slug_of(name)
    except Problem:
        return
    assert slug[0].isalpha()
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")
