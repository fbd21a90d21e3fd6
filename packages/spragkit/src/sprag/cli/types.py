"""``sprag types``: names of routes, actions, stores and aliases as ``Literal`` types for editors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..site import Site

FILE = "sprag_project_types.pyi"


def write_types(site: Site, project: Path, folder: str = ".sprag") -> Path:
    """Write the stub into ``folder`` and make pyright look there; returns the stub's path."""
    target = project / folder
    target.mkdir(parents=True, exist_ok=True)
    (target / "__init__.py").touch()
    (target / "py.typed").touch()
    stub = target / FILE
    stub.write_text(stub_text(site), encoding="utf-8")
    _add_extra_path(project / "pyrightconfig.json", folder)
    return stub


def stub_text(site: Site) -> str:
    """Return the stub: one alias per kind of name, and one per surface that has actions."""
    routes = [surface.pattern for surface in site.surfaces if surface.kind == "route"]
    mounts = [surface.pattern for surface in site.surfaces if surface.kind == "mount"]
    names = {
        "RoutePath": routes,
        "MountPath": mounts,
        "SurfacePath": [*routes, *mounts],
        "ActionName": {action for surface in site.surfaces for action in surface.actions},
        "StoreName": site.store_files,
        "ModuleAlias": {alias for surface in site.surfaces for alias in surface.modules},
    }
    for surface in site.surfaces:
        if surface.actions:
            names[f"{_pascal(surface.slug)}Action"] = surface.actions
    body = "\n".join(f"{name} = {_literal(values)}" for name, values in names.items())
    return f'"""Written by `sprag types`; do not edit."""\n\nfrom typing import Literal\n\n{body}\n'


def _literal(values: Iterable[str]) -> str:
    ordered = sorted(set(values))
    return f"Literal[{', '.join(json.dumps(value) for value in ordered)}]" if ordered else "str"


def _pascal(slug: str) -> str:
    return "".join(word[0].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", slug))


def _add_extra_path(config: Path, folder: str) -> None:
    """Add ``folder`` to pyright's extra paths; a file that is not plain JSON (comments) is left alone."""
    try:
        settings = json.loads(config.read_text(encoding="utf-8")) if config.exists() else {}
    except ValueError:
        return
    paths = settings.setdefault("extraPaths", [])
    if folder not in paths:
        paths.append(folder)
        config.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
