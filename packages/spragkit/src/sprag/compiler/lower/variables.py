"""Names that are read: variables, declarations, builtins as values."""

from __future__ import annotations

import ast

from .. import jsast as js
from ..context import Context, lowers
from ..model import DEFINITIONS, ClassInfo, abstract_methods
from ..project import Decl, External
from .builtinvalues import builtin_value
from .functions import handed_on
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
        if info is not None:
            _check_class(node, info, cx)
        if binding.kind == "function":
            return function_value(node, binding, cx)
        return cx.file.reference(binding, node)
    if isinstance(binding, External):
        return external_value(node, binding, cx)
    raise cx.refuse(
        node, "SPR101", f"The module {name} cannot be used as a value.", "Name what you need from it."
    )


def _check_class(node: ast.Name, info: ClassInfo, cx: Context) -> None:
    """Refuse a class as a value that no unknown caller may make an instance of."""
    if abstract_methods(info):
        raise cx.refuse(node, "SPR123", f"The abstract class {info.node.name} cannot be used as a value.")


def function_value(node: ast.expr, decl: Decl, cx: Context) -> js.Expr:
    """A top-level function passed on."""
    assert isinstance(decl.node, DEFINITIONS)
    reference = cx.file.reference(decl, node)
    if decl.node.decorator_list:
        return reference
    return handed_on(decl.node, reference, cx)
