"""The source map of a linked file: composed of its modules' maps, and showing only the Python that the browser
runs.
"""

from __future__ import annotations

import ast
import json
from bisect import bisect_right
from typing import Any, Callable, Optional, Protocol

from sprag.compiler.jsmodule import Module
from sprag.compiler.jstokens import NAME
from sprag.compiler.sourcemap import DIGITS, vlq

Place = tuple[int, int, Optional[str]]  # source line, source column, name
_VALUES = {digit: value for value, digit in enumerate(DIGITS)}


class Mapped(Protocol):
    @property
    def path(self) -> str: ...

    @property
    def code(self) -> str: ...

    @property
    def map(self) -> Optional[str]: ...


def decode_mappings(mappings: str, names: list[str]) -> dict[tuple[int, int], Place]:
    """Source place by generated (line, column), all 0-based; for maps of one source."""
    places: dict[tuple[int, int], Place] = {}
    source_line = source_column = name_index = 0
    for line, text in enumerate(mappings.split(";")):
        column = 0
        for segment in text.split(","):
            if not segment:
                continue
            fields = _decode(segment)
            column += fields[0]
            if len(fields) < 4:
                continue
            source_line += fields[2]
            source_column += fields[3]
            name = None
            if len(fields) > 4:
                name_index += fields[4]
                name = names[name_index]
            places[line, column] = (source_line, source_column, name)
    return places


def _decode(segment: str) -> list[int]:
    fields: list[int] = []
    value = shift = 0
    for digit in segment:
        bits = _VALUES[digit]
        value |= (bits & 31) << shift
        shift += 5
        if not bits & 32:
            fields.append(-(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    return fields


class MapWriter:
    """Collects where tokens land, in order, and writes the map."""

    def __init__(self) -> None:
        self._sources: list[str] = []
        self._contents: list[str] = []
        self._shown: list[set[int]] = []
        self._names: dict[str, int] = {}
        self._segments: list[tuple[int, int, int, Place]] = []  # line, column, source number or -1, place

    def source(
        self, source: Mapped, module: Module, line: int, column: int
    ) -> Optional[Callable[[int, int, int], None]]:
        """Say that a module begins at a place; return who is to hear of its tokens, None when it has no map."""
        if not source.map:
            if self._segments and self._segments[-1][2] >= 0:
                self._segments.append((line, column, -1, (0, 0, None)))
            return None
        data: dict[str, Any] = json.loads(source.map)
        places = decode_mappings(data["mappings"], data["names"])
        number = len(self._sources)
        self._sources.append(data["sources"][0])
        self._contents.append((data.get("sourcesContent") or [""])[0] or "")
        self._shown.append(set())
        starts = _line_starts(source.code)
        tokens = module.tokens

        def hear(index: int, line: int, column: int) -> None:
            offset = tokens.starts[index]
            row = bisect_right(starts, offset) - 1
            place = places.get((row, offset - starts[row]))
            if place is not None:
                if place[2] is None and tokens.kinds[index] == NAME and index in module.meaning:
                    place = (place[0], place[1], tokens.words[index])
                self._segments.append((line, column, number, place))
                self._shown[number].add(place[0])

        return hear

    def text(self) -> Optional[str]:
        """The map as JSON; None when no module had one."""
        if not self._sources:
            return None
        contents = [_only(text, lines) for text, lines in zip(self._contents, self._shown)]
        mappings = self._mappings()
        return json.dumps(
            {
                "version": 3,
                "sources": self._sources,
                "sourcesContent": contents,
                "names": list(self._names),
                "mappings": mappings,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    def _mappings(self) -> str:
        lines: list[list[str]] = [[]]
        column = source = source_line = source_column = name_index = 0
        for line, at, number, (row, place, name) in self._segments:
            while len(lines) <= line:
                lines.append([])
                column = 0
            text = vlq(at - column)
            column = at
            if number >= 0:
                text += vlq(number - source) + vlq(row - source_line) + vlq(place - source_column)
                source, source_line, source_column = number, row, place
                if name is not None:
                    index = self._names.setdefault(name, len(self._names))
                    text += vlq(index - name_index)
                    name_index = index
            lines[line].append(text)
        return ";".join(",".join(line) for line in lines)


def _line_starts(text: str) -> list[int]:
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts


def _only(content: str, lines: set[int]) -> str:
    """The source with every declaration blanked that no token came from: server code beside it stays on the
    server.
    """
    rows = content.split("\n")
    shown: set[int] = set(lines)
    try:
        tree = ast.parse(content)
    except SyntaxError:
        tree = ast.Module(body=[], type_ignores=[])
    for node in tree.body:
        first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))]) - 1
        span = range(first, (node.end_lineno or node.lineno))
        if not isinstance(node, (ast.Import, ast.ImportFrom)) and any(row in lines for row in span):
            shown.update(span)
    return "\n".join(row if number in shown else "" for number, row in enumerate(rows))
