"""Compiled files kept by content: in the process, and on disk where a folder is given.

A file's key covers its own text, the declarations that are wanted of it, the texts of the project files that it
imports (and that
they import), the options, and which of the attribute names that it mentions some class of the app defines.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Optional

from .project import File, Project
from .unit import Unit


@dataclass(frozen=True)
class Entry:
    """A unit, and the declarations of other files that it needs: (source path, name)."""

    unit: Unit
    reaches: list[tuple[str, str]]


class Cache:
    """Entries by key."""

    memory: dict[str, Entry] = {}

    def __init__(self, project: Project, folder: Optional[Path], options: str) -> None:
        self.project = project
        self.folder = folder
        self.options = options
        self._texts: dict[int, str] = {}

    def key(self, file: File, names: Iterable[str]) -> str:
        """The key of ``file`` when ``names`` of it are wanted."""
        parts = [
            fingerprint(),
            self.options,
            file.source.path,
            ",".join(sorted(names)),
            self.project.attributes.key(file.mentions),
            self._deep(file),
        ]
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

    def _deep(self, file: File) -> str:
        """One hash for the texts of a file and of all project files that it imports, however far."""
        known = self._texts.get(id(file))
        if known is None:
            digests = sorted(f.digest for f in self.project.reachable(file))
            known = self._texts[id(file)] = hashlib.sha256("".join(digests).encode()).hexdigest()
        return known

    def find(self, key: str) -> Optional[Entry]:
        entry = self.memory.get(key)
        if entry is None and self.folder is not None:
            try:
                held = json.loads((self.folder / f"{key}.json").read_text(encoding="utf-8"))
                entry = Entry(Unit(**held["unit"]), [(path, name) for path, name in held["reaches"]])
            except (OSError, ValueError, TypeError, KeyError):
                return None
            self.memory[key] = entry
        return entry

    def keep(self, key: str, entry: Entry) -> None:
        if len(self.memory) > 4000:
            self.memory.clear()
        self.memory[key] = entry
        if self.folder is not None:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                path = self.folder / f"{key}.json"
                path.write_text(
                    json.dumps({"unit": asdict(entry.unit), "reaches": entry.reaches}), encoding="utf-8"
                )
            except OSError:
                return  # a cache that cannot be written is only slower


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """What this compiler is: entries of another one are not ours."""
    here = Path(__file__).parent
    files = sorted(here.rglob("*.py"))
    return ",".join(f"{f.name}:{f.stat().st_size}:{f.stat().st_mtime_ns}" for f in files)
