"""A Python source file: its text, its path as people see it, its lines."""

from __future__ import annotations

import ast
import io
import tokenize
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Source:
    """``path`` is relative to the project, with `/`; ``text`` is the whole file."""

    path: str
    text: str
    lines: list[str] = field(default_factory=list)
    problem: str = ""
    """Why its bytes are no text."""

    def __post_init__(self) -> None:
        if not self.lines:
            self.lines = self.text.split("\n")

    @classmethod
    def read(cls, file: Path, project: Path) -> Source:
        """The file in the encoding that its first lines declare, as Python reads it."""
        path, data = file.relative_to(project).as_posix(), file.read_bytes()
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
            return cls(path, io.TextIOWrapper(io.BytesIO(data), encoding).read())
        except (SyntaxError, UnicodeError, LookupError) as error:
            return cls(path, data.decode("latin-1"), problem=str(error))

    def line(self, number: int) -> str:
        """Line ``number`` (1-based), or an empty text past the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def output(self) -> str:
        """The path of the compiled file: `[slug]` -> `_slug_`, `[...x]` -> `_x_`, `.py` -> `.js`."""
        parts = []
        for part in self.path[: -len(".py")].split("/"):
            if part.startswith("[") and part.endswith("]"):
                part = "_" + part[1:-1].lstrip(".") + "_"
            parts.append(part)
        return "/".join(parts) + ".js"


def column(source: Source, node: ast.AST) -> int:
    """The 0-based column in characters of ``node``; `ast` counts UTF-8 bytes."""
    offset: int = getattr(node, "col_offset", 0)
    line = source.line(getattr(node, "lineno", 1))
    return offset if line.isascii() else len(line.encode()[:offset].decode("utf-8", "ignore"))
