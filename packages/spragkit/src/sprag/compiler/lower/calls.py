"""Calls, by what is called: a name, a method, a class, a value."""

from __future__ import annotations

import ast

from .. import jsast as js
from ..context import Context, lowers
from ..model import DEFINITIONS, ClassInfo, abstract_methods
from ..project import Decl, External
from ..template import element_path
from .arguments import positional
from .builtins import builtin_call
from .callees import construct, external_call, known_call, unknown_call
from .methods import method_call
from .references import (
    class_object,
    class_reference,
    holder_of,
    known_function,
    namespace,
)


@lowers(ast.Call)
def lower_call(node: ast.Call, cx: Context) -> js.Expr:
    func = node.func
    if isinstance(func, ast.Name) and cx.scope.owner(func.id) is None:
        return _named(node, func, cx)
    if isinstance(func, ast.Name) and func.id == "super":
        raise cx.refuse(node, "SPR110", "super is a local variable here.")
    if isinstance(func, ast.Attribute):
        return method_call(node, func, cx)
    if isinstance(func, ast.Subscript) and namespace(func.value, cx) == "ui":
        return element_path(cx.value(func.slice), node, cx)
    known = known_function(func, cx)
    if known is not None:
        return known_call(node, cx.expr(func), known, cx)
    if isinstance(func, ast.Subscript) and class_reference(func.value, cx) is not None:
        # `Stack[int]()`: what it holds is for type checkers.
        info = class_reference(func.value, cx)
        if info is not None and not info.enum:
            return construct(node, class_object(func.value, cx), info, cx)
    info = class_reference(func, cx)
    if info is not None and _made_below(func, info, cx) and not node.keywords:
        return cx.helper("call", cx.expr(func), *positional(node, cx))
    if info is not None:
        return construct(node, class_object(func, cx), info, cx)
    return unknown_call(node, cx)


def _made_below(func: ast.expr, info: ClassInfo, cx: Context) -> bool:
    """Whether ``func`` is the `cls` of a class method, and a class below may be abstract no more or be made in another
    way."""
    if info.framework or not isinstance(func, ast.Name):
        return False
    holder = holder_of(func.id, cx)[1]
    if holder is None or holder.self_name != func.id or not cx.file.project.attributes.classes:
        return False
    return bool(abstract_methods(info)) or cx.file.project.attributes.defined_below(
        "__init__", info.node.name
    )


def _named(node: ast.Call, func: ast.Name, cx: Context) -> js.Expr:
    binding = cx.file.binding(func.id)
    if binding is None:
        return builtin_call(node, func, cx)
    if isinstance(binding, Decl):
        info = cx.file.class_info(binding)
        if info is not None:
            return construct(node, cx.file.reference(binding, func), info, cx)
        if binding.kind == "function" and not binding.rebound and isinstance(binding.node, DEFINITIONS):
            if not binding.node.decorator_list:
                return known_call(node, cx.file.reference(binding, func), binding.node, cx)
        return unknown_call(node, cx)
    if isinstance(binding, External):
        return external_call(node, binding, cx)
    raise cx.refuse(node, "SPR120", f"{func.id} is a module, not a function.")
