"""JavaScript nodes to text and source mappings. Knows nothing of Python."""

from __future__ import annotations

from collections.abc import Sequence

from . import jsast as js
from . import print_expressions, print_statements
from .printer import Printer
from .sourcemap import Segment, utf16

RULED = (print_expressions, print_statements)
"""Importing them registers their rules."""


def print_program(body: Sequence[js.Stmt]) -> tuple[str, list[Segment]]:
    """The text of a file and its mappings."""
    printer = Printer()
    printer.statements(body)
    printer.write("\n")
    text = printer.text()
    return text, _segments(text, printer.marks)


def _segments(text: str, marks: list[tuple[int, js.Node]]) -> list[Segment]:
    """Where the source of each marked node landed; marks come in the order of the text."""
    out: list[Segment] = []
    line = start = 0
    end = text.find("\n")
    plain = text.isascii()
    for offset, node in marks:
        while -1 < end < offset:
            line, start, end = line + 1, end + 1, text.find("\n", end + 1)
        assert node.at is not None
        place = offset - start if plain else utf16(text[start:offset], offset - start)
        out.append(Segment(line, place, node.at[0] - 1, node.at[1], node.name))
    return out
