"""Calls of methods: of Python's own types, of classes of the app, and of values of unknown type."""

from __future__ import annotations

import ast
from typing import Optional

from .. import jsast as js
from ..context import Context
from ..facts import flow_unshadowed
from ..model import DEFINITIONS, ClassInfo, kind_of, parse, signature
from ..names import JS_OWN, attribute_name
from ..signatures import METHODS, STATIC_METHODS, Builtin
from ..types import ANY_MASK, CLASS, HOST, LIST, OBJ
from .arguments import fit, js_arguments, positional
from .attributes import check_member, check_super
from .border import host_arguments, nullish
from .callees import (
    called_by_name,
    check_awaited,
    construct,
    external_call,
    host_call,
    known_call,
    table_call,
    unknown_call,
)
from .constructors import super_init
from .framework import dom_call, framework_call, ui_call
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


def method_call(node: ast.Call, func: ast.Attribute, cx: Context) -> js.Expr:
    name = func.attr
    if flow_unshadowed(func, cx.flow):
        found = _in_namespace(node, func, cx)
        if found is not None:
            return found
    if (
        isinstance(func.value, ast.Call)
        and isinstance(func.value.func, ast.Name)
        and func.value.func.id == "super"
    ):
        return super_call(node, func, cx)
    cx.file.uses_member(name)
    if name == "__class__":
        return unknown_call(node, cx)
    t = cx.type(func.value)
    if t.only(HOST):
        return host_call(js.Member(host(func.value, cx), host_name(name)), func, node, cx)
    info = class_reference(func.value, cx)
    if info is not None:
        return _class_method(node, func, info, cx)
    if isinstance(func.value, ast.Name) and (func.value.id, name) in STATIC_METHODS and t.only(CLASS):
        return table_call(node, STATIC_METHODS[func.value.id, name], f"{func.value.id}.{name}", [], cx)
    kind = builtin_type_name(func.value, cx)
    if kind and name in METHODS:
        return table_call(node, _unbound(METHODS[name][1]), f"{kind}.{name}", [], cx)
    if t.only(OBJ) and isinstance(t.ref, ClassInfo):
        return _instance_method(node, func, t.ref, cx)
    if name == "subscribe" and node.keywords and {k.arg for k in node.keywords} <= {"selector", "immediate"}:
        # A store, declared here or imported; its keywords are one object in the browser.
        return js.Call(js.Member(cx.value(func.value), name), host_arguments(node, cx))
    if name in METHODS:
        made = _python_method(node, func, METHODS[name], cx)
        if made is not None:
            return made
    check_member(func, t, cx)
    if t.mask != ANY_MASK and not t.may(HOST | OBJ | CLASS):
        # Python raises AttributeError here; so does the helper, at run time, where an `except` may wait for it.
        missing = cx.helper("attr", cx.value(func.value), js.Literal(name))
        return cx.helper("call", missing, *positional(node, cx))
    receiver = _able(func, node, cx)
    js_key = any_name(name, cx)
    if node.keywords:
        return _named_method(receiver, name, js_key, node, cx)
    args = positional(node, cx)
    if name in JS_OWN or name == "constructor":
        return nullish(cx.helper("method", receiver, js.Literal(js_key), *args), node, cx)
    return nullish(_asked(receiver, name, js_key, args, node, cx), node, cx)


def _in_namespace(node: ast.Call, func: ast.Attribute, cx: Context) -> Optional[js.Expr]:
    """`dom.name(…)`, `ui.name(…)`, `module.name(…)`."""
    name = func.attr
    space = namespace(func.value, cx)
    if space == "dom":
        return dom_call(node, name, cx)
    if space == "ui":
        return ui_call(node, name, cx)
    external = cx.file.external(func)
    if external is not None:
        return external_call(node, external, cx)
    decl = module_member(func, cx)
    if decl is not None:
        info = cx.file.class_info(decl)
        if info is not None:
            return construct(node, cx.file.reference(decl, func), info, cx)
        if isinstance(decl.node, DEFINITIONS):
            return known_call(node, cx.file.reference(decl, func), decl.node, cx)
        return unknown_call(node, cx)
    return None


def _python_method(
    node: ast.Call, func: ast.Attribute, method: tuple[int, Builtin], cx: Context
) -> Optional[js.Expr]:
    """A method that Python's own types have; None where the receiver is none of them."""
    kinds, entry = method
    name, t = func.attr, cx.type(func.value)
    if (
        name == "append"
        and t.only(LIST)
        and cx.discarded is node
        and len(node.args) == 1
        and not node.keywords
    ):
        if not isinstance(node.args[0], ast.Starred):
            return js.call(js.Member(cx.value(func.value), "push"), cx.value(node.args[0]))
    if not t.mask & kinds and not t.may(HOST):
        return None
    if node.keywords and not t.only(kinds) and cx.file.defines(name):
        if not _takes_keywords(entry, node):
            return _named_method(cx.value(func.value), name, attribute_name(name), node, cx)
        raise cx.refuse(
            node,
            "SPR121",
            f"{name}() with keywords on a value of unknown type: a class of the app has a method {name}() too.",
        )
    if cx.file.defines(name) and not t.only(kinds):
        # A class of the app has a method of that name: which one is meant shows at run time.
        args = positional(node, cx)
        return cx.helper(
            "dispatch",
            _able(func, node, cx),
            js.Literal(attribute_name(name)),
            cx.file.helper(entry.helper),
            *args,
        )
    certain = t.only(kinds)
    receiver = cx.value(func.value) if certain else _able(func, node, cx)
    return table_call(node, entry, name, [receiver], cx)


