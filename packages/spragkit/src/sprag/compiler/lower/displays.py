"""Lists, tuples, sets and dicts that are written out."""

from __future__ import annotations

import ast
from typing import Optional

from .. import jsast as js
from ..context import Context, lowers
from .iterables import elements


@lowers(ast.List)
def lower_list(node: ast.List, cx: Context) -> js.Expr:
    return js.Array(elements(node.elts, cx))


@lowers(ast.Tuple)
def lower_tuple(node: ast.Tuple, cx: Context) -> js.Expr:
    return _many(node.elts, "tupled", "sealed", cx)


@lowers(ast.Set)
def lower_set(node: ast.Set, cx: Context) -> js.Expr:
    return _many(node.elts, "setOf", "set", cx)


def _many(nodes: list[ast.expr], few: str, many: str, cx: Context) -> js.Expr:
    """The items as arguments; as one array where `*xs` may bring more than a call takes."""
    items = elements(nodes, cx)
    if any(isinstance(item, js.Spread) for item in items):
        return cx.helper(many, js.Array(items))
    return cx.helper(few, *items)


@lowers(ast.Dict)
def lower_dict(node: ast.Dict, cx: Context) -> js.Expr:
    if record_keys(node):
        keys = [str(k.value) for k in node.keys if isinstance(k, ast.Constant)]
        return js.Object([js.Property(k, cx.value(v)) for k, v in zip(keys, node.values)])
    if (
        node.keys
        and all(k is None or safe_key(k) for k in node.keys)
        and node.keys[0] is None
        and len(node.keys) > 1
    ) or (node.keys and any(k is None for k in node.keys)):
        parts: list[js.Expr] = []
        pending: list[js.Expr] = []
        for key, value in zip(node.keys, node.values):
            if key is None:
                if pending:
                    parts.append(js.Array(pending))
                    pending = []
                parts.append(cx.value(value))
            else:
                pending.append(js.Array([cx.value(key), cx.value(value)]))
        if pending:
            parts.append(js.Array(pending))
        return cx.helper("spread", *parts)
    return cx.helper(
        "dictOf",
        *(js.Array([cx.value(k), cx.value(v)]) for k, v in zip(node.keys, node.values) if k is not None),
    )


def record_keys(node: ast.Dict) -> bool:
    """Whether a display can be an object literal: constant keys that an object keeps in order."""
    return bool(node.keys) and all(k is not None and safe_key(k) for k in node.keys)


def safe_key(node: Optional[ast.expr]) -> bool:
    """A constant string key that JavaScript neither reorders nor treats in a special way."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return False
    return node.value != "__proto__" and not (node.value.isascii() and node.value.isdigit())
