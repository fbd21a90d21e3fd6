"""``sprag inspect PATH``: a surface's Python beside the JavaScript that it becomes, and what each part weighs."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .failures import Problem

if TYPE_CHECKING:
    from ..compiler import Program, Unit
    from ..site import Site, Surface


@dataclass(frozen=True)
class Part:
    """One compiled file of a surface, with its sizes in bytes."""

    source: str
    path: str
    python: str
    javascript: str
    features: tuple[str, ...]

    @property
    def size(self) -> int:
        return len(self.javascript.encode())

    @property
    def gzipped(self) -> int:
        return len(gzip.compress(self.javascript.encode(), 9))


def surface_at(site: Site, path: str) -> Surface:
    """The surface with the pattern ``path``, or the one that serves this concrete path."""
    from ..site.routing import Table

    wanted = "/" + path.strip("/")
    for surface in site.surfaces:
        if surface.pattern == wanted:
            return surface
    found = Table((surface.pattern, surface) for surface in site.surfaces).match(wanted)
    if found:
        return found[0]
    known = ", ".join(surface.pattern for surface in site.surfaces)
    raise Problem(f"no page or mount at {wanted!r}; this project has {known}")


def parts_of(surface: Surface, project: Path) -> list[Part]:
    """Compile what ``surface`` runs in the browser; one part per Python file, in path order.

    Raises:
        JSCodegenError: with every problem of every file.
    """
    from ..compiler import Root, compile_app

    program = compile_app([Root(project / root.file, root.name) for root in surface.roots], project)
    program.raise_if_any()
    return list(_parts(program, project))


def record(surface: Surface, parts: list[Part]) -> dict[str, Any]:
    """The surface and its parts as plain data; sizes in bytes."""
    return {
        "path": surface.pattern,
        "kind": surface.kind,
        "mode": surface.mode,
        "declared": f"{surface.file}:{surface.line}",
        "controller": surface.controller,
        "actions": list(surface.actions),
        "stores": list(surface.stores),
        "css": [style.source for style in surface.css],
        "parts": [
            {
                "source": part.source,
                "path": part.path,
                "bytes": part.size,
                "gzip": part.gzipped,
                "features": part.features,
            }
            for part in parts
        ],
    }


def lines(facts: dict[str, Any]) -> Iterator[str]:
    """The record as text."""
    for key in ("path", "kind", "mode", "declared", "controller"):
        yield f"{key + ':':<12}{facts[key]}"
    for key in ("actions", "stores", "css"):
        yield f"{key + ':':<12}{', '.join(facts[key]) or '-'}"
    for part in facts["parts"]:
        features = f"  [{', '.join(part['features'])}]" if part["features"] else ""
        yield f"  {part['source']} -> {part['path']}  {part['bytes']} B, {part['gzip']} B gzip{features}"


def side_by_side(part: Part, width: int) -> Iterator[str]:
    """Python left, JavaScript right, cut to ``width`` columns; on a narrow terminal one above the other."""
    python, javascript = part.python.splitlines(), part.javascript.splitlines()
    if width < 100:
        yield from (f"# {part.source}", *python, "", f"// {part.path}", *javascript)
        return
    half = (width - 3) // 2
    yield f"{part.source:<{half}} | {part.path}"
    yield f"{'-' * half}-+-{'-' * half}"
    for row in range(max(len(python), len(javascript))):
        left = python[row] if row < len(python) else ""
        right = javascript[row] if row < len(javascript) else ""
        yield f"{_cut(left, half):<{half}} | {_cut(right, half)}".rstrip()


def _parts(program: Program, project: Path) -> Iterator[Part]:
    for path in sorted(program.units):
        unit: Unit = program.units[path]
        python = (project / unit.source).read_text("utf-8")
        yield Part(str(unit.source), path, python, unit.code, tuple(sorted(unit.features)))


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
