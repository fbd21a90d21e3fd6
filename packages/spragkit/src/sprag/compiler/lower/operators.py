"""Arithmetic and the other binary and unary operators."""

from __future__ import annotations

import ast
from typing import Optional, Union

from .. import jsast as js
from ..context import Context, lowers
from ..types import BOOL, INT, NUMERIC, RAW, STR, T
from .subscripts import repeatable, twice
from .truth import negate, test

HELPER = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.FloorDiv: "floordiv", ast.Mod: "mod",
    ast.Pow: "pow",
    ast.LShift: "shl", ast.RShift: "shr", ast.BitAnd: "bitand", ast.BitOr: "bitor", ast.BitXor: "bitxor",
    ast.MatMult: "matmul",
}  # fmt: skip


SIGN = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}


EXACT = 2**53 - 1


BITS = {ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^"}


@lowers(ast.BinOp)
def lower_binop(node: ast.BinOp, cx: Context) -> js.Expr:
    if (
        isinstance(node.op, ast.Mod)
        and isinstance(node.left, ast.Constant)
        and isinstance(node.left.value, str)
    ):
        return cx.helper("percent", cx.expr(node.left), cx.value(node.right))
    return binary(node.op, node.left, node.right, cx.type(node), cx)


def binary(op: ast.operator, left: ast.expr, right: ast.expr, result: T, cx: Context) -> js.Expr:
    """`left op right` of two expressions."""
    a, b = cx.type(left), cx.type(right)
    if isinstance(op, ast.Pow) and (a.value or 0) < 0 and b.only(RAW) and (b.value or 0) % 1 != 0:
        raise cx.refuse(
            left,
            "SPR125",
            "A negative number to a fractional power is complex, which browser code does not have.",
            "Use abs(), or a whole exponent.",
        )
    numbers = a.only(NUMERIC) and b.only(NUMERIC)
    if numbers and result.only(RAW) and type(op) in SIGN:
        return js.Binary(SIGN[type(op)], cx.number(left), cx.number(right))
    if numbers and result.only(RAW) and isinstance(op, ast.Div) and _nonzero(right):
        # A larger integer is divided before it is rounded.
        if (a.small or a.only(RAW)) and (b.small or b.only(RAW)):
            return js.Binary("/", cx.number(left), cx.number(right))
    if numbers and a.small and b.small:
        inline = _small(op, cx, left, right, a, b, result)
        if inline is not None:
            return inline
    if isinstance(op, ast.Add) and a.only(STR) and b.only(STR):
        return _joined(left, right, cx)
    divisor = _constant(right)
    if (
        type(op) in (ast.Mod, ast.FloorDiv)
        and a.only(INT | BOOL)
        and divisor is not None
        and 0 < divisor < 2**31
    ):
        exact = _by_constant(op, left, divisor, cx)
        if exact is not None:
            return exact
    value = cx.helper(_helper(op, a, b), cx.value(left), cx.value(right))
    return unbox(value, op, result, cx)


def binary_values(
    op: ast.operator, left: js.Expr, right: js.Expr, a: T, b: T, result: T, cx: Context
) -> js.Expr:
    """`left op right` of lowered operands; bare floats only where their type says so. A bare float comes out where
    ``result`` is RAW."""
    if a.only(NUMERIC) and b.only(NUMERIC):
        plain = (a.small or a.only(RAW)) and (b.small or b.only(RAW))
        if plain and result.only(RAW) and type(op) in SIGN:
            return js.Binary(SIGN[type(op)], left, right)
        if a.small and b.small and result.small and type(op) in SIGN:
            return js.Binary(SIGN[type(op)], left, right)
    if isinstance(op, ast.Add) and a.only(STR) and b.only(STR):
        return js.Binary("+", left, right)
    left = cx.helper("flt", left) if a.only(RAW) else left
    right = cx.helper("flt", right) if b.only(RAW) else right
    return unbox(cx.helper(_helper(op, a, b), left, right), op, result, cx)


def _joined(left: ast.expr, right: ast.expr, cx: Context) -> js.Expr:
    """Strings one after the other; numbers among them stand in a template, which makes no strings of their own."""
    if not any(_shown_number(part, cx) for part in (*_operands(left, cx), *_operands(right, cx))):
        return js.Binary("+", cx.expr(left), cx.expr(right))
    parts: list[Union[str, js.Expr]] = []
    for part in (*_operands(left, cx), *_operands(right, cx)):
        number = _shown_number(part, cx)
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            parts.append(part.value)
        else:
            parts.append(cx.expr(number if number is not None else part))
    return js.Template(parts)


def _operands(node: ast.expr, cx: Context) -> list[ast.expr]:
    """The strings that a sum of strings joins."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and cx.type(node).only(STR):
        if cx.type(node.left).only(STR) and cx.type(node.right).only(STR):
            return [*_operands(node.left, cx), *_operands(node.right, cx)]
    return [node]


def _shown_number(node: ast.expr, cx: Context) -> Optional[ast.expr]:
    """The small integer that `str(n)` shows."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != "str":
        return None
    if len(node.args) != 1 or node.keywords or isinstance(node.args[0], ast.Starred):
        return None
    t = cx.type(node.args[0])
    plain = t.only(INT) and t.small and cx.scope.owner("str") is None and cx.file.is_builtin("str")
    return node.args[0] if plain else None


def unbox(value: js.Call, op: ast.operator, result: T, cx: Context) -> js.Expr:
    """The helpers give boxed floats; where the type is RAW a bare number is expected."""
    if not result.only(RAW):
        return value
    if isinstance(op, ast.Div):
        return cx.helper("fdiv", *value.args)
    return js.Unary("+", value)


def _helper(op: ast.operator, a: T, b: T) -> str:
    name = HELPER[type(op)]
    if name == "mod" and not a.only(NUMERIC):
        return "modulo"
    if name in ("add", "sub", "mul") and a.only(INT | BOOL) and b.only(INT | BOOL):
        return {"add": "intAdd", "sub": "intSub", "mul": "intMul"}[name]
    return name


def _small(
    op: ast.operator, cx: Context, left: ast.expr, right: ast.expr, a: T, b: T, result: T
) -> Optional[js.Expr]:
    """Integers that fit: bare operators, when the result fits too."""
    lower = cx.expr
    if type(op) in SIGN and result.small:
        if isinstance(op, ast.Mult) and not (_constant(left) or _constant(right)):
            return None if a.bits + b.bits > 53 else _product(lower(left), lower(right), left, right)
        if isinstance(op, ast.Mult):
            return _product(lower(left), lower(right), left, right)
        return js.Binary(SIGN[type(op)], lower(left), lower(right))
    divisor = _constant(right)
    if divisor is not None and 0 < divisor < 2**31 and a.only(INT):
        if isinstance(op, ast.FloorDiv):
            return js.call(js.member(js.Name("Math"), "floor"), js.Binary("/", lower(left), lower(right)))
        if isinstance(op, ast.Mod):
            if a.natural:
                return js.Binary("%", lower(left), lower(right))
            return cx.helper("rem", lower(left), lower(right))
    if divisor is None and type(op) in (ast.Mod, ast.FloorDiv) and a.only(INT) and b.only(INT) and b.natural:
        return _divided(op, lower(left), lower(right), a.natural, cx)
    if type(op) in BITS and a.bits <= 31 and b.bits <= 31 and not (a.only(BOOL) and b.only(BOOL)):
        return js.Binary(BITS[type(op)], lower(left), lower(right))
    return None


def _divided(op: ast.operator, a: js.Expr, b: js.Expr, natural: bool, cx: Context) -> Optional[js.Expr]:
    """Remainder or quotient by a natural number that may be zero."""
    if not (repeatable(a) and repeatable(b)):
        return cx.helper(HELPER[type(op)], a, b)
    if isinstance(op, ast.FloorDiv):
        quick: js.Expr = js.call(js.member(js.Name("Math"), "floor"), js.Binary("/", a, b))
    else:
        quick = js.Binary("%", a, b) if natural else cx.helper("rem", a, b)
    return js.Conditional(js.Binary("===", b, js.Literal(0)), cx.helper(HELPER[type(op)], a, b), quick)


def _by_constant(op: ast.operator, left: ast.expr, divisor: int, cx: Context) -> Optional[js.Expr]:
    """Remainder or quotient of any integer by a positive constant: at once where a number holds the integer."""
    if cx.scope.kind not in ("function", "comprehension"):
        return None
    first, a = twice(cx.expr(left), cx)
    by = js.Literal(divisor)
    least = 0 if isinstance(op, ast.Mod) else -EXACT
    held = js.Binary("&&", js.Binary(">=", first, js.Literal(least)), js.Binary("<=", a, js.Literal(EXACT)))
    quick: js.Expr = js.Binary("%", a, by)
    if isinstance(op, ast.FloorDiv):
        quick = js.call(js.member(js.Name("Math"), "floor"), js.Binary("/", a, by))
    return js.Conditional(held, quick, cx.helper(HELPER[type(op)], a, by))


def _product(left: js.Expr, right: js.Expr, a: ast.expr, b: ast.expr) -> js.Expr:
    # A negative zero must not come out of integers; it can only where one side is zero and the other negative.
    if (_constant(a) or 0) > 0 or (_constant(b) or 0) > 0:
        return js.Binary("*", left, right)
    return js.Binary("+", js.Binary("*", left, right), js.Literal(0))


def _constant(node: ast.expr) -> Optional[int]:
    return node.value if isinstance(node, ast.Constant) and type(node.value) is int else None


def _nonzero(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, (int, float))
        and node.value != 0
        and node.value is not True
    )


