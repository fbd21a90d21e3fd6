"""What stands in the holes of a block: attributes and children, as the runtime takes them."""

from __future__ import annotations

import ast
from typing import Optional

from . import jsast as js
from .context import Context
from .project import External
from .types import BOOL, FLOAT, INT, NONE, OBJ, RAW, STR
from .uitree import Hole

ATTR, PROP, CLASS, STYLE, CHILD = range(1, 6)


def child_value(node: ast.expr, cx: Context) -> js.Expr:
    """A CHILD value."""
    if isinstance(node, ast.Starred):
        return cx.helper("list", cx.value(node.value))
    if isinstance(node, ast.IfExp):
        return js.Conditional(cx.test(node.test), child_value(node.body, cx), child_value(node.orelse, cx))
    if isinstance(node, (ast.List, ast.Tuple)):
        return js.Array([child_value(each, cx) for each in node.elts])
    if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
        items = cx.value(node) if isinstance(node, ast.ListComp) else cx.helper("list", cx.value(node))
        plain = _shows_as_it_is(node.elt, cx)
        return js.Call(cx.file.ragot("rows", "rows"), [items if plain else cx.helper("shown", items)])
    if _shows_as_it_is(node, cx):
        return cx.value(node)
    if is_text(Hole(node), cx):
        return cx.text(node)
    return cx.helper("shown", cx.value(node))


def attribute_value(node: ast.expr, cx: Context, kind: int = CLASS) -> js.Expr:
    if isinstance(node, ast.IfExp):
        then, otherwise = (attribute_value(each, cx, kind) for each in (node.body, node.orelse))
        return js.Conditional(cx.test(node.test), then, otherwise)
    if kind == STYLE and isinstance(node, ast.Dict) and None not in node.keys:
        keys = [_style_name(key) for key in node.keys]
        if all(keys):
            return js.Object(
                [
                    js.Property(name, attribute_value(value, cx, ATTR))
                    for name, value in zip(keys, node.values)
                ]
            )
    t = cx.type(node)
    if t.only(RAW | FLOAT | INT) and not t.may(BOOL):
        return cx.text(node)
    if kind in (ATTR, PROP) and t.may(FLOAT):
        return cx.helper("shown", cx.value(node))
    return cx.value(node)


def html_value(node: ast.expr, cx: Context) -> js.Expr:
    """`html(text)`; None is nothing."""
    html = cx.file.ragot("block", "html")
    if cx.type(node).may(NONE) and not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        temp = cx.temp()
        missing = js.Binary("==", js.Assign(temp, cx.value(node)), js.NULL)
        return js.Call(html, [js.Conditional(missing, js.Literal(""), cx.helper("str", temp))])
    return js.Call(html, [cx.text(node)])


def is_text(hole: Hole, cx: Context) -> bool:
    """Whether a child is one text whatever happens."""
    t = cx.type(hole.value)
    return (
        hole.textual
        or t.only(STR | INT)
        or t.only(RAW | FLOAT)
        or (t.only(STR | INT | RAW | FLOAT) and not t.may(BOOL))
    )


def _shows_as_it_is(node: ast.expr, cx: Context) -> bool:
    """Whether the runtime shows a value as Python does: an element, a text, a small integer, nothing."""
    if isinstance(node, ast.IfExp):
        return _shows_as_it_is(node.body, cx) and _shows_as_it_is(node.orelse, cx)
    t = cx.type(node)
    element = isinstance(node, ast.Call) and ui_member(node.func, cx) is not None
    return element or t.small or t.only(STR | NONE | BOOL) or t.only(OBJ | NONE)


def _style_name(key: Optional[ast.expr]) -> str:
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""


def ui_member(node: ast.expr, cx: Context) -> Optional[str]:
    return node.attr if isinstance(node, ast.Attribute) and _is_ui(node.value, cx) else None


def _is_ui(node: ast.expr, cx: Context) -> bool:
    root = node
    while isinstance(root, ast.Attribute):
        root = root.value
    if not isinstance(root, ast.Name) or cx.scope.owner(root.id) is not None:
        return False
    found = cx.file.external(node)
    return isinstance(found, External) and found.name == "ui" and found.module.split(".")[0] == "sprag"
