"""Truth: tests, `and`, `or`, `not`, `is`, `in` and comparisons."""

from __future__ import annotations

import ast
from typing import Optional

from .. import jsast as js
from ..context import Context, Test, lowers
from ..types import BOOL, CLASS, FLOAT, FUNC, INT, LIST, NONE, NUMERIC, OBJ, RAW, STR, TUPLE, T
from ..walking import walk
from .references import CHECKS, class_object, class_reference

ORDER = {ast.Lt: ("<", "lt"), ast.LtE: ("<=", "le"), ast.Gt: (">", "gt"), ast.GtE: (">=", "ge")}


@lowers(Test)
def test(node: ast.expr, cx: Context) -> js.Expr:
    """``node`` as something that JavaScript may test."""
    if isinstance(node, ast.BoolOp):
        out = test(node.values[0], cx)
        for value in node.values[1:]:
            out = js.Binary("&&" if isinstance(node.op, ast.And) else "||", out, test(value, cx))
        return out
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return negate(test(node.operand, cx))
    if isinstance(node, ast.NamedExpr):
        return truth_of(cx.expr(node), cx.type(node), cx)
    return truth_of(cx.expr(node), cx.type(node), cx)


def truth_of(value: js.Expr, t: T, cx: Context) -> js.Expr:
    """A test of a lowered value of type ``t``."""
    if t.only(BOOL):
        return value
    if t.only(STR):
        return value
    if t.only(LIST | TUPLE):
        return js.Binary(">", js.Member(value, "length"), js.Literal(0))
    if t.only(INT | BOOL):
        return value  # 0n never stands for zero
    if t.only(RAW):
        return js.Binary("!==", value, js.Literal(0))
    if t.only(FUNC):
        return value if not isinstance(value, js.Arrow) else js.Sequence([value, js.Literal(True)])
    return cx.helper("truthy", value)


def negate(value: js.Expr) -> js.Expr:
    """`!value`, with the comparison turned round where that is the same."""
    flips = {"===": "!==", "!==": "===", "==": "!=", "!=": "=="}
    if isinstance(value, js.Binary) and value.op in flips:
        return js.Binary(flips[value.op], value.left, value.right)
    if isinstance(value, js.Unary) and value.op == "!" and isinstance(value.operand, js.Binary):
        return value.operand
    return js.Unary("!", value)


def boolean(node: ast.expr, cx: Context) -> js.Expr:
    """``node`` as true or false (not just something testable)."""
    t = cx.type(node)
    if t.only(BOOL):
        return cx.expr(node)
    out = test(node, cx)
    return out if _is_boolean(out) else js.Unary("!", js.Unary("!", out))


def _is_boolean(value: js.Expr) -> bool:
    if isinstance(value, js.Binary):
        if value.op in ("&&", "||"):
            return _is_boolean(value.left) and _is_boolean(value.right)
        return value.op in ("===", "!==", "==", "!=", "<", ">", "<=", ">=")
    if isinstance(value, js.Unary):
        return value.op == "!"
    if isinstance(value, js.Call) and isinstance(value.callee, js.Name):
        return value.callee.id in ("$truthy", "$eq", "$lt", "$le", "$gt", "$ge", "$contains", "$ne")
    return isinstance(value, js.Literal) and isinstance(value.value, bool)


@lowers(ast.BoolOp)
def lower_boolop(node: ast.BoolOp, cx: Context) -> js.Expr:
    if all(cx.type(v).only(BOOL) for v in node.values):
        return test(node, cx)
    return _chain(node.values, isinstance(node.op, ast.And), cx, cx.type(node).only(RAW))


def _chain(values: list[ast.expr], is_and: bool, cx: Context, raw: bool) -> js.Expr:
    first = values[0]
    lower = cx.expr if raw else cx.value
    if len(values) == 1:
        return lower(first)
    t = cx.type(first)
    rest = _chain(values[1:], is_and, cx, raw)
    if t.only(BOOL | STR | NONE | INT | FUNC) and not t.may(INT):
        # JavaScript's own `&&` and `||` agree: what is false there is false here, and is the value itself.
        return js.Binary("&&" if is_and else "||", lower(first), rest)
    value = cx.expr(first) if t.only(RAW) else lower(first)
    if isinstance(value, js.Name):
        tested = truth_of(value, t, cx)
    else:
        temp = cx.temp()
        tested = truth_of(js.Assign(temp, value), t, cx)
        value = temp
    if t.only(RAW) and not raw:
        value = cx.boxed(
            first, value
        )  # beside other values it must be seen to be a float; its truth is the bare number's
    return js.Conditional(tested, rest, value) if is_and else js.Conditional(tested, value, rest)


