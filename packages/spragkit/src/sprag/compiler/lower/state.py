"""`self.set_state({...})` of a component: what goes into the state."""

from __future__ import annotations

import ast

from .. import jsast as js
from ..context import Context
from .border import to_js
from .iterables import iterable


def to_state(node: ast.expr, cx: Context) -> js.Expr:
    """A change of state as JavaScript takes it. What is in the state was made so when it came there: it is not walked
    through again, whatever its size, and stays the same object, as in Python.
    """
    if isinstance(node, ast.Dict) and node.keys and all(map(_is_name, node.keys)):
        pairs = zip(node.keys, node.values)
        return js.Object(
            [js.Property(str(k.value), to_state(v, cx)) for k, v in pairs if isinstance(k, ast.Constant)]
        )
    if isinstance(node, ast.List):
        return js.Array([_item(each, cx) for each in node.elts])
    return cx.value(node) if _is_held(node, cx) else to_js(node, cx)


def _is_name(key: object) -> bool:
    return isinstance(key, ast.Constant) and isinstance(key.value, str)


def _item(node: ast.expr, cx: Context) -> js.Expr:
    if not isinstance(node, ast.Starred):
        return to_state(node, cx)
    items = iterable(node.value, cx)
    return js.Spread(items if _is_held(node.value, cx) else cx.helper("toJs", js.Array([js.Spread(items)])))


def _is_held(node: ast.expr, cx: Context) -> bool:
    """Whether a value is a part of the state, or a list of such parts."""
    if isinstance(node, ast.ListComp) and len(node.generators) == 1:
        item, loop = node.elt, node.generators[0]
        same = isinstance(item, ast.Name) and isinstance(loop.target, ast.Name) and item.id == loop.target.id
        return same and _is_held(loop.iter, cx)
    while isinstance(node, ast.Subscript):
        node = node.value
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "state"
        and isinstance(node.value, ast.Name)
        and node.value.id == cx.self_name
    )
