"""Importing this registers the rule of every node kind."""

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

RULED = (
    assignments, attributes, calls, classes, comprehensions, displays, exceptions, expressions, functions, loops,
    matching, operators, statements, strings, subscripts, truth, variables,
)  # fmt: skip
