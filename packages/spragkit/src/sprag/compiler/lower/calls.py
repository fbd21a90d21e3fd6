"""Calls: of functions and classes of the app, of builtins, of methods, of the framework, and of what is not known."""

from __future__ import annotations

import ast
from typing import Optional

from .. import jsast as js
from ..context import Context, lowers
from ..facts import flow_unshadowed
from ..model import DEFINITIONS, ClassInfo, Definition, abstract_methods, kind_of, paced, parse, signature
from ..names import JS_OWN, attribute_name
from ..project import Decl, External
from ..signatures import METHODS, STATIC_METHODS, Builtin
from ..template import element_path
from ..types import ANY_MASK, CLASS, FUNC, HOST, LIST, OBJ
from .arguments import fit, fit_builtin, js_arguments, keywords, positional
from .attributes import check_member, check_super
from .border import host_arguments, nullish, to_js
from .builtins import builtin_call
from .constructors import super_init
from .framework import dom_call, framework_call, sprag_call, ui_call
from .iterables import elements
from .order import is_pure
from .outside import unknown
from .records import dataclass_signature
from .references import (
    SPRAG,
    any_name,
    builtin_type_name,
    class_object,
    class_reference,
    holder_of,
    host,
    host_name,
    known_function,
    member_name,
    module_member,
    namespace,
)
from .stdlib import STDLIB


@lowers(ast.Call)
def lower_call(node: ast.Call, cx: Context) -> js.Expr:
    func = node.func
    if isinstance(func, ast.Name) and cx.scope.owner(func.id) is None:
        return _named(node, func, cx)
    if isinstance(func, ast.Name) and func.id == "super":
        raise cx.refuse(node, "SPR110", "super is a local variable here.")
    if isinstance(func, ast.Attribute):
        return _method(node, func, cx)
    if isinstance(func, ast.Subscript) and namespace(func.value, cx) == "ui":
        return element_path(cx.value(func.slice), node, cx)
    known = known_function(func, cx)
    if known is not None:
        return _known(node, cx.expr(func), known, cx)
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
    return _unknown(node, cx)


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
                return _known(node, cx.file.reference(binding, func), binding.node, cx)
        return _unknown(node, cx)
    if isinstance(binding, External):
        return external_call(node, binding, cx)
    raise cx.refuse(node, "SPR120", f"{func.id} is a module, not a function.")


def _known(
    node: ast.Call,
    callee: js.Expr,
    definition: Definition,
    cx: Context,
    bound: bool = False,
    name: str = "",
    owner: Optional[ClassInfo] = None,
) -> js.Expr:
    check_awaited(node, definition, cx)
    if owner is not None:
        _check_keywords(node, definition.name, owner, cx)
    sig = signature(definition, bound)
    cx.file.guards.call(node, definition, sig, cx.flow.types)
    return js.Call(callee, js_arguments(fit(node, sig, name or definition.name, cx)))


def _check_keywords(node: ast.Call, method: str, owner: ClassInfo, cx: Context) -> None:
    """Keywords become places: those of the method that is found at build time, which a class below may override."""
    attributes = cx.file.project.attributes
    for keyword in node.keywords if method in attributes.layouts else []:
        if keyword.arg is not None and attributes.moved(method, keyword.arg, owner.node.name):
            raise cx.refuse(
                node,
                "SPR121",
                f"A class below {owner.node.name} has a {method}() whose parameter {keyword.arg!r} stands elsewhere.",
                "Pass the argument by position, or give both methods the same parameters.",
            )


def check_awaited(node: ast.Call, definition: Definition, cx: Context) -> None:
    """A coroutine that nobody awaits never runs in Python, and runs in JavaScript."""
    if (
        isinstance(definition, ast.AsyncFunctionDef)
        and not cx.file.is_generator(definition)
        and node is not cx.may_be_coroutine
        and not paced(definition)
    ):
        raise cx.refuse(
            node, "SPR122", f"{definition.name}() is a coroutine and must be awaited or returned here."
        )


