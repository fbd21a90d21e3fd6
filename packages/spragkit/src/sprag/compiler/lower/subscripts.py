"""`x[i]`, `x[a:b:c]`: reading, assigning and deleting items."""

from __future__ import annotations

import ast

from .. import jsast as js
from ..context import Context, lowers
from ..types import CLASS, INT, LIST, STR
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
    if index.only(INT) and t.only(LIST):
        return cx.helper("at", obj, key)
    if index.only(INT) and t.only(STR) and t.basic:
        return cx.helper("charAt", obj, key)
    return cx.helper("getitem", obj, key)


def bounds(node: ast.Slice, cx: Context) -> list[js.Expr]:
    """The parts of a slice; None for what is left out, nothing for what is left out at the end."""
    parts = [cx.value(p) if p is not None else js.NULL for p in (node.lower, node.upper, node.step)]
    while len(parts) > 1 and parts[-1] is js.NULL:
        parts.pop()
    return parts


def store_item(node: ast.Subscript, obj: js.Expr, key: js.Expr, value: js.Expr, cx: Context) -> js.Expr:
    """`obj[key] = value`."""
    if cx.type(node.value).only(LIST) and cx.type(node.slice).only(INT):
        return cx.helper("putAt", obj, key, value)
    return cx.helper("setitem", obj, key, value)


def store_slice(node: ast.Slice, obj: js.Expr, value: js.Expr, cx: Context) -> js.Expr:
    """`obj[a:b] = value`."""
    parts = [cx.value(p) if p is not None else js.NULL for p in (node.lower, node.upper, node.step)]
    return cx.helper("setslice", obj, *parts, value)


@lowers(ast.Slice)
def lower_slice(node: ast.Slice, cx: Context) -> js.Expr:
    raise cx.refuse(node, "SPR101", "A slice can only stand directly in brackets.")
