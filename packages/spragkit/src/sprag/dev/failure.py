"""A broken edit as data: what the overlay and the terminal show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..site import SiteError


def describe(error: BaseException, project: Path) -> dict[str, Any]:
    """Return `{"message", "diagnostics": [{"code", "message", "file", "line", "column", "frame", "advice"}]}`."""
    found = getattr(error, "diagnostics", None)
    if isinstance(error, SiteError) or found:
        return {"message": str(error), "diagnostics": [_diagnostic(one, project) for one in found or ()]}
    from ..site.diagnostics import from_exception

    one = from_exception(error, project, project)
    return {"message": f"{type(error).__name__}: {error}", "diagnostics": [_diagnostic(one, project)]}


def _diagnostic(one: Any, project: Path) -> dict[str, Any]:
    # The compiler and discovery each have their own record; both name file, line and what to do.
    file = str(getattr(one, "file", "") or getattr(one, "source_file", "") or "")
    line = int(getattr(one, "line", 0) or 0)
    if Path(file).is_absolute() and Path(file).is_relative_to(project):
        file = Path(file).relative_to(project).as_posix()
    return {
        "code": getattr(one, "code", None),
        "message": one.message,
        "file": file,
        "line": line,
        "column": int(getattr(one, "column", 0) or 0),
        "frame": _code_frame(project / file, line),
        "advice": getattr(one, "advice", "") or getattr(one, "suggestion", "") or "",
    }


def _code_frame(file: Path, line: int, around: int = 2) -> str:
    """The lines about `line`, numbered, the line itself marked; empty when there is no such place."""
    if not line or not file.is_file():
        return ""
    lines = file.read_text("utf-8", errors="replace").splitlines()
    first, last = max(1, line - around), min(len(lines), line + around)
    width = len(str(last))
    rows = (f"{'>' if at == line else ' '} {at:>{width}} | {lines[at - 1]}" for at in range(first, last + 1))
    return "\n".join(rows)
