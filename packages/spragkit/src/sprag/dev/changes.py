"""What a set of changed files means: which parts are made again, and what the pages are told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

KINDS = {".css": "style", ".html": "shell", ".md": "content"}


@dataclass(frozen=True)
class Change:
    """One changed file, relative to the project, and the kind of thing that it is."""

    path: str
    kind: str  # style | code | server | shell | content | asset


def classify(changed: set[Path], project: Path, browser_sources: set[str]) -> list[Change]:
    """Return the changes in path order. ``browser_sources`` are the Python files that run in the browser."""
    found = []
    for path in sorted(changed):
        relative = path.relative_to(project).as_posix()
        found.append(Change(relative, _kind(relative, browser_sources)))
    return found


def needs_import(changes: list[Change]) -> bool:
    """Whether Python has to be imported again: some code, or the environment, is not what it was."""
    return any(change.kind in ("code", "server") for change in changes)


def browser_only(changes: list[Change]) -> bool:
    """Whether all that changed is code that the browser runs."""
    return all(change.kind == "code" for change in changes)


def _kind(path: str, browser_sources: set[str]) -> str:
    suffix = Path(path).suffix
    name = Path(path).name
    if suffix == ".py":
        return "code" if path in browser_sources else "server"
    if name.startswith(".env") or suffix == ".toml":
        return "server"
    return KINDS.get(suffix, "asset")
