"""`value.name`, read and assigned."""

from __future__ import annotations

import ast
from typing import Optional

from ...authoring.attributes import tag_name
from .. import jsast as js
from ..context import Context, lowers
from ..facts import flow_unshadowed
from ..model import DEFINITIONS, ClassInfo, Definition, Signature, kind_of, parse, signature
from ..names import CALLED, DOM_HELPERS, attribute_name
from ..signatures import METHODS, Builtin
from ..types import HOST, OBJ, T
from ..uitree import FORMS
from .functions import counted
from .outside import external_value
from .references import (
    any_name,
    builtin_type_name,
    class_object,
    class_reference,
    host,
    host_name,
    member_name,
    module_member,
    namespace,
)
from .variables import function_value


@lowers(ast.Attribute)
def lower_attribute(node: ast.Attribute, cx: Context) -> js.Expr:
    """`value.name` that is read."""
    if node.attr == "__dict__":
        raise cx.refuse(
            node,
            "SPR124",
            "__dict__ is not available in browser code: writing to it would not reach the object.",
            "Read and set attributes by their names, or keep a dict of your own.",
        )
    if flow_unshadowed(node, cx.flow):
        special = namespace_member(node, cx)
        if special is not None:
            return special
        external = cx.file.external(node)
        if external is not None:
            return external_value(node, external, cx)
        found = module_member(node, cx)
        if found is not None:
            return (
                function_value(node, found, cx)
                if found.kind == "function"
                else cx.file.reference(found, node)
            )
    if isinstance(node.value, ast.Call) and _is_super(node.value, cx):
        return super_attribute(node, cx)
    t = cx.type(node.value)
    cx.file.uses_member(node.attr)
    if t.only(HOST):
        return js.Binary("??", host_member(node, cx), js.NULL)
    info = class_reference(node.value, cx)
    if info is not None:
        return class_attribute(node, info, cx)
    if t.only(OBJ) and isinstance(t.ref, ClassInfo):
        return instance_attribute(node, t.ref, cx)
    entry = METHODS.get(node.attr)
    kind = builtin_type_name(node.value, cx)
    if kind and entry is not None:
        return cx.helper(
            "methodOfType", js.Literal(kind), js.Literal(node.attr), *_method_helper(entry[1], cx)
        )
    check_member(node, t, cx)
    if entry is not None and (t.may(entry[0]) or t.may(HOST)):
        # `xs.append` of a list, or an attribute that happens to have that name.
        return cx.helper(
            "methodOf",
            cx.value(node.value),
            js.Literal(any_name(node.attr, cx)),
            *_method_helper(entry[1], cx),
        )
    return cx.helper("attr", cx.value(node.value), js.Literal(any_name(node.attr, cx)))


def _method_helper(entry: Builtin, cx: Context) -> list[js.Expr]:
    """The helper of a method of Python's own, which takes the object first, and the most and the fewest of its
    arguments."""
    sig = parse(entry.params)
    helper: js.Expr = cx.file.helper(entry.helper)
    if sig.rest and sig.keywords:
        # Keywords stand before the rest.
        params = [js.Param("v"), js.Param("a", rest=True)]
        helper = js.Arrow(params, js.call(helper, js.Name("v"), js.UNDEFINED, js.Spread(js.Name("a"))))
    return [helper, js.Literal(sig.most), js.Literal(sig.least)]


def check_member(node: ast.Attribute, t: T, cx: Context) -> None:
    """Refuse a member that Python's types have and browser code does not: at run time it would look as if it were
    missing."""
    if node.attr in UNSUPPORTED and not cx.file.defines(node.attr) and not t.only(OBJ | HOST):
        raise cx.refuse(
            node, "SPR124", f"{UNSUPPORTED[node.attr]}.{node.attr} is not available in browser code."
        )


def _unsupported() -> dict[str, str]:
    out: dict[str, str] = {}
    for cls in (str, bytes, list, dict, tuple, set, frozenset, int, float, complex, range, BaseException):
        for name in dir(cls):
            if name not in METHODS and name not in SUPPORTED_MEMBERS:
                out.setdefault(name, cls.__name__)
    return out


SUPPORTED_MEMBERS = frozenset(
    [
        "__class__",
        "__doc__",
        "start",
        "stop",
        "step",
        "real",
        "imag",
        "fromkeys",
        "maketrans",
        "args",
        "__cause__",
    ]
)


