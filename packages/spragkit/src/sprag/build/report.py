"""What a build tells: as it goes on, and at its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

#: `progress(phase, done, total)`.
Progress = Callable[[str, int, int], None]


def silent(phase: str, done: int, total: int) -> None:
    """Progress that nobody looks at."""


@dataclass
class Report:
    """A finished build: what it holds, sizes in bytes, seconds that it took."""

    out: Path
    routes: list[str] = field(default_factory=list)
    mounts: list[str] = field(default_factory=list)
    #: URL of each script and style sheet -> (bytes, gzipped bytes).
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)
    #: pattern of each surface -> gzipped bytes of the scripts that its page loads.
    scripts: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    seconds: float = 0.0
    esbuild: str = ""