def construct(node: ast.Call, callee: js.Expr, info: ClassInfo, cx: Context) -> js.Expr:
    """`Class(…)`."""
    missing = abstract_methods(info)
    if missing:
        listed = ", ".join(f"{n}()" for n in missing)
        raise cx.refuse(
            node, "SPR120", f"{info.node.name} is abstract: {listed} must be defined by a class below it."
        )
    if info.enum:
        return js.call(js.Member(callee, "__call__"), *(cx.value(a) for a in node.args))
    found = info.find("__init__")
    name = info.node.name
    if found is not None and isinstance(node.func, ast.Name) and cx.scope.owner(node.func.id) is not None:
        _check_keywords(node, "__init__", found[0], cx)
    if info.typed or info.dataclass is not None or any(i.dataclass is not None for i in info.mro()):
        if found is None:
            return js.New(callee, js_arguments(fit(node, dataclass_signature(info), name, cx)))
    if found is not None and isinstance(found[1], DEFINITIONS):
        sig = signature(found[1], True)
        cx.file.guards.call(node, found[1], sig, cx.flow.types)
        return js.New(callee, js_arguments(fit(node, sig, name, cx)))
    if info.exception is not None or info.unknown_base is not None:
        return js.New(callee, positional(node, cx))
    if info.framework:
        return js.New(callee, _framework_arguments(node, info, cx))
    if node.args or node.keywords:
        raise cx.refuse(node, "SPR120", f"{name}() takes no arguments.")
    return js.New(callee)


def _framework_arguments(node: ast.Call, info: ClassInfo, cx: Context) -> list[js.Expr]:
    """`Card(props=…, state=…)` and `Clock(screen=…, state=…)`: the browser's constructors take the state first."""
    names = "props=, state=" if info.framework == "Component" else "screen=, state="
    first, state = fit(node, parse(names), info.node.name, cx, lambda _param, arg: to_js(arg, cx)).values
    given = [state or js.Object([])]
    if info.framework == "Component":
        given.append(js.Object([js.Property("props", first or js.Object([]))]))
    return given


def _unknown(node: ast.Call, cx: Context) -> js.Expr:
    """A call of a value."""
    t = cx.type(node.func)
    callee = cx.expr(node.func)
    if t.only(HOST):
        return _host_call(host(node.func, cx), node.func, node, cx)
    if t.only(FUNC) and isinstance(t.ref, ast.Lambda) and not signature(t.ref).by_keyword:
        fitted = fit(node, signature(t.ref), "<lambda>", cx)
        return js.Call(callee, js_arguments(fitted))
    if node.keywords:
        return _called_by_name(callee, node, cx)
    if not t.may(HOST | FUNC | CLASS | OBJ):
        return cx.helper("call", callee, *positional(node, cx))
    args = positional(node, cx)
    # How many there are is looked at when they have been evaluated.
    if t.may(CLASS) and cx.file.project.attributes.classes:
        return cx.helper("call", callee, *args)
    if (t.may(OBJ) and cx.file.defines("__call__")) or not all(is_pure(a) for a in args):
        return cx.helper("call", callee, *args)
    return nullish(js.Call(cx.helper("callee", callee, js.Literal(len(args))), args), node, cx)


def _called_by_name(callee: js.Expr, node: ast.Call, cx: Context) -> js.Expr:
    """A call of a value with keywords."""
    return cx.helper("callNamed", callee, js.Array(elements(node.args, cx)), *keywords(node, cx))


def _named_method(receiver: js.Expr, name: str, key: str, node: ast.Call, cx: Context) -> js.Expr:
    """`receiver.name(a=…)` of a method that is not known."""
    if not cx.file.project.attributes.may_be_named(name):
        positional(node, cx)  # refuses: no class of the app has it
    return _called_by_name(cx.helper("attr", receiver, js.Literal(key)), node, cx)


def _host_call(callee: js.Expr, func: ast.expr, node: ast.Call, cx: Context) -> js.Expr:
    """A call of what JavaScript made. A name in capitals may be a class, which takes `new`."""
    name = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    if name[:1].isupper():
        return cx.helper("hostCall", callee, *host_arguments(node, cx))
    return nullish(js.Call(callee, host_arguments(node, cx)), node, cx)