def namespace_member(node: ast.Attribute, cx: Context) -> Optional[js.Expr]:
    """`imports.alias`, `dom.name`; `browser.x` is an ordinary member of globalThis."""
    space = namespace(node.value, cx)
    if space == "imports":
        aliases = cx.file.options.aliases
        if aliases is not None and node.attr not in aliases:
            raise cx.refuse(
                node,
                "SPR116",
                f"Unknown SPRAG JS import alias `{node.attr}`; declare it via page(..., modules={{...}}) "
                "or mount(..., modules={...}).",
            )
    if space == "dom":
        if node.attr not in DOM_HELPERS:
            raise cx.refuse(node, "SPR124", f"dom has no {node.attr!r}.")
        return cx.file.ragot("dom", DOM_HELPERS[node.attr])
    if space == "ui":
        if node.attr in FORMS:
            raise cx.refuse(
                node, "SPR101", f"ui.{node.attr} can only be called.", "Write a lambda that calls it."
            )
        # `render=ui.li`, `map(ui.b, names)`: a function of one child.
        child = js.Name("c")
        shown = cx.helper("shown", child)
        element = js.Call(cx.file.ragot("tree", "h"), [js.Literal(tag_name(node.attr)), js.NULL, shown])
        return js.Arrow([js.Param(child.id)], element)
    return None


def host_member(node: ast.Attribute, cx: Context) -> js.Expr:
    """A member of a JavaScript object, under JavaScript's name."""
    return js.Member(host(node.value, cx), host_name(node.attr))


def instance_attribute(node: ast.Attribute, info: ClassInfo, cx: Context) -> js.Expr:
    """An attribute of an instance of a known class."""
    name = member_name(node.attr, info, cx)
    value = cx.expr(node.value)
    found = info.find(node.attr)
    if found is not None:
        kind = kind_of(found[1])
        if kind == "method":
            if node.attr not in cx.file.project.attributes.methods:
                return cx.helper("attr", value, js.Literal(name))  # a value may stand before it
            return bound_method(value, name, found[1], cx)
        if kind in ("property", "value"):
            return js.Member(value, name)
        if kind == "static":
            return static_method(js.member(value, "constructor", name), found[1], cx)
        return bound_method(js.Member(value, "constructor"), name, found[1], cx)
    if cx.file.certain(info, node.attr) or cx.file.framework_member(info, node.attr):
        if info.framework and node.attr in CALLED[info.framework]:
            return cx.helper("bind", value, js.Literal(name))
        return js.Member(value, name)
    return cx.helper("selfAttr" if info.framework else "attr", value, js.Literal(name))


def bound_method(owner: js.Expr, name: str, member: ast.stmt, cx: Context) -> js.Expr:
    """A method as a value: the same function at every mention."""
    assert isinstance(member, DEFINITIONS)
    cx.file.guards.open.add(member)
    sig = signature(member, True)
    _by_position(sig, member, cx)
    out = cx.helper("bind", owner, js.Literal(name), js.Literal(sig.most))
    return cx.helper("titled", out, js.Literal(member.name)) if cx.file.project.attributes.titled else out


def static_method(value: js.Expr, member: ast.stmt, cx: Context) -> js.Expr:
    """A static method as a value."""
    assert isinstance(member, DEFINITIONS)
    cx.file.guards.open.add(member)
    sig = signature(member)
    _by_position(sig, member, cx)
    return counted(sig, value, cx)


def _by_position(sig: Signature, member: Definition, cx: Context) -> None:
    if sig.rest is not None and not sig.plain:
        raise cx.refuse(
            member,
            "SPR121",
            f"{member.name}() has keyword parameters after its *args and cannot be passed on.",
            "Pass a lambda that calls it.",
        )


def super_attribute(node: ast.Attribute, cx: Context) -> js.Expr:
    """`super().name`, which is not called."""
    check_super(node, cx)
    value = js.Member(js.Name("super"), attribute_name(node.attr, cx.class_name))
    above = cx.owner.mro()[1:] if cx.owner is not None else []
    found = next((info.members[node.attr] for info in above if node.attr in info.members), None)
    if isinstance(found, DEFINITIONS) and kind_of(found) in ("method", "class"):
        cx.file.guards.open.add(found)
        return counted(signature(found, True), js.call(js.Member(value, "bind"), js.THIS), cx)
    return value


def check_super(node: ast.AST, cx: Context) -> None:
    """JavaScript knows `super` in a method and in the arrows in it, but not in a generator of its own."""
    context: Optional[Context] = cx
    while context is not None and context.parent is not None and context.parent.owner is context.owner:
        if not context.arrow:
            raise cx.refuse(
                node,
                "SPR101",
                "super() in a generator inside a method is not available in browser code.",
                "Take what super() gives before, or write a list comprehension.",
            )
        context = context.parent


