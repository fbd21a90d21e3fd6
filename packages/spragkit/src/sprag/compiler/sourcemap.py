"""Source maps, version 3: segments to the `mappings` text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple, Optional

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


class Segment(NamedTuple):
    """One place: generated line and column to source line and column, all 0-based."""

    line: int
    column: int
    source_line: int
    source_column: int
    name: Optional[str] = None


def utf16(line: str, column: int) -> int:
    """A column in characters as one in the units of JavaScript's texts, which maps count in."""
    return column if line.isascii() else len(line[:column].encode("utf-16-le", "surrogatepass")) // 2


def vlq(value: int) -> str:
    """One signed number in base-64 variable length."""
    number = (-value << 1) | 1 if value < 0 else value << 1
    out = ""
    while True:
        digit = number & 31
        number >>= 5
        out += DIGITS[digit | 32 if number else digit]
        if not number:
            return out


def encode_mappings(segments: Sequence[Segment], names: list[str]) -> str:
    """The `mappings` field; ``names`` receives the names in order of first use. Columns count UTF-16 units."""
    lines: list[list[str]] = []
    index: dict[str, int] = {name: i for i, name in enumerate(names)}
    column = source_line = source_column = name_index = 0
    last = (-1, -1)
    for segment in segments:
        while len(lines) <= segment.line:
            lines.append([])
            column = 0
        if (segment.line, segment.column) == last:
            continue  # two nodes that begin together: the outer one is the better answer
        last = (segment.line, segment.column)
        text = vlq(segment.column - column) + "A" + vlq(segment.source_line - source_line)
        text += vlq(segment.source_column - source_column)
        column, source_line, source_column = segment.column, segment.source_line, segment.source_column
        if segment.name is not None:
            if segment.name not in index:
                index[segment.name] = len(names)
                names.append(segment.name)
            text += vlq(index[segment.name] - name_index)
            name_index = index[segment.name]
        lines[segment.line].append(text)
    return ";".join(",".join(line) for line in lines)


def source_map(file: str, source: str, content: str, segments: Sequence[Segment]) -> str:
    """The JSON text of a map for one generated ``file`` from one Python ``source``."""
    names: list[str] = []
    if not content.isascii():
        lines = content.split("\n")
        segments = [s._replace(source_column=utf16(lines[s.source_line], s.source_column)) for s in segments]
    mappings = encode_mappings(segments, names)
    return json.dumps(
        {
            "version": 3,
            "file": file,
            "sources": [source],
            "sourcesContent": [content],
            "names": names,
            "mappings": mappings,
        },
        ensure_ascii=False,
    )
