"""Values on their way to JavaScript and back: arguments of its functions, results that may be undefined."""

from __future__ import annotations

import ast

from .. import jsast as js
from ..context import Context
from ..model import ClassInfo, kind_of
from ..types import BOOL, FUNC, HOST, INT, NONE, OBJ, RAW, STR
from .builtinvalues import plain_builtin
from .references import member_name


def to_js(node: ast.expr, cx: Context) -> js.Expr:
    """An argument as JavaScript takes it: plain objects, arrays and numbers."""
    t = cx.type(node)
    if t.only(NONE | BOOL | STR | RAW | FUNC | HOST) or t.small or t.only(STR | NONE):
        return cx.expr(node)
    if isinstance(node, (ast.Lambda,)):
        return cx.expr(node)
    plain = plain_builtin(node, 1, cx)
    if plain is not None:
        # JavaScript passes more arguments than Python would.
        return js.Arrow([js.Param("v")], js.call(plain, js.Name("v")))
    if (
        isinstance(node, ast.Dict)
        and node.keys
        and all(isinstance(k, ast.Constant) and isinstance(k.value, str) for k in node.keys)
    ):
        return js.Object(
            [
                js.Property(k.value, to_js(v, cx))
                for k, v in zip(node.keys, node.values)
                if isinstance(k, ast.Constant) and isinstance(k.value, str)
            ]
        )
    if isinstance(node, ast.Dict) and not node.keys:
        return js.Object([])
    if isinstance(node, (ast.List, ast.Tuple)) and not any(isinstance(e, ast.Starred) for e in node.elts):
        return js.Array([to_js(e, cx) for e in node.elts])
    if isinstance(node, ast.IfExp):
        return js.Conditional(cx.test(node.test), to_js(node.body, cx), to_js(node.orelse, cx))
    if t.only(INT | NONE | BOOL | STR):
        return cx.helper("toJs", cx.value(node))
    if isinstance(node, ast.Attribute) and t.only(OBJ) is False and _bound_method(node, cx):
        return cx.expr(node)
    return cx.helper("toJs", cx.value(node))


FORGETFUL = frozenset(
    """then catch finally set_timeout set_interval setTimeout setInterval request_animation_frame
    requestAnimationFrame queue_microtask queueMicrotask for_each forEach""".split()
)
"""Functions of JavaScript that are never asked for a function that they were given."""


def given_once(node: ast.expr, cx: Context) -> js.Expr:
    """An argument that nobody looks for again: a method need not be the same function as before."""
    if isinstance(node, ast.Attribute) and _bound_method(node, cx):
        receiver = cx.expr(node.value)
        info = cx.type(node.value).ref
        assert isinstance(info, ClassInfo)
        return js.call(js.member(receiver, member_name(node.attr, info, cx), "bind"), receiver)
    return to_js(node, cx)


def _bound_method(node: ast.Attribute, cx: Context) -> bool:
    t = cx.type(node.value)
    if t.only(OBJ) and isinstance(t.ref, ClassInfo):
        found = t.ref.find(node.attr)
        return found is not None and kind_of(found[1]) == "method"
    return False


def host_arguments(node: ast.Call, cx: Context) -> list[js.Expr]:
    """Arguments of a JavaScript function: plain values; keywords become one object at the end."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    give = given_once if name in FORGETFUL else to_js
    out = [
        js.Spread(cx.helper("toJs", cx.helper("list", cx.value(a.value))))
        if isinstance(a, ast.Starred)
        else give(a, cx)
        for a in node.args
    ]
    if node.keywords:
        if any(k.arg is None for k in node.keywords):
            raise cx.refuse(
                node, "SPR121", "**… cannot be passed to a JavaScript function.", "Pass one dict."
            )
        out.append(js.Object([js.Property(k.arg or "", to_js(k.value, cx)) for k in node.keywords]))
    return out


def nullish(value: js.Expr, node: ast.expr, cx: Context) -> js.Expr:
    """A value from JavaScript: undefined is None, unless nobody looks."""
    return value if cx.discarded is node else js.Binary("??", value, js.NULL)
