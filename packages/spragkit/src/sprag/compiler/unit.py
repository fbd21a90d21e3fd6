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
