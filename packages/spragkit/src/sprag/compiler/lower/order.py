"""What may be evaluated in another order than Python's without anybody noticing."""

from __future__ import annotations

import ast

from .. import jsast as js
from ..context import Context
from ..signatures import BUILTINS
from ..walking import walk


def fixed(node: ast.expr, cx: Context) -> bool:
    """Whether ``node`` is a constant, or a name that no function inside gives another value."""
    if isinstance(node, ast.Name):
        return node.id in cx.scope.local and node.id not in cx.scope.shared
    return isinstance(node, (ast.Constant, ast.Lambda))


def simple(node: ast.expr) -> bool:
    """Whether evaluating ``node`` can neither be seen nor change anything."""
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name)
    if isinstance(node, ast.UnaryOp):
        return simple(node.operand)
    return isinstance(node, (ast.Name, ast.Constant, ast.Lambda))


def path(node: ast.expr) -> bool:
    """Whether ``node`` is names with dots between them."""
    return isinstance(node, ast.Name) or (isinstance(node, ast.Attribute) and path(node.value))


def rebinds(node: ast.AST) -> bool:
    """Whether a walrus in ``node`` gives a name another value."""
    return any(isinstance(child, ast.NamedExpr) for child in walk(node))


def runs_code(node: ast.AST, cx: Context) -> bool:
    """Whether ``node`` may run statements of the app, or bind a name, before it has a value."""
    for child in walk(node):
        if isinstance(child, (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)):
            return True
        if isinstance(child, ast.Call):
            name = child.func.id if isinstance(child.func, ast.Name) else ""
            if name not in BUILTINS or cx.scope.owner(name) is not None or cx.file.binding(name) is not None:
                return True
    return False


def is_pure(value: js.Expr) -> bool:
    """Whether evaluating ``value`` neither does anything nor fails."""
    if isinstance(value, (js.Name, js.Literal, js.Arrow)):
        return True
    if isinstance(value, js.Member):
        return is_pure(value.object)
    if isinstance(value, js.Array):
        return not value.items
    return False
