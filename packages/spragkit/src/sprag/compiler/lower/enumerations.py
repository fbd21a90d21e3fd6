"""Enumerations: the members that a class body makes."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from .. import jsast as js
from ..context import Context
from ..model import DEFINITIONS, ClassInfo, decorator_name

HOOKS = frozenset(["_missing_", "_ignore_", "_order_", "_generate_next_value_", "__new__"])


def check_enum(info: ClassInfo, cx: Context) -> None:
    """Refuse what would change how the members are made."""
    if info.base is not None and not info.base.enum:
        raise cx.refuse(
            info.node,
            "SPR130",
            f"{info.node.name} is an enumeration and inherits from {info.base.node.name}.",
            "Write the methods in the enumeration, or in an Enum without members above it.",
        )
    if info.base is not None and any(_bindings(info.base.node)):
        raise cx.refuse(
            info.node,
            "SPR130",
            f"{info.node.name} cannot extend {info.base.node.name}, which has members.",
            "Python would raise TypeError. Write an enumeration of its own.",
        )
    for name in HOOKS & info.members.keys():
        raise cx.refuse(info.members[name], "SPR130", f"{name} is not supported in browser code.")


def enum_members(info: ClassInfo, cx: Context) -> js.Expr:
    """`[[name, value], …]` in the order of the class body."""
    out: list[js.Expr] = []
    numbers: list[int] = []
    known = True
    for name, value in _bindings(info.node):
        if isinstance(value, ast.Lambda):
            raise cx.refuse(
                value, "SPR130", f"{name} is a function, which is no member.", "Write it as a method."
            )
        if isinstance(value, ast.Call) and decorator_name(value.func).rpartition(".")[2] == "auto":
            if not known:
                raise cx.refuse(
                    value,
                    "SPR101",
                    "auto() counts on from a value that is not known here.",
                    "Write the number.",
                )
            # What auto() counts on from changed with Python 3.13.
            last = max(numbers, default=0) if sys.version_info >= (3, 13) else [0, *numbers][-1]
            numbers.append(last + 1)
            lowered: js.Expr = js.Literal(last + 1)
        else:
            number = _constant(value)
            if isinstance(number, int):
                numbers.append(int(number))
            elif not isinstance(number, str):
                known = False
            lowered = cx.value(value)
        out.append(js.Array([js.Literal(name), lowered]))
    return js.Array(out)


def has_distinct_values(info: ClassInfo) -> bool:
    """Whether `@unique` is known to find nothing."""
    values = [_constant(value) for _, value in _bindings(info.node)]
    return None not in values and len(set(values)) == len(values)


def _bindings(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    """The names that become members, with their values."""
    for statement in node.body:
        if isinstance(statement, ast.Assign):
            targets, value = statement.targets, statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets, value = [statement.target], statement.value
        else:
            continue
        for target in targets:
            for name, part in paired(target, value):
                if not (name.startswith("__") or (name.startswith("_") and name.endswith("_"))):
                    yield name, part


def paired(target: ast.expr, value: ast.expr) -> list[tuple[str, ast.expr]]:
    """Names with their values: `A = 1`, and `A, B = 1, 2` where both sides show what goes where; else nothing."""
    if isinstance(target, ast.Name):
        return [(target.id, value)]
    if isinstance(target, (ast.Tuple, ast.List)) and isinstance(value, (ast.Tuple, ast.List)):
        whole = len(target.elts) == len(value.elts)
        if whole and not any(isinstance(e, ast.Starred) for e in [*target.elts, *value.elts]):
            return [pair for t, v in zip(target.elts, value.elts) for pair in paired(t, v)]
    return []


def _constant(value: ast.expr) -> object:
    try:
        found: object = ast.literal_eval(value)
    except ValueError:
        return None
    return found if isinstance(found, (int, str)) else None


def is_member_binding(statement: ast.stmt) -> bool:
    """Whether all that an assignment of the body binds is known at build time."""
    if isinstance(statement, ast.AnnAssign):
        return isinstance(statement.target, ast.Name)
    if isinstance(statement, ast.Assign):
        return all(paired(t, statement.value) for t in statement.targets)
    return isinstance(statement, DEFINITIONS)
