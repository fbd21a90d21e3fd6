"""Python files of a build as bytecode without sources."""

from __future__ import annotations

import py_compile
import sys
from pathlib import Path

from .errors import BuildError


def strip_sources(dist: Path, folders: list[str]) -> int:
    """Compile every module of `folders` (and of single files there) and delete its source; how many there were.

    The bytecode names files relative to `dist`, never this machine's folders, and is the same whenever it
    is made.
    """
    files = [dist / name for name in folders if name.endswith(".py")]
    for name in folders:
        if not name.endswith(".py"):
            files += sorted((dist / name).rglob("*.py"))
    for file in files:
        inside = file.relative_to(dist).as_posix()
        try:
            py_compile.compile(
                str(file),
                cfile=str(file.with_suffix(".pyc")),
                dfile=inside,
                doraise=True,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )
        except py_compile.PyCompileError as error:
            raise BuildError(f"{inside} does not compile: {error.msg.strip()}") from error
        file.unlink()
    return len(files)


def version() -> str:
    """The Python that bytecode made here runs on."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"
