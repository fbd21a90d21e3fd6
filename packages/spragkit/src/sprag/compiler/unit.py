"""What a compiled file is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional


@dataclass
class Unit:
    """One compiled file. ``imports`` are output paths and ``ragot/…`` paths; ``server`` is Python source of the
    compiled
    template functions, or None."""

    path: str
    source: str
    code: str
    map: str
    imports: list[str]
    features: list[str]
    exports: list[str]
    server: Optional[str] = None
