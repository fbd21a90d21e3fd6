"""How expressions are printed."""

from __future__ import annotations

import math
import re
from typing import Optional

from . import jsast as js
from .printer import (
    BINARY,
    CALL,
    CONDITIONAL,
    IDENTIFIER,
    PRIMARY,
    SEQUENCE,
    UNARY,
    Printer,
    precedence,
    prints,
    quote,
)


@prints(js.Name)
def _name(p: Printer, node: js.Name) -> None:
    p.write(node.id)


@prints(js.Literal)
def _literal(p: Printer, node: js.Literal) -> None:
    value = node.value
    if value is None:
        p.write("null")
    elif isinstance(value, bool):
        p.write("true" if value else "false")
    elif isinstance(value, str):
        p.write(quote(value))
    elif isinstance(value, int):
        p.write(f"{value}n" if abs(value) > 2**53 - 1 else str(value))
    else:
        p.write(_float(value))


def _float(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    text = repr(value)
    return text[:-2] if text.endswith(".0") else text


@prints(js.Template)
def _template(p: Printer, node: js.Template) -> None:
    p.write("`")
    for part in node.parts:
        if isinstance(part, str):
            text = part.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${").replace("\r", "\\r")
            text = text.replace("\n", "\\n")
            p.write(
                re.sub(
                    "[\u2028\u2029\ud800-\udfff\x00-\x08\x7f-\x9f\ufeff]",
                    lambda m: f"\\u{ord(m.group()):04x}",
                    text,
                )
            )
        else:
            p.write("${")
            p.expr(part, SEQUENCE)
            p.write("}")
    p.write("`")


@prints(js.Array)
def _array(p: Printer, node: js.Array) -> None:
    p.write("[")
    p.list(node.items)
    p.write("]")


@prints(js.Object)
def _object(p: Printer, node: js.Object) -> None:
    if not node.properties:
        p.write("{}")
        return
    p.write("{ ")
    for i, prop in enumerate(node.properties):
        if i:
            p.write(", ")
        if isinstance(prop, js.Spread):
            p.expr(prop)
            continue
        p.mark(prop)
        if isinstance(prop.value, js.Name) and prop.value.id == prop.key and prop.value.id != "this":
            p.expr(prop.value)
            continue
        p.key(prop.key)
        p.write(": ")
        p.expr(prop.value)
    p.write(" }")


@prints(js.Spread)
def _spread(p: Printer, node: js.Spread) -> None:
    p.write("...")
    p.expr(node.value)


@prints(js.Call)
def _call(p: Printer, node: js.Call) -> None:
    p.callee(node.callee, CALL)
    p.write("(")
    p.list(node.args)
    p.write(")")


@prints(js.New)
def _new(p: Printer, node: js.New) -> None:
    p.write("new ")
    inner = node.callee
    while isinstance(inner, js.Member):
        inner = inner.object
    p.expr(node.callee, PRIMARY if isinstance(inner, js.Name) else PRIMARY + 1)
    p.write("(")
    p.list(node.args)
    p.write(")")


@prints(js.Member)
def _member(p: Printer, node: js.Member) -> None:
    value = node.object
    bare_number = (
        isinstance(value, js.Literal)
        and isinstance(value.value, (int, float))
        and not isinstance(value.value, bool)
    )
    p.callee(value, PRIMARY + 1 if bare_number else CALL)
    if IDENTIFIER.match(node.key):
        p.write("." + node.key)
    else:
        p.write(f"[{quote(node.key)}]")


@prints(js.Index)
def _index(p: Printer, node: js.Index) -> None:
    p.callee(node.object, CALL)
    p.write("[")
    p.expr(node.index)
    p.write("]")


@prints(js.Unary)
def _unary(p: Printer, node: js.Unary) -> None:
    p.write(node.op + (" " if node.op.isalpha() else ""))
    # `- -x` must not print as `--x`.
    nested = (
        isinstance(node.operand, js.Unary)
        and node.operand.op == node.op
        and not node.op.isalpha()
        and node.op != "!"
    )
    negative = isinstance(node.operand, js.Literal) and precedence(node.operand) == UNARY
    p.expr(node.operand, PRIMARY + 1 if nested or negative else UNARY)


@prints(js.Update)
def _update(p: Printer, node: js.Update) -> None:
    p.expr(node.target, CALL)
    p.write(node.op)


@prints(js.Binary)
def _binary(p: Printer, node: js.Binary) -> None:
    own = BINARY[node.op]
    mixed = ("??",) if node.op in ("||", "&&") else ("||", "&&") if node.op == "??" else ()
    left, right = own, own + 1
    if node.op == "**":
        # Right-associative, and a unary operand on the left is a syntax error.
        left, right = UNARY + 1, own
    for side, least, is_right in ((node.left, left, False), (node.right, right, True)):
        if is_right:
            p.write(f" {node.op} ")
        if isinstance(side, js.Binary) and side.op in mixed:
            least = PRIMARY + 1
        p.expr(side, least)


@prints(js.Conditional)
def _conditional(p: Printer, node: js.Conditional) -> None:
    p.expr(node.test, CONDITIONAL + 1)
    p.write(" ? ")
    p.expr(node.then)
    p.write(" : ")
    p.expr(node.otherwise)


@prints(js.Assign)
def _assign(p: Printer, node: js.Assign) -> None:
    p.expr(node.target, CALL)
    p.write(f" {node.op} ")
    p.expr(node.value)


@prints(js.Sequence)
def _sequence(p: Printer, node: js.Sequence) -> None:
    p.list(node.items)


@prints(js.Await)
def _await(p: Printer, node: js.Await) -> None:
    p.write("await ")
    p.expr(node.value, UNARY)


@prints(js.Yield)
def _yield(p: Printer, node: js.Yield) -> None:
    p.write("yield*" if node.delegate else "yield")
    if node.value is not None:
        p.write(" ")
        p.expr(node.value)


@prints(js.Arrow)
def _arrow(p: Printer, node: js.Arrow) -> None:
    if node.is_async:
        p.write("async ")
    p.params(node.params)
    p.write(" => ")
    if isinstance(node.body, list):
        p.block(node.body)
    elif starts_with_brace(node.body):
        p.write("(")
        p.expr(node.body, SEQUENCE)
        p.write(")")
    else:
        p.expr(node.body)


@prints(js.Function)
def _function(p: Printer, node: js.Function) -> None:
    p.function(node, "function")


def starts_with_brace(node: js.Expr) -> bool:
    """Whether the text of ``node`` begins with `{`, `function` or `class`, which mean something else at a statement's
    start."""
    while True:
        if isinstance(node, (js.Object, js.Function, js.Class)):
            return True
        if isinstance(node, js.Array):
            return False
        inner = _leftmost(node)
        if inner is None:
            return False
        node = inner


def _leftmost(node: js.Expr) -> Optional[js.Expr]:
    if isinstance(node, js.Binary):
        return node.left
    if isinstance(node, js.Conditional):
        return node.test
    if isinstance(node, (js.Assign, js.Update)):
        return node.target
    if isinstance(node, js.Sequence):
        return node.items[0]
    return None  # the callee and the object of a member are put in parentheses by `callee`
