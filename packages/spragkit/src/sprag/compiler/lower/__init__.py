"""Python nodes to JavaScript nodes: one registered rule per node kind, in files by theme."""

from __future__ import annotations

from . import (
    calls,
    classes,
    comprehensions,
    expressions,
    functions,
    loops,
    matching,
    operators,
    statements,
    strings,
    subscripts,
)
from .truth import test

__all__ = [
    "calls", "classes", "comprehensions", "expressions", "functions", "loops", "matching", "operators", "statements",
    "strings",
    "subscripts", "test",
]  # fmt: skip
