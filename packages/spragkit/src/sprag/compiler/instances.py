"""Attributes of instances, as the methods of their class make them."""

from __future__ import annotations

import ast

from .walking import walk


def callbacks(node: ast.ClassDef) -> set[str]:
    """Methods of a class that are only ever handed to a promise."""
    handed: set[str] = set()
    other: set[str] = set()
    passed: set[int] = set()
    for call in walk(node):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr in ("then", "catch")
        ):
            for arg in call.args:
                if isinstance(arg, ast.Attribute) and isinstance(arg.value, ast.Name):
                    handed.add(arg.attr)
                    passed.add(id(arg))
    for child in walk(node):
        if isinstance(child, ast.Attribute) and isinstance(child.value, ast.Name) and id(child) not in passed:
            other.add(child.attr)
    return handed - other


def assigned_on(node: ast.AST, self_name: str) -> set[str]:
    """Attributes that a method assigns."""
    return {
        n.attr
        for n in walk(node)
        if isinstance(n, ast.Attribute)
        and isinstance(n.ctx, ast.Store)
        and isinstance(n.value, ast.Name)
        and n.value.id == self_name
    }


def calls_super(init: ast.stmt) -> bool:
    """Whether the attributes of the base are there too."""
    return any(
        isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "super" for n in walk(init)
    )


def definite(init: ast.stmt, self_name: str) -> set[str]:
    """Attributes that `__init__` assigns before it lets anybody else see the instance."""
    found: set[str] = set()
    for statement in init.body:  # type: ignore[attr-defined]
        if isinstance(statement, (ast.Assign, ast.AnnAssign)):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            if statement.value is not None and _leaks(statement.value, self_name):
                break
            found |= {
                t.attr
                for t in targets
                if isinstance(t, ast.Attribute) and isinstance(t.value, ast.Name) and t.value.id == self_name
            }
        elif _leaks(statement, self_name) or any(isinstance(n, ast.Return) for n in walk(statement)):
            break
    return found


def _leaks(node: ast.AST, self_name: str) -> bool:
    """Whether ``node`` calls a method of the instance or hands the instance on."""
    seen_as_object = {
        id(n.value)
        for n in walk(node)
        if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == self_name
    }
    for n in walk(node):
        if (
            isinstance(n, ast.Call)
            and isinstance(n.func, ast.Attribute)
            and id(n.func.value) in seen_as_object
        ):
            return True
        if isinstance(n, ast.Name) and n.id == self_name and id(n) not in seen_as_object:
            return True
    return False
