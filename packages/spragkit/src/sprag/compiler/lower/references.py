"""What a name or a chain of attributes refers to: a variable, a class, a file, something from outside, something of
JavaScript.
"""

from __future__ import annotations

import ast
from typing import Optional

from .. import jsast as js
from ..context import Context
from ..facts import NAMESPACES, flow_unshadowed
from ..model import DEFINITIONS, ClassInfo, Definition, kind_of
from ..names import DOM, FRAMEWORK, attribute_name
from ..project import Decl, File, ModuleRef
from ..types import CLASS, FUNC, OBJ, RAW, UNBOUND

SPRAG = frozenset(["sprag", "sprag.browser", "sprag.ui"])


CHECKS = {
    "str": "str", "int": "int", "float": "float", "bool": "bool", "list": "list", "tuple": "tuple", "dict": "dict",
    "set": "set",
    "frozenset": "frozenset", "object": "object", "range": "range", "type": "type",
}  # fmt: skip


def local(node: ast.Name, cx: Context) -> js.Expr:
    """A variable of this function or of one around it."""
    name = node.id
    holder, context = holder_of(name, cx)
    if context is not None and name == context.self_name:
        out: js.Expr = _this(context, cx)
    else:
        out = js.Name((context or cx).local_name(name))
        out.name = name if out.id != name else None
    t = cx.type(node)
    if t.may(UNBOUND):
        free = [] if context is cx else [js.Literal(True)]
        out = cx.helper("bound", out, js.Literal(name), *free)
    if t.only(RAW):
        return out if holder else js.Unary("+", out)
    # A type that says more than RAW promises a float that shows what it is.
    return cx.helper("flt", out) if holder else out


def _this(holder: Context, cx: Context) -> js.Expr:
    """`this`, or the constant that holds it where a function between has a `this` of its own."""
    context: Optional[Context] = cx
    while context is not None and context is not holder:
        if not context.arrow:
            holder.needs_this = True
            return js.Name("$this")
        context = context.parent
    return js.THIS


def holder_of(name: str, cx: Context) -> tuple[bool, Optional[Context]]:
    """Whether the variable holds a bare float, and the context that it is a local of."""
    context: Optional[Context] = cx
    while context is not None:
        if name in context.scope.local and context.scope.kind != "class":
            return context.flow.raw(name) if context.scope is context.flow.scope else False, context
        context = context.parent
    return False, None


def class_reference(node: ast.expr, cx: Context) -> Optional[ClassInfo]:
    """The class that ``node`` names, when it names one directly."""
    if isinstance(node, ast.Name) and cx.scope.owner(node.id) is None:
        return cx.file.class_info(cx.file.binding(node.id))
    if isinstance(node, ast.Name):
        t = cx.type(node)
        if t.only(CLASS) and isinstance(t.ref, ClassInfo):
            return t.ref
        return cx.local_class(node.id)
    if isinstance(node, ast.Attribute) and flow_unshadowed(node, cx.flow):
        found = module_member(node, cx)
        return cx.file.class_info(found)
    return None


def builtin_type_name(node: ast.expr, cx: Context) -> str:
    """The name of the builtin type that ``node`` names; empty where it is something else."""
    if isinstance(node, ast.Name) and cx.scope.owner(node.id) is None and cx.file.binding(node.id) is None:
        return node.id if node.id in CHECKS else ""
    return ""


def class_object(node: ast.expr, cx: Context) -> js.Expr:
    """The JavaScript class that ``node`` names."""
    if isinstance(node, ast.Name) and cx.scope.owner(node.id) is None:
        binding = cx.file.binding(node.id)
        assert isinstance(binding, Decl)
        return cx.file.reference(binding, node)
    if isinstance(node, ast.Attribute):
        found = module_member(node, cx)
        assert found is not None
        return cx.file.reference(found, node)
    assert isinstance(node, ast.Name)
    return local(node, cx)


