"""``sprag new``: copy a template into a project folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from .failures import Problem

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
NAMES = ("bare", "default", "docs", "labs")
_TEXT = {"", *".cfg .css .example .html .js .json .md .mjs .py .svg .toml .txt .yaml .yml".split()}
_CACHES = {"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".sprag", "dist"}
# What a fresh repository may already hold when the scaffold goes into it.
_ALLOWED = frozenset(
    """.DS_Store .env .env.local .git .gitignore .hg .idea .python-version .svn .venv .vscode .zed __pycache__
    node_modules pyrightconfig.json venv""".split()
)


def create_project(name: str, parent: Path, template: str) -> tuple[Path, list[Path]]:
    """Write ``template`` into ``parent/name`` (``name`` "." writes into ``parent`` itself).

    Returns the project's folder and the files written, relative to it.

    Raises:
        Problem: unknown template, unusable name, or a folder that already holds something.
    """
    if template not in NAMES:
        raise Problem(f"unknown template: {template!r} (available: {', '.join(NAMES)})")
    target = parent.resolve() if name == "." else (parent / name).resolve()
    slug = slug_of(target.name)
    if target.exists() and not target.is_dir():
        raise Problem(f"{target} exists and is not a folder: choose another name")
    taken = (
        sorted(entry.name for entry in target.iterdir() if entry.name not in _ALLOWED)
        if target.exists()
        else []
    )
    if taken:
        raise Problem(f"{target} is not empty (it holds {taken[0]}): choose another name or an empty folder")
    values = {"PROJECT_NAME": slug, "PROJECT_TITLE": slug.replace("-", " ").replace("_", " ").title()}
    return target, copy_template(TEMPLATES / template, target, values)


def slug_of(name: str) -> str:
    """Return the distribution name for a folder name: letters, digits, ``-`` and ``_``, a letter first."""
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-_").lower()
    if not slug or not slug[0].isalpha():
        raise Problem(
            f"{name!r} cannot name a project: begin with a letter, then letters, digits, '-' or '_'"
        )
    return slug


def copy_template(
    source: Path, target: Path, values: Mapping[str, str], names: Mapping[str, str] | None = None
) -> list[Path]:
    """Copy ``source`` below ``target``, ``values`` filled in (in file names ``names`` first); returns the new files."""
    written = []
    for path in sorted(source.rglob("*")):
        if path.is_dir() or _CACHES.intersection(path.parts):
            continue
        relative = Path(fill(path.relative_to(source).as_posix(), {**(names or {}), **values}))
        if relative.name == "gitignore":
            relative = relative.with_name(".gitignore")
        goal = target / relative
        if relative.name == ".gitignore" and goal.exists():
            continue
        goal.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix in _TEXT:
            goal.write_text(fill(path.read_text(encoding="utf-8"), values), encoding="utf-8")
        else:
            goal.write_bytes(path.read_bytes())
        written.append(relative)
    return written


def fill(text: str, values: Mapping[str, str]) -> str:
    for token, value in values.items():
        text = text.replace(token, value)
    return text
