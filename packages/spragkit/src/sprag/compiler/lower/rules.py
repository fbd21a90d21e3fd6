"""Lowering as the pipeline takes it: what makes a declaration, and a rule for every node kind."""

from __future__ import annotations

from . import (
    assignments,
    attributes,
    calls,
    classes,
    comprehensions,
    displays,
    exceptions,
    expressions,
    functions,
    loops,
    matching,
    operators,
    statements,
    strings,
    subscripts,
    truth,
    variables,
)
from .classes import top_level_class
from .functions import top_level

RULED = (
    assignments, attributes, calls, classes, comprehensions, displays, exceptions, expressions, functions, loops,
    matching, operators, statements, strings, subscripts, truth, variables,
)  # fmt: skip
__all__ = ["RULED", "top_level", "top_level_class"]
