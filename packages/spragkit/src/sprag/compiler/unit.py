"""What a compiled file is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Unit:
    """One compiled file. ``imports`` are output paths and ``ragot/…`` paths."""

    path: str
    source: str
    code: str
    map: str
    imports: list[str]
    features: list[str]
    exports: list[str]


def cycles(units: dict[str, Unit]) -> list[list[str]]:
    """Import cycles between compiled files, each once."""
    state: dict[str, int] = {}
    found: list[list[str]] = []

    def visit(path: str, trail: list[str]) -> None:
        state[path] = 1
        for target in units[path].imports:
            if target not in units:
                continue
            if state.get(target) == 1:
                found.append([*trail[trail.index(target) :], target] if target in trail else [path, target])
            elif target not in state:
                visit(target, [*trail, target])
        state[path] = 2

    for path in sorted(units):
        if path not in state:
            visit(path, [path])
    return found
