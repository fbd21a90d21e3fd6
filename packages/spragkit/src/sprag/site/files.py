"""Which URL serves which local file of a project."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

STATIC = "app/static"


class Files:
    """The local files that an app publishes: all of `app/static`, and what its surfaces name."""

    def __init__(self, project: Path) -> None:
        self.project = project.resolve()
        self._named: dict[str, str] = {}

    def url(self, source: str) -> str:
        """The URL of a declared file or an external address; FileNotFoundError when there is no such file."""
        if source.startswith(("http://", "https://", "//")):
            return source
        path = (self.project / source.lstrip("/")).resolve()
        if not path.is_file():
            raise FileNotFoundError(f"file {source!r} was not found in the project")
        try:
            inside = path.relative_to(self.project).as_posix()
        except ValueError:
            digest = hashlib.sha1(str(path).encode(), usedforsecurity=False).hexdigest()[:12]
            url, inside = f"/assets/_external/{digest}-{path.name}", str(path)
        else:
            url = static_url(inside) or f"/assets/{inside}"
        self._named[url] = inside
        return url

    def all(self) -> dict[str, str]:
        """URL -> path (relative to the project, absolute outside of it) of every published file."""
        found = {f"/static/{name}": f"{STATIC}/{name}" for name in published(self.project / STATIC)}
        return {**found, **self._named}


def published(folder: Path) -> Iterator[str]:
    """The files of a public folder, relative to it: none that is hidden, but for `.well-known`, and no link that
    leads out.
    """
    root = os.path.realpath(folder)
    for directory, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not _hidden(name))
        for name in sorted(names):
            path = os.path.join(directory, name)
            if not _hidden(name) and os.path.realpath(path).startswith(root + os.sep):
                yield os.path.relpath(path, root).replace(os.sep, "/")


def _hidden(name: str) -> bool:
    return name.startswith(".") and name != ".well-known"


def static_url(inside: str) -> str:
    """The URL of a file below `app/static`, or "" for any other."""
    return f"/static/{inside[len(STATIC) + 1 :]}" if inside.startswith(f"{STATIC}/") else ""
