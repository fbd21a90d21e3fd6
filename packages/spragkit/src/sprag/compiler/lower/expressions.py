"""Constants, lambdas, walrus, await, yield."""

from __future__ import annotations

import ast

from .. import jsast as js
from ..context import Context, lowers
from ..types import RAW
from .functions import closure
from .references import holder_of, known_function


@lowers(ast.Constant)
def lower_constant(node: ast.Constant, cx: Context) -> js.Expr:
    value = node.value
    if value is None or isinstance(value, (bool, str, int)):
        return js.Literal(value)
    if isinstance(value, float):
        return js.Literal(value)
    raise cx.refuse(
        node,
        "SPR101",
        f"Unsupported constant in browser codegen: {type(value).__name__}.",
        "Use a str, a number, a list or a dict.",
    )


@lowers(ast.Lambda)
def lower_lambda(node: ast.Lambda, cx: Context) -> js.Expr:
    return closure(node, cx)


@lowers(ast.NamedExpr)
def lower_walrus(node: ast.NamedExpr, cx: Context) -> js.Expr:
    if cx.scope.kind == "comprehension" or isinstance(cx.scope.node, ast.Lambda):
        where = "lambda bodies" if isinstance(cx.scope.node, ast.Lambda) else "comprehensions"
        raise cx.refuse(
            node, "SPR102", f"Walrus operator inside {where} is not supported in browser codegen."
        )
    holder, _ = holder_of(node.target.id, cx)
    value = cx.expr(node.value) if holder else cx.value(node.value)
    out: js.Expr = js.Assign(js.Name(cx.local_name(node.target.id)), value)
    return js.Unary("+", out) if cx.type(node).only(RAW) and not holder else out


@lowers(ast.Await)
def lower_await(node: ast.Await, cx: Context) -> js.Expr:
    inner = node.value
    value = cx.awaited(inner)
    return js.Await(value) if _native_result(inner, cx) else js.Binary("??", js.Await(value), js.NULL)


def _native_result(node: ast.expr, cx: Context) -> bool:
    """Whether what is awaited is Python's own and never gives undefined."""
    return isinstance(node, ast.Call) and known_function(node.func, cx) is not None


@lowers(ast.Yield)
def lower_yield(node: ast.Yield, cx: Context) -> js.Expr:
    out = js.Yield(cx.value(node.value) if node.value is not None else js.NULL)
    # `next(g)` resumes with undefined, which is None in Python.
    return out if cx.discarded is node else js.Binary("??", out, js.NULL)


@lowers(ast.YieldFrom)
def lower_yield_from(node: ast.YieldFrom, cx: Context) -> js.Expr:
    out = js.Yield(cx.helper("delegate", cx.value(node.value)), delegate=True)
    return out if cx.discarded is node else js.Binary("??", out, js.NULL)


@lowers(ast.Starred)
def lower_starred(node: ast.Starred, cx: Context) -> js.Expr:
    raise cx.refuse(node, "SPR101", "A starred expression cannot stand here.")
