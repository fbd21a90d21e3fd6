"""Every code block of the documentation and the READMEs runs, compiles or parses; every link leads somewhere."""

from __future__ import annotations

import importlib
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer
from specter import bus, registry
from sprag.authoring.store import forget_stores
from sprag.cli.commands import app as command_line
from sprag.cli.new import NAMES, TEMPLATES
from sprag.site.loading import load, unload
from sprag.testing import Client

ROOT = Path(__file__).parents[1]
SITE = ROOT / "docs"
CONTENT = SITE / "app/content"
WRITTEN = sorted((CONTENT / "docs").glob("*.md")) + sorted((CONTENT / "blog").glob("*.md"))
READMES = [
    path
    for path in (
        ROOT / "README.md",
        *sorted((ROOT / "packages").glob("*/README.md")),
        *[TEMPLATES / name / "README.md" for name in NAMES],
    )
    if path.is_file()
]
#: Made from the packages, so what stands in them need not run; see test_docs_site.py.
GENERATED = {"compiler-support.md"}

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE_NAME = re.compile(r"^(?:#|//|/\*|<!--) ([\w./\[\]-]+\.\w+)(?: \*/| -->)?\n")
PYTHON_WITHOUT_RUNNING = re.compile(r"^# (refused|compiles)\n")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and the file that its first line names, if it does."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def file(self) -> str | None:
        found = FILE_NAME.match(self.text)
        return found.group(1) if found else None

    @property
    def content(self) -> str:
        """What goes into the file; Markdown keeps its front matter first."""
        return FILE_NAME.sub("", self.text) if self.language == "markdown" else self.text


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(page, text.count("\n", 0, found.start()) + 1, found.group(1), found.group(2))
        for found in FENCE.finditer(text)
    ]


def pages() -> list[Any]:
    found = [page for page in [*WRITTEN, *READMES] if page.name not in GENERATED]
    return [pytest.param(page, id=page.relative_to(ROOT).as_posix()) for page in found]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty project to lay a page's files into, forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    environment = dict(os.environ)
    yield tmp_path
    os.environ.clear()
    os.environ.update(environment)
    unload(tmp_path)
    forget_stores()
    bus.clear()
    registry.clear()


@pytest.mark.parametrize("page", pages())
def test_the_pages_python_runs_and_its_files_make_an_app(page: Path, project: Path) -> None:
    blocks = blocks_of(page)
    lay_out(blocks, project)

    names: dict[str, Any] = {"__name__": "docs"}
    for block in blocks:
        if block.language == "python" and block.file is None and not PYTHON_WITHOUT_RUNNING.match(block.text):
            exec(compile("\n" * block.line + block.text, str(page), "exec"), names)
    if any(project.glob("app/routes/**/page.py")) or any(project.glob("app/mounts/**/mount.py")):
        check_app(project)
    for test_file in sorted(project.glob("tests/test_*.py")):
        assert pytest.main([str(test_file), "-q", "-p", "no:cacheprovider", "--import-mode=importlib"]) == 0


def lay_out(blocks: list[Block], project: Path) -> None:
    for block in blocks:
        if block.file is not None:
            file = project / block.file
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.content, encoding="utf-8")
    app = project / "app"
    if not any(project.rglob("*.py")):
        return
    (app / "routes").mkdir(parents=True, exist_ok=True)
    if not (app / "__init__.py").exists():
        (app / "__init__.py").write_text("from sprag import App\n\napp = App(routes='app.routes')\n")
    for folder in [path for path in app.rglob("*") if path.is_dir() and any(path.rglob("*.py"))]:
        (folder / "__init__.py").touch()


def check_app(project: Path) -> None:
    """Every page answers, and everything that is meant for a browser compiles."""
    from sprag.build.build import compile_site
    from sprag.site import discover

    loaded = load(project)
    site = discover(loaded)
    compile_site(site, project).raise_if_any()
    with Client(loaded) as client:
        for surface in site.surfaces:
            if "[" not in surface.pattern:
                assert client.get(surface.pattern).status < 500, surface.pattern


@pytest.mark.parametrize("page", pages())
def test_every_command_line_is_one_that_exists(page: Path) -> None:
    lines = [
        line.strip()
        for block in blocks_of(page)
        if block.language == "sh"
        for part in block.text.splitlines()
        for line in part.split("&&")
    ]

    for line in lines:
        words = shlex.split(line.partition("#")[0])
        if words[:1] == ["sprag"]:
            check_command(typer.main.get_command(command_line), words[1:], line)


def check_command(command: Any, words: list[str], line: str) -> None:
    """Walks down to the command that is meant and lets it parse its options, without running it."""
    context = typer.Context(command, info_name="sprag")
    while words and words[0] in getattr(command, "commands", ()):
        command = command.commands[words[0]]
        words = words[1:]
        context = typer.Context(command, parent=context, info_name=command.name)
    options, rest, _ = command.make_parser(context).parse_args(list(words))
    assert not (hasattr(command, "commands") and rest), f"unknown command in {line!r}"
    for parameter in command.get_params(context):
        if parameter.name in options:
            parameter.process_value(context, options[parameter.name])


PROSE = {"", "sh", "text", "markdown", "html", "css", "console"}


@pytest.mark.parametrize("page", pages())
def test_other_languages_parse(page: Path, tmp_path: Path) -> None:
    for block in blocks_of(page):
        if block.language == "json":
            json.loads(block.text)
        elif block.language == "toml":
            importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli").loads(block.text)
        elif block.language in ("js", "javascript"):
            file = tmp_path / "block.mjs"
            file.write_text(block.text, encoding="utf-8")
            subprocess.run(["node", "--check", str(file)], check=True)
        else:
            where = f"{page.name}:{block.line}"
            assert block.language in {"python", *PROSE}, f"{where}: no test knows {block.language!r}"


def test_every_link_within_the_documentation_leads_to_a_page() -> None:
    known = {f"/docs/{page.stem}" for page in WRITTEN} | {f"/blog/{page.stem}" for page in WRITTEN}
    known |= {"/", "/docs", "/blog", "/docs/compiler-support"}
    broken = [
        f"{page.name}: {target}"
        for page in WRITTEN
        for target in re.findall(r"\]\((/[^)#]*)", page.read_text(encoding="utf-8"))
        if target not in known and not target.startswith(("/docs/errors/spr", "/docs/reference/"))
    ]

    assert broken == []


def test_the_errors_that_pages_link_to_exist() -> None:
    from sprag.compiler.catalogue import CATALOGUE

    linked = {
        code.upper()
        for page in WRITTEN
        for code in re.findall(r"/docs/errors/(\w+)", page.read_text(encoding="utf-8"))
    }

    assert linked - set(CATALOGUE) == set()
