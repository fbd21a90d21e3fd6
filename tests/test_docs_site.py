"""The generated part of the documentation: complete, and made from what the packages say about themselves."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sprag.cli.new import create_project
from sprag.compiler.catalogue import CATALOGUE

ROOT = Path(__file__).parents[1]
MODULES = ("sprag", "sprag.testing", "specter", "specter.http", "specter.extensions")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """docs/ as `make docs` builds it, in a copy."""
    import shutil

    project = tmp_path_factory.mktemp("site") / "docs"
    shutil.copytree(ROOT / "docs", project, ignore=shutil.ignore_patterns("dist", ".sprag", "__pycache__"))
    done = subprocess.run(
        [sys.executable, "-m", "sprag", "build", "static"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return project


@pytest.mark.parametrize("module", MODULES)
def test_every_public_name_is_in_the_reference(built: Path, module: str) -> None:
    page = (built / f"app/content/docs/reference/{module.replace('.', '-')}.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^## (\w+)$", page, re.MULTILINE))
    public = {
        name for name in getattr(importlib.import_module(module), "__all__", ()) if not name.startswith("__")
    }

    assert public - documented == set()


@pytest.mark.parametrize("module", MODULES)
def test_every_public_class_and_function_says_what_it_is(module: str) -> None:
    loaded = importlib.import_module(module)
    silent = [
        name
        for name in getattr(loaded, "__all__", ())
        if callable(getattr(loaded, name)) and not (getattr(loaded, name).__doc__ or "").strip()
    ]

    assert silent == []


def test_every_error_code_has_a_page(built: Path) -> None:
    pages = {file.stem for file in (built / "app/content/docs/errors").glob("*.md")}

    assert pages == {code.lower() for code in CATALOGUE}


def test_every_document_becomes_a_page_that_can_be_found(built: Path) -> None:
    sources = {
        file.relative_to(built / "app/content").with_suffix("").as_posix()
        for file in (built / "app/content").rglob("*.md")
    }
    dist = built / "dist"

    assert [source for source in sorted(sources) if not (dist / source / "index.html").is_file()] == []
    index = (dist / "static/search-index.json").read_text(encoding="utf-8")
    assert [source for source in sorted(sources) if f'"/{source}' not in index] == []
    listed = (dist / "llms.txt").read_text(encoding="utf-8")
    assert [
        source for source in sorted(sources) if source.startswith("docs/") and f"(/{source})" not in listed
    ] == []


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.found.append(value)


def test_no_link_of_the_built_site_is_broken(built: Path) -> None:
    dist = built / "dist"
    broken = set()
    for file in dist.rglob("*.html"):
        links = _Links()
        links.feed(file.read_text(encoding="utf-8"))
        for link in links.found:
            target = link.partition("#")[0].partition("?")[0]
            if not target or re.match(r"[a-z]+:", target):
                continue
            place = dist / target.lstrip("/") if target.startswith("/") else (file.parent / target)
            if not (place.is_file() or (place / "index.html").is_file()):
                broken.add(f"{file.relative_to(dist)}: {link}")

    assert sorted(broken) == []


#: What the site adds to its template, or changes in it.
OWN = {
    "__init__.py",
    "site.py",
    "shell.html",
    "generated.py",
    "support.py",
    "routes/home/web.py",
    "routes/home/home.css",
}


def test_the_site_is_the_docs_template_with_content(tmp_path: Path) -> None:
    template, _ = create_project("SPRAG", tmp_path, "docs")
    ours = ROOT / "docs/app"
    code = (".py", ".css", ".html")
    shared = [
        file.relative_to(ours).as_posix()
        for file in sorted(ours.rglob("*"))
        if file.suffix in code and file.relative_to(ours).as_posix() not in OWN
    ]

    assert [
        name
        for name in shared
        if (ours / name).read_text() != (template / "app" / name).read_text().replace("Sprag", "SPRAG")
    ] == []
