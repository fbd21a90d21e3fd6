"""``sprag add``: lay a route, a mount or a content collection into a project.

Surfaces are found by their files, so nothing that the user wrote has to change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from .failures import Problem
from .new import TEMPLATES, copy_template

_SEGMENT = re.compile(r"[A-Za-z0-9_-]+|\[[A-Za-z_][A-Za-z0-9_]*\]|\[\.\.\.[A-Za-z_][A-Za-z0-9_]*\]")
MODES = ("document", "hybrid")


@dataclass(frozen=True)
class Added:
    """What was laid down: its URL, and the new files relative to the project."""

    what: str
    path: str
    files: list[Path]


def add_route(project: Path, name: str, mode: str) -> Added:
    """Write ``app/routes/<name>/`` for a document or hybrid page at ``/<name>``."""
    if mode not in MODES:
        raise Problem(f"--mode must be document or hybrid, got {mode!r}")
    path = _path_of(name)
    return _lay(project, "route", path, TEMPLATES / "_route" / mode, f"app/routes{_folder(path)}")


def add_mount(project: Path, name: str) -> Added:
    """Write ``app/mounts/<name>/``, a surface at ``/<name>`` that the browser owns."""
    path = _path_of(name)
    if "[" in path:
        raise Problem(f"a mount has one fixed path, got {path!r}: leave the [parameter] out")
    return _lay(project, "mount", path, TEMPLATES / "_mount", f"app/mounts{_folder(path)}")


def add_content(project: Path, name: str) -> Added:
    """Write a Markdown collection: ``app/content/<name>/`` and the routes that show it."""
    path = _path_of(name)
    if "[" in path:
        raise Problem(f"a collection has one fixed path, got {path!r}: leave the [parameter] out")
    support = project / "app" / "content_support.py"
    ours = TEMPLATES / "_content" / "app" / "content_support.py"
    if support.exists() and "def content_collection(" not in support.read_text(encoding="utf-8"):
        raise Problem(
            f"{support} exists and has no content_collection(): rename it, or copy that function from {ours}"
        )
    kept = support.read_text(encoding="utf-8") if support.exists() else None
    added = _lay(
        project,
        "content collection",
        path,
        TEMPLATES / "_content",
        f"app/routes{_folder(path)}",
        into=project,
    )
    if kept is not None:
        support.write_text(kept, encoding="utf-8")
        added.files.remove(Path("app/content_support.py"))
    return added


def _lay(project: Path, what: str, path: str, template: Path, place: str, into: Path | None = None) -> Added:
    _check_project(project)
    target = project / place
    if target.exists() and any(target.iterdir()):
        raise Problem(f"{place}/ exists already: choose another name, or remove it first")
    _check_free(project, path)
    words = re.findall(r"[A-Za-z0-9]+", path)
    values = {
        "ROUTE_PATH": path,
        "ROUTE_FOLDER": _folder(path),
        "ROUTE_CLASS": "".join(word[0].upper() + word[1:] for word in words),
        "ROUTE_VAR": re.sub(r"\W", "_", words[-1]) if not words[-1][0].isdigit() else f"page_{words[-1]}",
        "ROUTE_TITLE": " ".join(words[-1:]).replace("-", " ").title(),
    }
    # A collection's template is laid out from the project on: its routes' folder is a package, its texts are not.
    names = {"routesROUTE_PATH": f"routes{_folder(path)}"}
    root = into or target
    written = [(root / file).relative_to(project) for file in copy_template(template, root, values, names)]
    return Added(what, path, [*written, *_make_packages(project, Path(place))])


def _folder(path: str) -> str:
    """The folder of a path: one that Python can import, so `_` where the URL has `-`."""
    return "/".join(
        segment if segment.startswith("[") else segment.replace("-", "_") for segment in path.split("/")
    )


def _check_project(project: Path) -> None:
    if not (project / "app" / "__init__.py").is_file():
        raise Problem(
            f"{project.resolve()} is not a SPRAG project (there is no app/__init__.py): go to the project's folder, "
            "or name it with --project-root; 'sprag new NAME' makes one"
        )


def _check_free(project: Path, path: str) -> None:
    """Refuse a path that a surface of this project already declares."""
    for file in [*project.glob("app/routes/**/page.py"), *project.glob("app/mounts/**/mount.py")]:
        text = file.read_text(encoding="utf-8", errors="replace")
        if re.search(rf"""(path=|mount\(\s*)["']{re.escape(path)}/?["']""", text):
            raise Problem(f"{file.relative_to(project)} already declares {path!r}: choose another name")


def _path_of(name: str) -> str:
    segments = name.strip("/").split("/")
    for segment in segments:
        if not _SEGMENT.fullmatch(segment):
            raise Problem(
                f"{name!r} is no route name: {segment!r} may hold letters, digits, '-', '_', or be [name], [...name]"
            )
    if any(segment.startswith("[...") for segment in segments[:-1]):
        raise Problem(f"{name!r}: [...name] takes the rest of the path, so it must be the last segment")
    if not re.search(r"[A-Za-z]", name):
        raise Problem(f"{name!r} is no route name: it needs a letter")
    return "/" + "/".join(segments)


def _make_packages(project: Path, place: Path) -> list[Path]:
    """Put an ``__init__.py`` into each folder between ``app`` and ``place`` that lacks one."""
    made = []
    for folder in [place, *place.parents][::-1]:
        file = project / folder / "__init__.py"
        if folder.parts[:1] == ("app",) and not file.exists():
            file.write_text("", encoding="utf-8")
            made.append(file.relative_to(project))
    return made
