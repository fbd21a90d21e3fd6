"""Names that are read: variables, declarations, builtins as values."""

from __future__ import annotations

import ast

from .. import jsast as js
from ..context import Context, lowers
from ..model import DEFINITIONS, EXCEPTIONS, signature
from ..project import Decl, External
from ..signatures import BUILTINS
from .functions import adapter, counted
from .outside import external_value
from .references import local


@lowers(ast.Name)
def lower_name(node: ast.Name, cx: Context) -> js.Expr:
    name = node.id
    if name in cx.class_names:
        return cx.class_names[name]
    owner = cx.scope.owner(name)
    if owner is not None:
        return local(node, cx)
    return global_name(node, cx)


def global_name(node: ast.Name, cx: Context) -> js.Expr:
    """A top-level name, an imported one, or a builtin, as a value."""
    name = node.id
    binding = cx.file.binding(name)
    if binding is None:
        return builtin_value(node, cx)
    if isinstance(binding, Decl):
        info = cx.file.class_info(binding)
        if info is not None and not info.enum and not info.framework and not info.exception:
            raise cx.refuse(node, "SPR123", f"The class {name} cannot be used as a value here.")
        if binding.kind == "function":
            return function_value(node, binding, cx)
        return cx.file.reference(binding, node)
    if isinstance(binding, External):
        return external_value(node, binding, cx)
    raise cx.refuse(
        node, "SPR101", f"The module {name} cannot be used as a value.", "Name what you need from it."
    )


def function_value(node: ast.expr, decl: Decl, cx: Context) -> js.Expr:
    """A top-level function passed on: unknown callers pass by position, so its parameters must be plain."""
    assert isinstance(decl.node, DEFINITIONS)
    reference = cx.file.reference(decl, node)
    if decl.node.decorator_list:
        return reference
    return counted(signature(decl.node), adapter(decl.node, reference, cx, node), cx)


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
    if name not in BUILTINS or name in (
        "super",
        "print",
        "range",
        "isinstance",
        "slice",
        "type",
        "dict",
        "zip",
        "map",
        "max",
        "min",
    ):
        if name in ("max", "min"):
            return cx.file.helper(f"{name}Of")
        if name in ("print", "range", "dict", "zip", "type"):
            return cx.file.helper(
                {"print": "print", "range": "range", "dict": "dict", "zip": "zip", "type": "type"}[name]
            )
        if name in BUILTINS or name in SERVER_BUILTINS:
            raise cx.refuse(
                node, "SPR111", f"The builtin {name} is not available in browser code as a value."
            )
        raise cx.refuse(node, "SPR110", f"The name {name!r} is not defined in browser code.")
    if name == "float":
        return js.Arrow([js.Param("v")], cx.helper("flt", cx.helper("float", js.Name("v"))))
    if name in ("int", "str", "format", "round", "sorted", "sum", "enumerate"):
        # An unknown caller such as Array.prototype.map passes more arguments than Python would.
        return js.Arrow([js.Param("v")], cx.helper(BUILTINS[name].helper, js.Name("v")))
    return cx.file.helper(BUILTINS[name].helper)


SERVER_BUILTINS = frozenset(
    """open input eval exec compile globals locals vars dir breakpoint __import__ memoryview bytearray bytes complex
    object
    property staticmethod classmethod super help exit quit delattr aiter anext""".split()
)