@lowers(ast.UnaryOp)
def lower_unary(node: ast.UnaryOp, cx: Context) -> js.Expr:
    t = cx.type(node.operand)
    if isinstance(node.op, ast.Not):
        return negate(test(node.operand, cx))
    operand = node.operand
    if (
        isinstance(operand, ast.Constant)
        and type(operand.value) in (int, float)
        and isinstance(node.op, (ast.USub, ast.UAdd))
    ):
        sign = -1 if isinstance(node.op, ast.USub) else 1
        number = operand.value
        assert isinstance(number, (int, float))
        return js.Literal(sign * number)
    if isinstance(node.op, ast.USub):
        if t.only(RAW):
            return js.Unary("-", cx.expr(operand))
        if t.small:
            return js.Binary("-", js.Literal(0), cx.expr(operand))
        return cx.helper("neg", cx.value(operand))
    if isinstance(node.op, ast.UAdd):
        return cx.expr(operand) if t.only(RAW) or t.only(INT) else cx.helper("pos", cx.value(operand))
    return cx.helper("invert", cx.value(operand))


IN_PLACE = {
    ast.Add: "iadd", ast.Sub: "isub", ast.Mult: "imul", ast.BitOr: "ior", ast.BitAnd: "iand", ast.BitXor: "ixor",
}  # fmt: skip


def augmented(op: ast.operator, left: js.Expr, right: ast.expr, a: T, result: T, cx: Context) -> js.Expr:
    """The new value of `left op= right`; lists, sets and dicts change in place."""
    b = cx.type(right)
    value = cx.expr(right)
    mutable = not a.only(NUMERIC | STR)
    if mutable and type(op) in IN_PLACE:
        value = cx.helper("flt", value) if b.only(RAW) else value
        return cx.helper(IN_PLACE[type(op)], left, value)
    if isinstance(op, ast.Div) and result.only(RAW) and _nonzero(right) and (a.small or a.only(RAW)):
        return js.Binary("/", left, value)
    return binary_values(op, left, value, a, b, result, cx)
