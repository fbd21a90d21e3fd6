"""Walks a syntax tree in the order of the text; a node's list is made once and kept on it."""

from __future__ import annotations

import ast
from typing import Optional

_SKIPPED = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)


def walk(node: ast.AST) -> list[ast.AST]:
    """``node`` and everything under it, without contexts and operators."""
    known: Optional[list[ast.AST]] = getattr(node, "_walked", None)
    if known is not None:
        return known
    out: list[ast.AST] = []
    stack = [node]
    while stack:
        current = stack.pop()
        out.append(current)
        children: list[ast.AST] = []
        for name in current._fields:
            value = getattr(current, name, None)
            if type(value) is list:
                children.extend(c for c in value if isinstance(c, ast.AST))
            elif isinstance(value, ast.AST) and not isinstance(value, _SKIPPED):
                children.append(value)
        stack.extend(reversed(children))
    node._walked = out  # type: ignore[attr-defined]
    return out