@lowers(ast.Compare)
def lower_compare(node: ast.Compare, cx: Context) -> js.Expr:
    if len(node.ops) == 1:
        return comparison(node.ops[0], node.left, node.comparators[0], cx)
    out: Optional[js.Expr] = None
    left: js.Expr = cx.expr(node.left)
    left_node: ast.expr = node.left
    last = len(node.ops) - 1
    for i, (op, right_node) in enumerate(zip(node.ops, node.comparators)):
        right: js.Expr = cx.expr(right_node)
        use = right
        if i < last and not isinstance(right, (js.Literal, js.Name)):
            temp = cx.temp()
            use, right = js.Assign(temp, right), temp
        # A bare float stays bare beside numbers; anything else must see that it is one.
        bare = cx.type(left_node).only(NUMERIC) and cx.type(right_node).only(NUMERIC)
        first, second = (left, use) if bare else (_full(left_node, left, cx), _full(right_node, use, cx))
        part = compare_values(op, first, second, left_node, right_node, cx)
        out = part if out is None else js.Binary("&&", out, part)
        left, left_node = right, right_node
    assert out is not None
    return out


def _full(node: ast.expr, value: js.Expr, cx: Context) -> js.Expr:
    return cx.boxed(node, value) if cx.type(node).only(RAW) else value


def comparison(op: ast.cmpop, left: ast.expr, right: ast.expr, cx: Context) -> js.Expr:
    """`left op right`."""
    a, b = cx.type(left), cx.type(right)
    if isinstance(op, (ast.In, ast.NotIn)) and isinstance(right, (ast.Tuple, ast.List, ast.Set)):
        constants = all(isinstance(e, ast.Constant) and isinstance(e.value, str) for e in right.elts)
        if constants and right.elts:
            value = cx.expr(left)
            array = js.Array([cx.expr(e) for e in right.elts])
            if len(right.elts) == 1 and a.only(STR):
                found: js.Expr = js.Binary("===", value, array.items[0])
            else:
                found = js.call(js.Member(array, "includes"), value)
            return negate(found) if isinstance(op, ast.NotIn) else found
    enumeration = class_reference(right, cx) if isinstance(op, (ast.In, ast.NotIn)) else None
    if enumeration is not None and enumeration.enum:
        held = js.call(js.Member(class_object(right, cx), "__contains__"), cx.value(left))
        return negate(held) if isinstance(op, ast.NotIn) else held
    if isinstance(op, (ast.Is, ast.IsNot, ast.Eq, ast.NotEq, ast.In, ast.NotIn)) and (
        _is_type(left, cx) or _is_type(right, cx)
    ):
        return compare_values(op, _type_operand(left, cx), _type_operand(right, cx), left, right, cx)
    numbers = a.only(NUMERIC) and b.only(NUMERIC)
    lower = cx.expr if numbers else cx.value
    return compare_values(op, lower(left), lower(right), left, right, cx)


