"""How iterables become JavaScript's."""

from __future__ import annotations

import ast

from .. import jsast as js
from ..context import Context
from ..types import DICT, LIST, RANGE, STR, TUPLE
from .references import known_function


def iterable(node: ast.expr, cx: Context) -> js.Expr:
    """``node`` as something that JavaScript's `for … of` and `...` walk as Python would."""
    t = cx.type(node)
    value = cx.value(node)
    if t.only(LIST | TUPLE | STR | RANGE) or _fresh_generator(node, cx):
        return value
    if isinstance(value, js.Call) and isinstance(value.callee, js.Name) and value.callee.id in READY:
        return value
    return cx.helper("iter", value)


def async_iterable(node: ast.expr, cx: Context) -> js.Expr:
    """``node`` as something that `for await … of` walks as Python's `async for` would."""
    value = cx.value(node)
    known = known_function(node.func, cx) if isinstance(node, ast.Call) else None
    if isinstance(known, ast.AsyncFunctionDef) and cx.file.is_generator(known):
        return value
    return cx.helper("asyncIter", value)


def _fresh_generator(node: ast.expr, cx: Context) -> bool:
    """Whether a generator is made here and held by nobody else: leaving the loop ends it, in CPython too."""
    if not isinstance(node, ast.Call):
        return False
    known = known_function(node.func, cx)
    return isinstance(known, ast.FunctionDef) and cx.file.is_generator(known)


READY = frozenset(
    [
        "$enumerate",
        "$zip",
        "$map",
        "$filter",
        "$sorted",
        "$list",
        "$range",
        "$iter",
        "$split",
        "$splitlines",
        "$reversed",
    ]
)


def spread(node: ast.expr, cx: Context) -> js.Expr:
    """An iterable for JavaScript's `...`."""
    return iterable(node, cx)


def elements(nodes: list[ast.expr], cx: Context) -> list[js.Expr]:
    """The items of a display; `*xs` is spread."""
    return [js.Spread(spread(n.value, cx)) if isinstance(n, ast.Starred) else cx.value(n) for n in nodes]


def pairs_of(node: ast.expr, count: int, cx: Context) -> bool:
    """Whether every item of an iterable certainly has ``count`` parts."""
    if not isinstance(node, ast.Call):
        return False
    func = node.func
    if isinstance(func, ast.Name) and cx.scope.owner(func.id) is None and cx.file.binding(func.id) is None:
        if func.id == "enumerate":
            return count == 2
        return (
            func.id == "zip"
            and count == len(node.args)
            and not any(isinstance(a, ast.Starred) for a in node.args)
        )
    if isinstance(func, ast.Attribute) and func.attr == "items" and not node.args:
        return count == 2 and (cx.type(func.value).only(DICT) or not cx.file.defines("items"))
    return False
