"""Each surface's entry file, and the browser's file tree around it (docs/architecture.md, section 3)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Union

import ragot_js

from ..compiler import Program
from ..compiler.jsscope import read_module
from ..site.plan import Root, Site, Surface
from .errors import BuildError

BASE = "/generated/"


def lay_out(program: Program, site: Site) -> dict[str, Union[bytes, Path]]:
    """URL -> content of every browser file of dev: the runtime, the compiled units with their maps, the entries."""
    tree: dict[str, Union[bytes, Path]] = dict(_runtime_files(str(ragot_js.dist())))
    for unit in program.units.values():
        tree[BASE + unit.path] = unit.code.encode()
        tree[f"{BASE}{unit.path}.map"] = unit.map.encode()
    for path, text in entries(program, site).items():
        tree[BASE + path] = text.encode()
    return tree


def entries(program: Program, site: Site) -> dict[str, str]:
    """The text of each surface's entry by its path; a document page has none."""
    by_source = {unit.source: unit.path for unit in program.units.values()}
    return {
        surface.browser_file: entry_text(surface, program, by_source)
        for surface in site.surfaces
        if surface.mode != "document"
    }


def entry_text(surface: Surface, program: Program, by_source: Mapping[str, str]) -> str:
    """The module that starts a surface."""
    folder = posixpath.dirname(surface.browser_file)
    start = "mount" if surface.kind == "mount" else "boot"
    lines = [f"import {{ boot }} from '{_relative(f'ragot/client/{start}.js', folder)}'"]
    features = _features(surface, program, by_source)
    for name, path in features.items():
        lines.append(f"import {{ {name} }} from '{_relative(path, folder)}'")
    names: dict[Root, str] = {}
    for root in surface.roots:
        if root in names:
            continue
        local = root.name
        while local in names.values() or local in features or local == "boot":
            local += "$"
        names[root] = local
        imported = root.name if local == root.name else f"{root.name} as {local}"
        lines.append(f"import {{ {imported} }} from '{_relative(_unit(root, surface, by_source), folder)}'")
    components = _object(surface.components, names)
    modules = _object([*surface.behaviours, *surface.providers.values()], names)
    listed = f", [{', '.join(features)}]" if features else ""
    lines.append(f"boot({components}, {modules}{listed})")
    return "\n".join(lines) + "\n"


def _object(roots: Iterable[Root], names: Mapping[Root, str]) -> str:
    members = {root.name: names[root] for root in roots}
    inside = ", ".join(name if name == local else f"{name}: {local}" for name, local in members.items())
    return f"{{ {inside} }}" if inside else "{}"


def _unit(root: Root, surface: Surface, by_source: Mapping[str, str]) -> str:
    path = by_source.get(root.file)
    if path is None:
        raise BuildError(
            f"{surface.kind} {surface.pattern!r} uses {root.name} of {root.file}, which was not compiled"
        )
    return path


def _features(surface: Surface, program: Program, by_source: Mapping[str, str]) -> dict[str, str]:
    """The features of the client that the surface's code uses: name -> file."""
    wanted = {"providers"} if surface.providers else set()
    if surface.modules:
        wanted.add("imports")
    pending = [_unit(root, surface, by_source) for root in surface.roots]
    seen: set[str] = set()
    while pending:
        path = pending.pop()
        unit = program.units.get(path)
        if unit is None or path in seen:
            continue
        seen.add(path)
        wanted.update(unit.features)
        pending.extend(unit.imports)
    known = _feature_files(str(ragot_js.dist()))
    missing = sorted(wanted - set(known))
    if missing:
        raise BuildError(
            f"ragot-js has no {', '.join(missing)}: build packages/ragot-js, or reinstall ragot-js"
        )
    return {name: known[name] for name in sorted(wanted)}


@lru_cache(maxsize=4)
def _runtime_files(dist: str) -> dict[str, Path]:
    root = Path(dist) / "esm"
    return {f"{BASE}ragot/{file.relative_to(root).as_posix()}": file for file in sorted(root.rglob("*.js"))}


@lru_cache(maxsize=4)
def _feature_files(dist: str) -> dict[str, str]:
    """Which file of the client exports each feature: an object `{ name, install }` that has the feature's name."""
    found: dict[str, str] = {}
    root = Path(dist) / "esm"
    for file in sorted((root / "client").glob("*.js")):
        for exported, _, specifier in read_module(file.read_text("utf-8")).exports:
            if not specifier:
                found.setdefault(exported, f"ragot/{file.relative_to(root).as_posix()}")
    return found


def _relative(path: str, folder: str) -> str:
    relative = posixpath.relpath(path, folder)
    return relative if relative.startswith(".") else f"./{relative}"
