"""Statements that are neither assignments, loops, nor about exceptions."""

from __future__ import annotations

import ast
from typing import Union

from .. import jsast as js
from ..context import Context, lowers
from .truth import test


@lowers(ast.Expr)
def lower_expr(node: ast.Expr, cx: Context) -> list[js.Stmt]:
    value = node.value
    if isinstance(value, ast.Constant):
        return []
    outer, cx.discarded = cx.discarded, value
    try:
        out = cx.expr(value)
    finally:
        cx.discarded = outer
    return [js.ExprStmt(out)]


@lowers(ast.Pass)
def lower_pass(node: ast.Pass, cx: Context) -> list[js.Stmt]:
    return []


@lowers(ast.Global, ast.Nonlocal)
def lower_scope(node: ast.stmt, cx: Context) -> list[js.Stmt]:
    return []


@lowers(ast.Return)
def lower_return(node: ast.Return, cx: Context) -> list[js.Stmt]:
    if cx.generator:
        return [js.Return(cx.value(node.value) if node.value is not None else None)]
    if node.value is None:
        return [js.Return(js.NULL if cx.scope.returns else None)]
    return [js.Return(cx.awaited(node.value))]


@lowers(ast.If)
def lower_if(node: ast.If, cx: Context) -> list[js.Stmt]:
    condition = test(node.test, cx)
    return [js.If(condition, cx.block(node.body), cx.block(node.orelse))]


@lowers(ast.Import, ast.ImportFrom)
def lower_import(node: Union[ast.Import, ast.ImportFrom], cx: Context) -> list[js.Stmt]:
    for alias in node.names:
        if cx.scope.owner(alias.asname or alias.name.split(".")[0]) is not None or cx.scope.kind == "module":
            raise cx.refuse(
                node,
                "SPR100",
                "This import inside a function is not supported in browser code.",
                "Import at the top of the file.",
            )
    return []