def _is_type(node: ast.expr, cx: Context) -> bool:
    """Whether ``node`` is `type(x)`, which is compared with builtin types by name."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "type":
        return cx.scope.owner("type") is None and cx.file.binding("type") is None
    return isinstance(node, ast.Name) and cx.type(node).only(CLASS)


def _type_operand(node: ast.expr, cx: Context) -> js.Expr:
    """A class as an object that can be compared."""
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return js.Array([_type_operand(e, cx) for e in node.elts])
    if (
        isinstance(node, ast.Name)
        and cx.scope.owner(node.id) is None
        and cx.file.binding(node.id) is None
        and node.id in CHECKS
    ):
        return cx.helper("builtin", js.Literal(CHECKS[node.id]))
    return class_object(node, cx) if class_reference(node, cx) is not None else cx.value(node)


def compare_values(
    op: ast.cmpop, left: js.Expr, right: js.Expr, left_node: ast.expr, right_node: ast.expr, cx: Context
) -> js.Expr:
    """One comparison of lowered operands."""
    a, b = cx.type(left_node), cx.type(right_node)
    if isinstance(op, (ast.Is, ast.IsNot)):
        if not (a.only(NONE) or b.only(NONE)):
            _refuse_methods(left_node, right_node, cx)
        out = _identity(left, right, a, b, cx)
        return negate(out) if isinstance(op, ast.IsNot) else out
    if isinstance(op, (ast.Eq, ast.NotEq)):
        return _equality(isinstance(op, ast.Eq), left, right, a, b, cx)
    if isinstance(op, (ast.In, ast.NotIn)):
        out = _membership(left, right, left_node, right_node, cx)
        return negate(out) if isinstance(op, ast.NotIn) else out
    sign, helper = ORDER[type(op)]
    if (a.only(NUMERIC) and b.only(NUMERIC)) or (a.only(STR) and b.only(STR) and a.basic and b.basic):
        return js.Binary(sign, left, right)
    return cx.helper(helper, left, right)


def _refuse_methods(left: ast.expr, right: ast.expr, cx: Context) -> None:
    """Every mention of a method is a new object in Python, and the same one in the browser."""
    for node in (left, right):
        if isinstance(node, ast.Attribute) and node.attr in cx.file.project.attributes.methods:
            raise cx.refuse(
                node,
                "SPR101",
                f"`is` with {ast.unparse(node)}: every mention of a method is a new object.",
                "Compare methods with ==.",
            )


def _identity(left: js.Expr, right: js.Expr, a: T, b: T, cx: Context) -> js.Expr:
    if b.only(NONE) or a.only(NONE):
        # `== null` is also true of undefined, which is how a JavaScript value says None.
        none, other = (right, left) if b.only(NONE) else (left, right)
        if isinstance(none, js.Literal):
            return js.Binary("==", other, none)
    if a.may(FLOAT | RAW) or b.may(FLOAT | RAW):
        return cx.helper("same", left, right)
    return js.Binary("===", left, right)


def _equality(positive: bool, left: js.Expr, right: js.Expr, a: T, b: T, cx: Context) -> js.Expr:
    sign = "===" if positive else "!=="
    if (a.only(STR) and not _may_equal_strings(b, cx)) or (b.only(STR) and not _may_equal_strings(a, cx)):
        return js.Binary(sign, left, right)
    simple = (a.small or a.only(RAW)) and (b.small or b.only(RAW))
    if simple and not (a.may(BOOL) or b.may(BOOL)):
        return js.Binary(sign, left, right)
    if a.only(INT) and b.only(INT):
        return js.Binary(sign, left, right)  # each has one form
    if a.only(BOOL) and b.only(BOOL):
        return js.Binary(sign, left, right)
    if (a.only(NONE) or b.only(NONE)) and not (a.join(b).may(OBJ) and cx.file.defines("__eq__")):
        none, other = (right, left) if b.only(NONE) else (left, right)
        if isinstance(none, js.Literal):
            return js.Binary("==" if positive else "!=", other, none)
    out = cx.helper("eq", left, right)
    return out if positive else js.Unary("!", out)


def _membership(
    left: js.Expr, right: js.Expr, left_node: ast.expr, right_node: ast.expr, cx: Context
) -> js.Expr:
    a, b = cx.type(left_node), cx.type(right_node)
    if b.only(STR) and a.only(STR) and _either_first(left, right, left_node, right_node, cx):
        return js.call(js.Member(right, "includes"), left)
    return cx.helper("contains", left, right)


def _either_first(
    left: js.Expr, right: js.Expr, left_node: ast.expr, right_node: ast.expr, cx: Context
) -> bool:
    """Whether it does not show that the right side is evaluated first."""
    if isinstance(left, js.Literal) or isinstance(right, js.Literal):
        return True
    for value, node in ((left, left_node), (right, right_node)):
        if isinstance(value, js.Name) and isinstance(node, ast.Name) and node.id not in cx.scope.shared:
            return not any(isinstance(n, ast.NamedExpr) for n in [*walk(left_node), *walk(right_node)])
    return False


def _may_equal_strings(t: T, cx: Context) -> bool:
    return t.may(OBJ) and cx.file.defines("__eq__")


@lowers(ast.IfExp)
def lower_ifexp(node: ast.IfExp, cx: Context) -> js.Expr:
    lower = cx.expr if cx.type(node).only(RAW) else cx.value
    return js.Conditional(test(node.test, cx), lower(node.body), lower(node.orelse))
