"""f-strings: format specs are read at build time where they are constant."""

from __future__ import annotations

import ast
from typing import Optional, Union

from .. import jsast as js
from ..context import Context, lowers
from ..types import STR


@lowers(ast.JoinedStr)
def lower_fstring(node: ast.JoinedStr, cx: Context) -> js.Expr:
    parts: list[Union[str, js.Expr]] = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        else:
            assert isinstance(part, ast.FormattedValue)
            parts.append(_formatted(part, cx))
    if all(isinstance(p, str) for p in parts):
        return js.Literal("".join(str(p) for p in parts))
    if len(parts) == 1 and not isinstance(parts[0], str):
        # The one value is a string already.
        return parts[0]
    return js.Template(parts)


def _formatted(part: ast.FormattedValue, cx: Context) -> js.Expr:
    spec = _spec(part.format_spec, cx)
    conversion = {-1: "", 115: "str", 114: "repr", 97: "ascii"}[part.conversion]
    if spec is None or (isinstance(spec, js.Literal) and spec.value == ""):
        if conversion in ("repr", "ascii"):
            return cx.helper(conversion, cx.value(part.value))
        if conversion == "" and not cx.type(part.value).only(STR) and cx.file.defines("__format__"):
            return cx.helper("format", cx.value(part.value), js.Literal(""))
        return cx.text(part.value)
    value = cx.helper(conversion, cx.value(part.value)) if conversion else _value(part.value, cx)
    return cx.helper("format", value, spec)


def _value(node: ast.expr, cx: Context) -> js.Expr:
    return cx.value(node)


def _spec(node: Optional[ast.expr], cx: Context) -> Optional[js.Expr]:
    if node is None:
        return None
    assert isinstance(node, ast.JoinedStr)
    return lower_fstring(node, cx)


@lowers(ast.FormattedValue)
def lower_formatted(node: ast.FormattedValue, cx: Context) -> js.Expr:
    return _formatted(node, cx)
