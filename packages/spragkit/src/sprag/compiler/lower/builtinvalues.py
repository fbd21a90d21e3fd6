"""Python's own functions and types as values: `map(str, xs)`, `key=len`, `{"int": int}`."""

from __future__ import annotations

import ast
import math
from typing import Optional

from .. import jsast as js
from ..context import Context
from ..model import parse
from ..names import EXCEPTIONS
from ..signatures import BUILTINS


def builtin_value(node: ast.Name, cx: Context) -> js.Expr:
    """A builtin function as a value: `map(str, xs)`, `key=len`."""
    name = node.id
    if name in ("True", "False", "None"):
        return js.Literal({"True": True, "False": False, "None": None}[name])
    if name in EXCEPTIONS:
        return cx.file.helper(name)
    if name == "__name__":
        return js.Literal(cx.file.source.path[: -len(".py")].replace("/", "."))
    if name == "NotImplemented":
        return cx.file.helper("NotImplemented")
    if name in TYPES:
        return builtin_type(name, cx)
    if name == "object":
        one = js.Arrow([], js.New(cx.file.helper("Obj"), [cx.file.helper("bare")]))
        return cx.helper("builtin", js.Literal("object"), one, js.Literal(0))
    if name in ("isinstance", "issubclass"):
        return _counted(f"{name}Of", 2, 2, cx)
    if name in ("max", "min"):
        return _counted(f"{name}Of", 1, math.inf, cx)
    if name not in BUILTINS or name in ("super", "slice"):
        known = name in BUILTINS or name in SERVER_BUILTINS
        code = "SPR111" if known else "SPR110"
        said = (
            f"The builtin {name} is not available in browser code as a value."
            if known
            else f"The name {name!r} is not defined in browser code."
        )
        raise cx.refuse(node, code, said)
    sig = parse(BUILTINS[name].params)
    least, most = sig.least, math.inf if sig.rest else len(sig.positional)
    if cx.file.project.attributes.named_values and not sig.rest:
        # What is required can only be given by its place.
        required = [p.name for p in sig.positional if p.required]
        text = " ".join([*required, *(["/"] if required else []), *sig.text.split(" ")[len(required) :]])
        helper = cx.file.helper(BUILTINS[name].helper)
        return cx.helper("handed", helper, js.Literal(text), js.Literal(most), js.Literal(least))
    return _counted(BUILTINS[name].helper, least, most, cx)


def _counted(helper: str, least: float, most: float, cx: Context) -> js.Expr:
    """A function of Python's own, with how many arguments it takes."""
    return cx.helper("fn", cx.file.helper(helper), js.Literal(most), js.Literal(least))


TYPES = {
    "bool": ("truthy", 1), "dict": ("dict", 1), "float": ("float", 1), "frozenset": ("frozenset", 1), "int": ("int", 2),
    "list": ("list", 1), "range": ("range", 3), "set": ("set", 1), "str": ("str", 1), "tuple": ("tuple", 1),
    "type": ("type", 1),
}  # fmt: skip
"""Builtin types: what makes one, and from how many arguments."""


def builtin_type(name: str, cx: Context) -> js.Expr:
    """A builtin type as a value: the very object that `type(x)` gives."""
    helper, most = TYPES[name]
    make: js.Expr = cx.file.helper(helper)
    if name == "float":
        make = js.Arrow([js.Param("v", js.Literal(0))], cx.helper("flt", cx.helper("float", js.Name("v"))))
    least = [js.Literal(1)] if name in ("range", "type") else []
    return cx.helper("builtin", js.Literal(name), make, js.Literal(most), *least)


def plain_builtin(node: ast.expr, given: int, cx: Context) -> Optional[js.Expr]:
    """A builtin where it is certainly called with ``given`` arguments: it need not count them."""
    if not isinstance(node, ast.Name) or cx.scope.owner(node.id) is not None or cx.file.binding(node.id):
        return None
    if node.id in TYPES:
        helper, most = TYPES[node.id]
        if node.id == "float" and given == 1:
            return js.Arrow([js.Param("v")], cx.helper("flt", cx.helper("float", js.Name("v"))))
        return cx.file.helper(helper) if node.id != "float" and 1 <= given <= most else None
    if node.id not in BUILTINS or node.id in ("max", "min", "isinstance", "issubclass", "super", "slice"):
        return None
    sig = parse(BUILTINS[node.id].params)
    return cx.file.helper(BUILTINS[node.id].helper) if sig.least <= given <= sig.most else None


SERVER_BUILTINS = frozenset(
    """open input eval exec compile globals locals vars dir breakpoint __import__ memoryview bytearray bytes complex
    object
    property staticmethod classmethod super help exit quit delattr aiter anext""".split()
)
