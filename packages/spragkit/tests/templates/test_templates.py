"""What `sprag new` lays down is clean, tested, and has one design."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from sprag.cli.add import add_content, add_mount, add_route
from sprag.cli.new import NAMES, TEMPLATES, create_project

#: A long name, so that a line which only fits a short one is found.
NAME = "the-analytical-engine-of-1837"


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each template as a project; `bare` also has one of everything that `sprag add` makes."""
    made = {
        name: create_project(NAME, tmp_path_factory.mktemp(name) / name, name)[0]
        for name in NAMES
        if (TEMPLATES / name).is_dir()
    }
    bare = made["bare"]
    add_route(bare, "price-list", "document")
    add_route(bare, "shop/checkout", "hybrid")
    add_mount(bare, "admin-panel")
    add_content(bare, "guides")
    return made


def run(project: Path, *command: str) -> str:
    """The output of `python -m command`, which has to succeed."""
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_no_token_is_left(projects: dict[str, Path], name: str) -> None:
    left = [
        str(file.relative_to(projects[name]))
        for file in projects[name].rglob("*")
        if file.is_file()
        and re.search(rb"PROJECT_(NAME|TITLE)|ROUTE_(PATH|CLASS|VAR|TITLE)", file.read_bytes())
    ]

    assert left == []


@pytest.mark.parametrize("name", NAMES)
def test_the_project_has_what_its_readme_names(projects: dict[str, Path], name: str) -> None:
    project = projects[name]

    assert {".env.example", ".gitignore", "README.md", "app", "pyproject.toml", "tests"} <= {
        path.name for path in project.iterdir()
    }
    named = re.findall(r"`((?:app|tests)/[\w./]+)`", (project / "README.md").read_text(encoding="utf-8"))
    assert [path for path in named if not (project / path).exists()] == []


@pytest.mark.parametrize("name", NAMES)
def test_it_is_clean_under_ruff(projects: dict[str, Path], name: str) -> None:
    run(projects[name], "ruff", "check", "--no-cache", ".")
    run(projects[name], "ruff", "format", "--no-cache", "--check", ".")


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_it_is_clean_under_mypy(
    projects: dict[str, Path], name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    cache = tmp_path_factory.getbasetemp() / "mypy-of-templates"

    assert "no issues found" in run(projects[name], "mypy", "--cache-dir", str(cache / name), ".")


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_its_own_tests_pass(projects: dict[str, Path], name: str) -> None:
    assert " passed" in run(projects[name], "pytest", "-q", "-p", "no:cacheprovider")


@pytest.mark.slow
def test_what_add_makes_answers(projects: dict[str, Path]) -> None:
    script = """
from sprag.testing import Client
from app import app
with Client(app) as client:
    for path in ("/price-list", "/shop/checkout", "/admin-panel", "/guides", "/guides/writing"):
        print(path, client.get(path).status)
    print(client.get("/guides/nowhere").status)
    print(client.action("/shop/checkout", "bump", {"count": 1}).value)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=projects["bare"], capture_output=True, text=True, check=False
    )

    assert done.stdout.splitlines() == [
        "/price-list 200",
        "/shop/checkout 200",
        "/admin-panel 200",
        "/guides 200",
        "/guides/writing 200",
        "404",
        "{'count': 2}",
    ], done.stderr


def test_the_templates_share_their_colours() -> None:
    def tokens(name: str) -> dict[str, str]:
        css = (TEMPLATES / name / "app/shell.css").read_text(encoding="utf-8")
        return dict(re.findall(r"(--[\w-]+): ([^;]+);", css.partition("}")[0]))

    default = tokens("default")
    for name in ("docs", "labs"):
        assert {**tokens(name), "--width": ""} == {**default, "--width": ""}, name


@pytest.mark.parametrize("name", [name for name in NAMES if (TEMPLATES / name / "app/shell.css").is_file()])
def test_text_can_be_read_on_its_background(name: str) -> None:
    """WCAG AA, in both colour schemes."""
    css = (TEMPLATES / name / "app/shell.css").read_text(encoding="utf-8")
    pairs = dict(re.findall(r"--([\w-]+): light-dark\((#\w{6}, #\w{6})\)", css))
    grounds = ("paper", "raised", "sunken")
    texts = [("ink", ground) for ground in grounds] + [("soft", ground) for ground in grounds]
    texts += [
        ("server", "paper"),
        ("server", "server-wash"),
        ("browser", "browser-wash"),
        ("on-accent", "server"),
    ]

    faint = [
        (text, ground, scheme, round(found, 2))
        for text, ground in texts
        for scheme in (0, 1)
        if (found := contrast(pairs[text].split(", ")[scheme], pairs[ground].split(", ")[scheme])) < 4.5
    ]

    assert faint == []


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        values = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)
