"""What is wrong with an app: every problem at once, each with its place and what to do."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

#: What Python says of `from module import name`; the module's path follows.
_NO_SUCH_NAME = re.compile(r"(cannot import name '(\w+)' from '([\w.]+)')")


@dataclass(frozen=True)
class Diagnostic:
    """One problem; `file` is relative to the project root where it lies inside."""

    message: str
    file: str = ""
    line: int = 0
    advice: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        return f"{place}{self.message}" + (f"\n    {self.advice}" if self.advice else "")


class SiteError(Exception):
    """An app that cannot be served; `diagnostics` holds every reason."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("\n".join(str(diagnostic) for diagnostic in diagnostics))
        self.diagnostics = list(diagnostics)


def from_exception(error: BaseException, project: Path, fallback: Path, advice: str = "") -> Diagnostic:
    """A failed import, placed at the innermost line of the project that led to it."""
    if isinstance(error, SyntaxError) and error.filename:
        return Diagnostic(
            f"SyntaxError: {error.msg}",
            relative(error.filename, project),
            error.lineno or 0,
            (error.text or "").strip(),
        )
    root = str(project.resolve())
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if str(Path(frame.filename).resolve()).startswith(root) and "site-packages" not in frame.filename
    ]
    message = _message(error)
    if not frames:
        return Diagnostic(message, relative(str(fallback), project), 0, advice)
    last = frames[-1]
    return Diagnostic(
        message, relative(last.filename, project), last.lineno or 0, advice or (last.line or "")
    )


def _message(error: BaseException) -> str:
    """What an exception says; a name that a module has not is told with those that are spelt like it."""
    kind = type(error).__name__
    if kind == "DeclarationError":
        return str(error)
    found = _NO_SUCH_NAME.match(str(error))
    if found is None or not isinstance(error, ImportError):
        return f"{kind}: {error}"
    from difflib import get_close_matches

    message, name, module = found.groups()
    alike = get_close_matches(name, dir(sys.modules.get(module)), 1)
    return f"{kind}: {message}" + (f"; did you mean {alike[0]!r}?" if alike else "")


def relative(file: str, project: Path) -> str:
    """A file's path as messages and the manifest write it."""
    try:
        return Path(file).resolve().relative_to(project.resolve()).as_posix()
    except ValueError:
        return file