def _method(node: ast.Call, func: ast.Attribute, cx: Context) -> js.Expr:
    name = func.attr
    if flow_unshadowed(func, cx.flow):
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
                return _known(node, cx.file.reference(decl, func), decl.node, cx)
            return _unknown(node, cx)
    if (
        isinstance(func.value, ast.Call)
        and isinstance(func.value.func, ast.Name)
        and func.value.func.id == "super"
    ):
        return super_call(node, func, cx)
    cx.file.uses_member(name)
    if name == "__class__":
        return _unknown(node, cx)
    t = cx.type(func.value)
    if t.only(HOST):
        return _host_call(js.Member(host(func.value, cx), host_name(name)), func, node, cx)
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
    entry = METHODS.get(name)
    if (
        name == "append"
        and t.only(LIST)
        and cx.discarded is node
        and len(node.args) == 1
        and not node.keywords
    ):
        if not isinstance(node.args[0], ast.Starred):
            return js.call(js.Member(cx.value(func.value), "push"), cx.value(node.args[0]))
    if entry is not None and (t.mask & entry[0] or t.may(HOST)):
        if node.keywords and not t.only(entry[0]) and cx.file.defines(name):
            if not _takes_keywords(entry[1], node):
                return _named_method(cx.value(func.value), name, attribute_name(name), node, cx)
            raise cx.refuse(
                node,
                "SPR121",
                f"{name}() with keywords on a value of unknown type: a class of the app has a method {name}() too.",
            )
        if cx.file.defines(name) and not t.only(entry[0]):
            # A class of the app has a method of that name: which one is meant shows at run time.
            args = positional(node, cx)
            return cx.helper(
                "dispatch",
                _able(func, node, cx),
                js.Literal(attribute_name(name)),
                cx.file.helper(entry[1].helper),
                *args,
            )
        certain = t.only(entry[0])
        receiver = cx.value(func.value) if certain else _able(func, node, cx)
        return table_call(node, entry[1], name, [receiver], cx)
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


def _takes_keywords(entry: Builtin, node: ast.Call) -> bool:
    """Whether a method of Python's own may have been given these keywords."""
    names = {p.name for p in parse(entry.params).params if p.kind in ("positional", "keyword")}
    return parse(entry.params).keywords is not None or all(k.arg in names for k in node.keywords)


def _unbound(entry: Builtin) -> Builtin:
    return Builtin(entry.helper, ("self, " + entry.params).rstrip(", "), entry.result)


def table_call(node: ast.Call, entry: Builtin, name: str, before: list[js.Expr], cx: Context) -> js.Expr:
    """A call of a builtin or method of the table: its helper, arguments by position."""
    return cx.helper(entry.helper, *before, *fit_builtin(node, entry.params, name, cx))


def _class_method(node: ast.Call, func: ast.Attribute, info: ClassInfo, cx: Context) -> js.Expr:
    found = info.find(func.attr)
    target = class_object(func.value, cx)
    if found is None or not isinstance(found[1], DEFINITIONS):
        return _unknown(node, cx)
    name = member_name(func.attr, info, cx)
    kind = kind_of(found[1])
    if kind in ("static", "class"):
        return _known(node, js.Member(target, name), found[1], cx, bound=kind == "class", owner=found[0])
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
            return _known(node, js.Member(receiver, key), found[1], cx, bound=True, owner=found[0])
        if kind in ("static", "class"):
            callee = js.member(receiver, "constructor", key)
            return _known(node, callee, found[1], cx, bound=kind == "class", owner=found[0])
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
        return _known(node, callee, found, cx, bound=kind_of(found) in ("method", "class"))
    if info.framework or info.exception:
        return nullish(js.Call(callee, positional(node, cx)), node, cx)
    raise cx.refuse(node, "SPR124", f"No base class of {info.node.name} has a method {func.attr}().")


def external_call(node: ast.Call, name: External, cx: Context) -> js.Expr:
    """A call of an outside name."""
    if name.module in SPRAG or name.module.startswith("sprag."):
        return sprag_call(node, name, cx)
    if name.name is None:
        raise cx.refuse(node, "SPR120", f"{name.module} is a module, not a function.")
    entry = STDLIB.get((name.module, name.name))
    if entry is None:
        raise unknown(node.func, name, cx)
    return entry.call(node, cx)
