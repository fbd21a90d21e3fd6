"""Integers that only ever move by small steps."""

from __future__ import annotations

import ast

from ..scopes import Scope
from ..walking import walk

STEP = 2**16
"""Steps up to this one take a program years to pass what a double holds."""
BINDING_FIELDS = {
    "MatchAs": ("name",), "MatchStar": ("name",), "MatchMapping": ("rest",), "ExceptHandler": ("name",),
    "FunctionDef": ("name",), "AsyncFunctionDef": ("name",), "ClassDef": ("name",), "alias": ("name", "asname"),
}  # fmt: skip


def counters_of(scope: Scope, body: list[ast.stmt]) -> set[str]:
    """Integers that only ever move by small steps: no program runs long enough to take one past what a double holds."""
    steady: dict[str, bool] = {}
    targets: dict[ast.AST, bool] = {}
    nodes = [node for statement in body for node in walk(statement)]
    for node in nodes:
        if isinstance(node, ast.Assign):
            small = _constant_below(node.value, 2**31)
            for target in node.targets:
                targets[target] = small or (isinstance(target, ast.Name) and _step_of(node.value, target.id))
        elif isinstance(node, ast.AugAssign):
            targets[node.target] = isinstance(node.op, (ast.Add, ast.Sub)) and small_step(node.value)
        elif isinstance(node, (ast.For, ast.comprehension)):
            targets[node.target] = False
    for node in nodes:
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                steady[node.id] = steady.get(node.id, True) and targets.get(node, False)
            continue
        # A pattern, an except clause, a definition or an import binds a name that is no node of its own.
        for field in BINDING_FIELDS.get(type(node).__name__, ()):
            bound = getattr(node, field)
            if isinstance(bound, str):
                steady[bound] = False
    return {
        n
        for n, ok in steady.items()
        if ok and n in scope.local and n not in scope.shared and n not in scope.params
    }


def small_step(node: ast.expr) -> bool:
    """Whether a constant step is so small that no loop gets past what a double holds."""
    return _constant_below(node, STEP)


def _constant_below(node: ast.expr, limit: int) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    return isinstance(node, ast.Constant) and type(node.value) is int and abs(node.value) < limit


def _step_of(node: ast.expr, name: str) -> bool:
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, (ast.Add, ast.Sub))
        and isinstance(node.left, ast.Name)
        and node.left.id == name
        and small_step(node.right)
    )