def _able(func: ast.Attribute, node: ast.Call, cx: Context) -> js.Expr:
    """The receiver of a method that may be missing. Python looks it up before it evaluates the arguments: where one
    of them may fail and somebody may see which error came first, so do we."""
    receiver = cx.value(func.value)
    given = [*node.args, *(k.value for k in node.keywords)]
    if not cx.tries or all(isinstance(a, (ast.Constant, ast.Name, ast.Lambda)) for a in given):
        return receiver
    known = [js.Literal(True)] if func.attr in METHODS else []
    return cx.helper("able", receiver, js.Literal(any_name(func.attr, cx)), *known)


def _redefined(node: ast.Call, name: str, info: ClassInfo, cx: Context) -> bool:
    """Whether a class below may take another number of arguments than the method that is found at build time."""
    attributes = cx.file.project.attributes
    return (
        (name in attributes.loose or name in attributes.twisted)
        and not node.keywords
        and attributes.defined_below(name, info.node.name)
    )


def _asked(
    receiver: js.Expr, name: str, key: str, args: list[js.Expr], node: ast.Call, cx: Context
) -> js.Call:
    """`receiver.name(…)` of a method that is not known: what it takes is checked where it may be something else."""
    if name in cx.file.project.attributes.twisted:
        raise cx.refuse(
            node,
            "SPR121",
            f"{name}() has keyword parameters after its *args, and is called here on a value of unknown type.",
            "Annotate the value with its class.",
        )
    attributes = cx.file.project.attributes
    if name in attributes.statics:
        return cx.helper("method", receiver, js.Literal(key), *args)
    objects = attributes.classes or cx.file.defines("__call__")
    if objects and name in attributes.defined and name not in attributes.methods:
        return cx.helper("askFor", receiver, js.Literal(key), *args)
    if name in attributes.loose:
        return cx.helper("ask", receiver, js.Literal(key), *args)
    return js.Call(js.Member(receiver, key), args)


def _named_method(receiver: js.Expr, name: str, key: str, node: ast.Call, cx: Context) -> js.Expr:
    """`receiver.name(a=…)` of a method that is not known."""
    if not cx.file.project.attributes.may_be_named(name):
        positional(node, cx)  # refuses: no class of the app has it
    return called_by_name(cx.helper("attr", receiver, js.Literal(key)), node, cx)


def _takes_keywords(entry: Builtin, node: ast.Call) -> bool:
    """Whether a method of Python's own may have been given these keywords."""
    names = {p.name for p in parse(entry.params).params if p.kind in ("positional", "keyword")}
    return parse(entry.params).keywords is not None or all(k.arg in names for k in node.keywords)


def _unbound(entry: Builtin) -> Builtin:
    return Builtin(entry.helper, ("self, " + entry.params).rstrip(", "), entry.result)


def _class_method(node: ast.Call, func: ast.Attribute, info: ClassInfo, cx: Context) -> js.Expr:
    found = info.find(func.attr)
    target = class_object(func.value, cx)
    if found is None or not isinstance(found[1], DEFINITIONS):
        return unknown_call(node, cx)
    name = member_name(func.attr, info, cx)
    kind = kind_of(found[1])
    if kind in ("static", "class"):
        return known_call(node, js.Member(target, name), found[1], cx, bound=kind == "class", owner=found[0])
    if kind == "method" and node.args:
        # Base.method(self, …): the method of that very class.
        cx.file.guards.open.add(found[1])
        fitted = fit(node, signature(found[1]), func.attr, cx)
        return js.Call(js.member(target, "prototype", name, "call"), js_arguments(fitted))
    raise cx.refuse(node, "SPR120", f"{info.node.name}.{func.attr} cannot be called like this.")


def _instance_method(node: ast.Call, func: ast.Attribute, info: ClassInfo, cx: Context) -> js.Expr:
    name = func.attr
    found = info.find(name)
    if found is None and info.framework and name not in info.attributes:
        special = framework_call(node, func, info, cx)
        if special is not None:
            return special
    receiver = cx.expr(func.value) if found is not None or info.framework else _able(func, node, cx)
    key = member_name(name, info, cx)
    if found is not None and isinstance(found[1], DEFINITIONS):
        kind = kind_of(found[1])
        if kind == "method" and _redefined(node, name, info, cx):
            check_awaited(node, found[1], cx)
            return nullish(_asked(receiver, name, key, positional(node, cx), node, cx), node, cx)
        if kind == "method":
            return known_call(node, js.Member(receiver, key), found[1], cx, bound=True, owner=found[0])
        if kind in ("static", "class"):
            callee = js.member(receiver, "constructor", key)
            return known_call(node, callee, found[1], cx, bound=kind == "class", owner=found[0])
    if node.keywords:
        return _named_method(receiver, name, key, node, cx)
    args = positional(node, cx)
    if name in JS_OWN:
        return nullish(cx.helper("method", receiver, js.Literal(key), *args), node, cx)
    return nullish(_asked(receiver, name, key, args, node, cx), node, cx)


def super_call(node: ast.Call, func: ast.Attribute, cx: Context) -> js.Expr:
    """`super().method(…)`."""
    info = cx.owner
    if info is None:
        raise cx.refuse(node, "SPR110", "super() needs a class around it.")
    check_super(node, cx)
    if func.attr == "__init__":
        return super_init(node, info, cx)
    found = None
    for parent in info.mro()[1:]:
        if func.attr in parent.members:
            found = parent.members[func.attr]
            break
    key = member_name(func.attr, info, cx)
    callee = js.Member(js.Name("super"), key)
    if found is not None and isinstance(found, DEFINITIONS):
        return known_call(node, callee, found, cx, bound=kind_of(found) in ("method", "class"))
    if info.framework or info.exception:
        return nullish(js.Call(callee, positional(node, cx)), node, cx)
    raise cx.refuse(node, "SPR124", f"No base class of {info.node.name} has a method {func.attr}().")