def module_member(node: ast.Attribute, cx: Context) -> Optional[Decl]:
    """`money.format_price` where `money` is an imported file of the project."""
    file = _module(node.value, cx)
    if file is None or _submodule(file, node.attr, cx) is not None:
        return None
    found = cx.file.project.binding(file, node.attr)
    if isinstance(found, Decl):
        return found
    raise cx.refuse(node, "SPR110", f"{file.source.path} does not define {node.attr!r}.")


def _module(node: ast.expr, cx: Context) -> Optional[File]:
    """The file of the project that `money`, or `app.money`, stands for."""
    if isinstance(node, ast.Name) and cx.scope.owner(node.id) is None:
        binding = cx.file.binding(node.id)
        return binding.file if isinstance(binding, ModuleRef) else None
    if isinstance(node, ast.Attribute):
        package = _module(node.value, cx)
        return _submodule(package, node.attr, cx) if package is not None else None
    return None


def _submodule(package: File, name: str, cx: Context) -> Optional[File]:
    found = cx.file.project.binding(package, name)
    if found is not None:
        return found.file if isinstance(found, ModuleRef) else None
    return cx.file.project.submodule(package, name, cx.file.file)


def namespace(node: ast.expr, cx: Context) -> str:
    """`dom`, `ui`, `browser` or `imports`, where ``node`` is that object of sprag."""
    found = cx.file.external(node) if flow_unshadowed(node, cx.flow) else None
    return (
        found.name or "" if found is not None and found.module in SPRAG and found.name in NAMESPACES else ""
    )


def known_function(func: ast.expr, cx: Context) -> Optional[Definition]:
    """The definition that a callee certainly is."""
    t = cx.type(func)
    if isinstance(func, ast.Name) and t.only(FUNC):
        if isinstance(t.ref, Decl) and isinstance(t.ref.node, DEFINITIONS) and not t.ref.node.decorator_list:
            return t.ref.node
        if isinstance(t.ref, DEFINITIONS) and not t.ref.decorator_list:
            return t.ref
    if isinstance(func, ast.Attribute):
        receiver = cx.type(func.value)
        if receiver.only(OBJ) and isinstance(receiver.ref, ClassInfo):
            found = receiver.ref.find(func.attr)
            if found is not None and isinstance(found[1], DEFINITIONS) and kind_of(found[1]) == "method":
                return found[1] if not found[1].decorator_list else None
    return None


def host(node: ast.expr, cx: Context) -> js.Expr:
    """A JavaScript value whose member is read next: no need to turn undefined into None first."""
    out = cx.expr(node)
    if isinstance(out, js.Binary) and out.op == "??" and out.right is js.NULL:
        return out.left
    return out


def host_name(name: str) -> str:
    return DOM.get(name) or FRAMEWORK.get(name) or name


def any_name(name: str, cx: Context) -> str:
    """The name to look up on a value that may be Python's or JavaScript's: known browser names change, unless the app
    defines them."""
    if "_" in name and not cx.file.defines(name) and name not in cx.file.assigned_attributes:
        return DOM.get(name) or FRAMEWORK.get(name) or name
    if name in FRAMEWORK and not cx.file.defines(name):
        return FRAMEWORK[name]
    return attribute_name(name, cx.class_name)


def member_name(name: str, info: Optional[ClassInfo], cx: Context) -> str:
    """The JavaScript name of a member of a class of the app."""
    if info is not None and info.framework and name in FRAMEWORK:
        return FRAMEWORK[name]
    return attribute_name(name, cx.class_name)


def check_no_method(value: ast.expr, cx: Context) -> None:
    """Refuse a function as a value of a class: Python makes a method of it."""
    cls = class_reference(value.value, cx) if isinstance(value, ast.Attribute) else None
    found = cls.find(value.attr) if cls is not None and isinstance(value, ast.Attribute) else None
    if cx.type(value).only(FUNC) or (found is not None and kind_of(found[1]) == "method"):
        raise cx.refuse(
            value,
            "SPR101",
            "A function that a class gets as a value is a method in Python.",
            "Write a def in the class that calls it.",
        )
