"""Problems of browser code: the values, and how they read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Optional

from .catalogue import CATALOGUE


@dataclass(frozen=True)
class Diagnostic:
    """One problem: a stable ``code``, the place (1-based line, 0-based column), what is wrong and what to write
    instead."""

    code: str
    message: str
    suggestion: str
    source_file: str
    line: int
    column: int
    source_line: str
    class_name: Optional[str] = None
    method_name: Optional[str] = None
    end_column: Optional[int] = None

    def __str__(self) -> str:
        place = f"{self.source_file}, line {self.line}"
        owner = ".".join(n for n in (self.class_name, self.method_name) if n)
        out = [f"{self.message} [{self.code}]", f"Location: {place}" + (f", {owner}" if owner else "")]
        if self.source_line.strip():
            stripped = self.source_line.lstrip()
            indent = len(self.source_line) - len(stripped)
            width = max(1, (self.end_column or self.column + 1) - self.column)
            out.append(f"Source: {stripped.rstrip()}")
            out.append(
                " " * (len("Source: ") + max(0, self.column - indent))
                + "^" * min(width, max(1, len(stripped)))
            )
        if self.suggestion:
            out.append(f"Hint: {self.suggestion}")
        return "\n".join(out)

    def json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


class JSCodegenError(RuntimeError):
    """Browser code that cannot become JavaScript with Python's meaning. ``diagnostics`` holds every problem that was
    found;
    the other attributes are those of the first."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        self.diagnostics = diagnostics
        first = diagnostics[0]
        self.code = first.code
        self.message = first.message
        self.suggestion = first.suggestion
        self.source_file = first.source_file
        self.class_name = first.class_name
        self.method_name = first.method_name
        self.line = first.line
        self.column = first.column
        self.source_line = first.source_line
        super().__init__("\n\n".join(str(d) for d in diagnostics))


class Refusal(Exception):
    """Raised while a node is lowered; becomes a `Diagnostic` at the statement that holds the node.

    ``node`` is the AST node with the place; ``message`` and ``hint`` default to the catalogue's."""

    def __init__(self, node: object, code: str, message: str = "", hint: str = "") -> None:
        entry = CATALOGUE[code]
        self.node = node
        self.code = code
        self.message = message or entry.title
        self.hint = hint or entry.instead
        super().__init__(self.message)
