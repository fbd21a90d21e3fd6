"""Integers that only ever move by small steps."""

from __future__ import annotations

import ast

from ..scopes import Scope
from ..walking import walk

STEP = 2**16
"""Steps up to this one take a program years to pass what a double holds."""
BINDERS = {
    kind: [field for field in ("name", "rest", "asname") if field in kind._fields]
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
"""Fields, by kind of node, that bind a name which is no node of its own: in patterns, definitions, imports."""


def counters_of(scope: Scope, body: list[ast.stmt]) -> set[str]:
    """Integers that only ever move by small steps: no program runs long enough to take one past what a double holds."""
    steps: dict[ast.AST, bool] = {}
    stored: list[ast.Name] = []
    moved: set[str] = set()
    for statement in body:
        for node in walk(statement):
            if isinstance(node, ast.Name):
                if not isinstance(node.ctx, ast.Load):
                    stored.append(node)
            elif isinstance(node, ast.Assign):
                small = _constant_below(node.value, 2**31)
                for target in node.targets:
                    steps[target] = small or (
                        isinstance(target, ast.Name) and _step_of(node.value, target.id)
                    )
            elif isinstance(node, ast.AugAssign):
                steps[node.target] = isinstance(node.op, (ast.Add, ast.Sub)) and small_step(node.value)
            elif BINDERS[type(node)]:
                moved.update(getattr(node, field) for field in BINDERS[type(node)])
    moved.update(name.id for name in stored if not steps.get(name))
    names = {name.id for name in stored} - moved
    return {n for n in names if n in scope.local and n not in scope.shared and n not in scope.params}


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