def class_attribute(node: ast.Attribute, info: ClassInfo, cx: Context) -> js.Expr:
    """`Class.name`."""
    target = class_object(node.value, cx)
    if node.attr in ("__name__", "__qualname__"):
        # Of the `cls` of a class method it is that of the very class.
        named = not (isinstance(target, js.Node) and target is js.THIS)
        return js.Literal(info.node.name) if named else js.Member(target, "__name__")
    found = info.find(node.attr)
    if found is None:
        return cx.helper("attr", target, js.Literal(attribute_name(node.attr, cx.class_name)))
    kind = kind_of(found[1])
    name = member_name(node.attr, info, cx)
    if kind == "method" and isinstance(found[1], DEFINITIONS):
        cx.file.guards.open.add(found[1])
        sig = signature(found[1], True)
        _by_position(sig, found[1], cx)
        return cx.helper(
            "unbound", js.member(target, "prototype", name), js.Literal(sig.most), js.Literal(sig.least)
        )
    if kind == "class":
        return bound_method(target, name, found[1], cx)
    if kind == "static":
        return static_method(js.Member(target, name), found[1], cx)
    return (
        js.member(target, "prototype", name) if kind == "value" and not info.enum else js.Member(target, name)
    )


def _is_super(node: ast.Call, cx: Context) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == "super" and cx.scope.owner("super") is None


def read_attribute(target: ast.Attribute, obj: js.Expr, cx: Context) -> js.Expr:
    """The current value of an attribute that is augmented; its object is evaluated already."""
    name = stored_name(target, cx)
    if known_attribute(target, cx):
        return js.Member(obj, name)
    known = cx.type(target.value)
    framework = known.only(OBJ) and isinstance(known.ref, ClassInfo) and known.ref.framework
    return cx.helper("selfAttr" if framework else "attr", obj, js.Literal(name))


def attribute_target(target: ast.Attribute, value: js.Expr, cx: Context) -> js.Expr:
    """`x.name = value`; the value is evaluated first, as Python does, where that can be seen."""
    if target.attr.startswith("__") and target.attr.endswith("__"):
        raise cx.refuse(
            target, "SPR124", f"{target.attr} cannot be set in browser code.", "Declare it in the class."
        )
    t = cx.type(target.value)
    obj = host(target.value, cx) if t.only(HOST) else None
    if obj is None:
        info = class_reference(target.value, cx)
        if info is not None and info.enum:
            raise cx.refuse(
                target,
                "SPR124",
                "A member of an enumeration cannot be assigned.",
                "Declare it in the class.",
            )
        if info is not None:
            return js.Assign(
                js.member(
                    class_object(target.value, cx), "prototype", attribute_name(target.attr, cx.class_name)
                ),
                value,
            )
        obj = cx.value(target.value)
    return store_on(target, obj, value, cx)


def store_on(target: ast.Attribute, obj: js.Expr, value: js.Expr, cx: Context) -> js.Expr:
    t = cx.type(target.value)
    if t.only(HOST):
        plain = isinstance(value, js.Literal) or (
            isinstance(value, js.Call)
            and isinstance(value.callee, js.Name)
            and value.callee.id in ("$str", "String")
        )
        return js.Assign(js.Member(obj, host_name(target.attr)), value if plain else cx.helper("toJs", value))
    if t.only(OBJ) and isinstance(t.ref, ClassInfo):
        info = t.ref
        if info.framework and target.attr in ("state", "screen") and info.find(target.attr) is None:
            where = "in __init__ " if cx.constructor else ""
            raise cx.refuse(
                target,
                "SPR132",
                f"Cannot assign self.{target.attr} {where}because it is owned by the SPRAG runtime.",
            )
        return js.Assign(js.Member(obj, member_name(target.attr, info, cx)), value)
    return cx.helper("setattr", obj, js.Literal(stored_name(target, cx)), value)


def stored_name(target: ast.Attribute, cx: Context) -> str:
    t = cx.type(target.value)
    if t.only(OBJ) and isinstance(t.ref, ClassInfo):
        return member_name(target.attr, t.ref, cx)
    return any_name(target.attr, cx)


def known_attribute(target: ast.Attribute, cx: Context) -> bool:
    """Whether reading the attribute certainly finds it."""
    t = cx.type(target.value)
    if not (t.only(OBJ) and isinstance(t.ref, ClassInfo)):
        return False
    info = t.ref
    found = info.find(target.attr)
    if found is not None:
        return kind_of(found[1]) in ("value", "property")
    return cx.file.certain(info, target.attr) or cx.file.framework_member(info, target.attr)


UNSUPPORTED = _unsupported()
