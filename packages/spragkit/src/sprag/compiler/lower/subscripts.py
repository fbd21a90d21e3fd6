"""`x[i]`, `x[a:b:c]`: reading, assigning and deleting items."""

from __future__ import annotations

import ast

from .. import jsast as js
from ..context import Context, lowers
from ..types import BOOL, CLASS, INT, LIST, STR
from .displays import safe_key
from .references import class_reference


@lowers(ast.Subscript)
def lower_subscript(node: ast.Subscript, cx: Context) -> js.Expr:
    if cx.type(node.value).only(CLASS):
        if class_reference(node.value, cx) is None:
            raise cx.refuse(
                node,
                "SPR101",
                "A generic type cannot be used as a value in browser code.",
                "Use it in annotations only.",
            )
    value = cx.value(node.value)
    if isinstance(node.slice, ast.Slice):
        return cx.helper("slice", value, *bounds(node.slice, cx))
    return read_item(node, value, cx.value(node.slice), cx)


def read_item(node: ast.Subscript, obj: js.Expr, key: js.Expr, cx: Context) -> js.Expr:
    """`obj[key]` of evaluated parts."""
    if isinstance(node.slice, ast.Constant) and safe_key(node.slice):
        return cx.helper("item", obj, key)
    t, index = cx.type(node.value), cx.type(node.slice)
    if index.only(INT | BOOL) and (t.only(LIST) or (t.only(STR) and t.basic)):
        return _in_place(obj, key, "at" if t.only(LIST) else "charAt", cx)
    return cx.helper("getitem", obj, key)


def _in_place(obj: js.Expr, key: js.Expr, helper: str, cx: Context) -> js.Expr:
    """`obj[key]` of a list or a simple string and an integer: what is not there is the helper's."""
    if cx.scope.kind not in ("function", "comprehension"):
        return cx.helper(helper, obj, key)
    first, again = twice(obj, cx)
    if isinstance(key, js.Literal) and isinstance(key.value, int) and key.value < 0:
        place: js.Expr = js.Binary("-", js.Member(again, "length"), js.Literal(-key.value))
        return js.Binary("??", js.Index(first, place), cx.helper("getitem", again, key))
    place, key = twice(key, cx)
    return js.Binary("??", js.Index(first, place), cx.helper("getitem", again, key))


def twice(value: js.Expr, cx: Context) -> tuple[js.Expr, js.Expr]:
    """``value`` for a first and for a second use."""
    if repeatable(value):
        return value, value
    temp = cx.temp()
    return js.Assign(temp, value), temp


def repeatable(value: js.Expr) -> bool:
    """Whether evaluating ``value`` once more is the same and costs nothing."""
    if isinstance(value, js.Binary) and value.op in ("+", "-"):
        return repeatable(value.left) and repeatable(value.right)
    return isinstance(value, (js.Name, js.Literal))


def bounds(node: ast.Slice, cx: Context) -> list[js.Expr]:
    """The parts of a slice; None for what is left out, nothing for what is left out at the end."""
    parts = [cx.value(p) if p is not None else js.NULL for p in (node.lower, node.upper, node.step)]
    while len(parts) > 1 and parts[-1] is js.NULL:
        parts.pop()
    return parts


def store_item(node: ast.Subscript, obj: js.Expr, key: js.Expr, value: js.Expr, cx: Context) -> js.Expr:
    """`obj[key] = value`."""
    index = cx.type(node.slice)
    if cx.type(node.value).only(LIST) and index.only(INT | BOOL):
        if index.may(BOOL) or not all(map(repeatable, (obj, key, value))):
            return cx.helper("putAt", obj, key, value)
        there: js.Expr = js.Binary("<", key, js.Member(obj, "length"))
        if not index.natural:
            there = js.Binary("&&", js.Binary(">=", key, js.Literal(0)), there)
        put = js.Assign(js.Index(obj, key), value)
        return js.Conditional(there, put, cx.helper("setitem", obj, key, value))
    return cx.helper("setitem", obj, key, value)


def store_slice(node: ast.Slice, obj: js.Expr, value: js.Expr, cx: Context) -> js.Expr:
    """`obj[a:b] = value`."""
    parts = [cx.value(p) if p is not None else js.NULL for p in (node.lower, node.upper, node.step)]
    return cx.helper("setslice", obj, *parts, value)


@lowers(ast.Slice)
def lower_slice(node: ast.Slice, cx: Context) -> js.Expr:
    raise cx.refuse(node, "SPR101", "A slice can only stand directly in brackets.")
