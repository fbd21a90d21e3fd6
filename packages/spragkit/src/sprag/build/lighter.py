"""Light helpers for pages that make none of Python's own kinds of values (ragot/py/light/helpers.js).

Such a page's values are JSON's and the browser's, so that `str(v)` need not know how a tuple prints. A page
qualifies when its compiled code uses no helper but those that exist in the light form, and writes nothing that
makes another kind without a helper.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping

from ..compiler import Program
from ..compiler.jsscope import read_module

LIGHT = "ragot/py/light/"
_FULL = "ragot/py/"
#: The code of light pages stands beside `app/`, so that relative imports mean the same in both.
_ROOT = "light-"
# Kinds that code makes without a helper, and names that only the full helpers know.
_OTHER_KINDS = re.compile(
    r"""\bnew\ (?:Map|Set|\$)|\b\d+n\b|\bclass\ \w+\ (?!extends\ \$(?:Module|Component)\b)|\bfunction\ ?\*
    |"(?:__\w+|real|imag)\"""",
    re.VERBOSE,
)
_PY_IMPORT = re.compile(r'^import \{ (\w+)(.*? from "(?:\.\.?/)+)ragot/py/\w+\.js"', re.MULTILINE)


class Lighter:
    """Which entries are light, and the text of their modules."""

    def __init__(
        self, program: Program, texts: Mapping[str, str], known: Mapping[str, str], heavy: Iterable[str]
    ) -> None:
        """`known`: the text of each file of light helpers; `heavy`: entries that foreign code may hand values to."""
        self._program = program
        self._files = {
            exported: path for path, text in known.items() for exported, _, _ in read_module(text).exports
        }
        names = set(self._files)
        excluded = set(heavy)
        self.entries = {
            path: self._renamed(text) if path not in excluded and self._is_light(path, text, names) else text
            for path, text in texts.items()
        }

    def unit(self, path: str) -> tuple[str, str] | None:
        """Code and map of a compiled file, under its own or its light path; None for another path."""
        unit = self._program.units.get(path)
        if unit is not None:
            return unit.code, unit.map
        unit = self._program.units.get(path[len(_ROOT) :]) if path.startswith(_ROOT) else None
        if unit is None:
            return None
        return _PY_IMPORT.sub(self._light_import, unit.code), unit.map

    def _light_import(self, found: re.Match[str]) -> str:
        name, rest = found.groups()
        return f'import {{ {name}{rest}{self._files[name]}"'

    def _is_light(self, entry: str, text: str, names: set[str]) -> bool:
        pending, seen = [(entry, text)], {entry}
        while pending:
            path, code = pending.pop()
            if path != entry and _OTHER_KINDS.search(code):
                return False
            for specifier, imported, _ in read_module(code).imports:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(path), specifier))
                if target.startswith(_FULL) and imported not in names:
                    return False
                unit = self._program.units.get(target)
                if unit is not None and target not in seen:
                    seen.add(target)
                    pending.append((target, unit.code))
        return True

    def _renamed(self, text: str) -> str:
        """An entry that imports its units from their light paths."""
        return re.sub(r"(from '(?:\.\.?/)+)(?!ragot/)", rf"\1{_ROOT}", text)
