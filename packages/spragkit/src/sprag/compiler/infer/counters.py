"""Integers that only ever move by small steps."""

from __future__ import annotations

import ast

from ..scopes import Scope
from ..walking import walk


def counters_of(scope: Scope, body: list[ast.stmt]) -> set[str]:
    """Integers that only ever move by small steps: no program runs long enough to take one past what a double holds."""
    steady: dict[str, bool] = {}
    targets: dict[ast.AST, bool] = {}
    for statement in body:
        for node in walk(statement):
            if isinstance(node, ast.Assign):
                small = _small_constant(node.value)
                for target in node.targets:
                    targets[target] = small or (
                        isinstance(target, ast.Name) and _step_of(node.value, target.id)
                    )
            elif isinstance(node, ast.AugAssign):
                targets[node.target] = isinstance(node.op, (ast.Add, ast.Sub)) and _small_constant(node.value)
            elif isinstance(node, (ast.For, ast.comprehension)):
                targets[node.target] = False
    for statement in body:
        for node in walk(statement):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                steady[node.id] = steady.get(node.id, True) and targets.get(node, False)
    return {
        n
        for n, ok in steady.items()
        if ok and n in scope.local and n not in scope.shared and n not in scope.params
    }


def _small_constant(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    return isinstance(node, ast.Constant) and type(node.value) is int and abs(node.value) < 2**31


def _step_of(node: ast.expr, name: str) -> bool:
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, (ast.Add, ast.Sub))
        and isinstance(node.left, ast.Name)
        and node.left.id == name
        and _small_constant(node.right)
    )
