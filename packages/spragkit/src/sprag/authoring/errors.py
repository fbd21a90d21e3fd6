"""What goes wrong in a declaration, told at the place of the mistake."""

from __future__ import annotations

import sys
from typing import NamedTuple


class DeclarationError(ValueError):
    """A page, mount, shell, store … is declared in a way that cannot work."""


class Place(NamedTuple):
    """Where something was declared: file, line, and the name of the module."""

    file: str
    line: int
    module: str


def caller() -> Place:
    """The place that called the function which calls this."""
    frame = sys._getframe(2)
    return Place(frame.f_code.co_filename, frame.f_lineno, frame.f_globals.get("__name__", ""))
