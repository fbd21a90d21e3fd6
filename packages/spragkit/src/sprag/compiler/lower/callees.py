"""Calls of what is found at build time, of values, and of what JavaScript or a library made."""

from __future__ import annotations

import ast
from typing import Optional

from .. import jsast as js
from ..context import Context
from ..model import DEFINITIONS, ClassInfo, Definition, abstract_methods, paced, parse, signature
from ..project import External
from ..signatures import Builtin
from ..types import CLASS, FUNC, HOST, OBJ
from .arguments import fit, fit_builtin, js_arguments, keywords, positional
from .border import host_arguments, nullish, to_js
from .framework import sprag_call
from .iterables import elements
from .order import is_pure
from .outside import unknown
from .records import dataclass_signature
from .references import SPRAG, host
from .stdlib import STDLIB


def known_call(
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


def unknown_call(node: ast.Call, cx: Context) -> js.Expr:
    """A call of a value."""
    t = cx.type(node.func)
    callee = cx.expr(node.func)
    if t.only(HOST):
        return host_call(host(node.func, cx), node.func, node, cx)
    if t.only(FUNC) and isinstance(t.ref, ast.Lambda) and not signature(t.ref).by_keyword:
        fitted = fit(node, signature(t.ref), "<lambda>", cx)
        return js.Call(callee, js_arguments(fitted))
    if node.keywords:
        return called_by_name(callee, node, cx)
    if not t.may(HOST | FUNC | CLASS | OBJ):
        return cx.helper("call", callee, *positional(node, cx))
    args = positional(node, cx)
    # How many there are is looked at when they have been evaluated.
    if t.may(CLASS) and cx.file.project.attributes.classes:
        return cx.helper("call", callee, *args)
    if (t.may(OBJ) and cx.file.defines("__call__")) or not all(is_pure(a) for a in args):
        return cx.helper("call", callee, *args)
    return nullish(js.Call(cx.helper("callee", callee, js.Literal(len(args))), args), node, cx)


def called_by_name(callee: js.Expr, node: ast.Call, cx: Context) -> js.Expr:
    """A call of a value with keywords."""
    return cx.helper("callNamed", callee, js.Array(elements(node.args, cx)), *keywords(node, cx))


def host_call(callee: js.Expr, func: ast.expr, node: ast.Call, cx: Context) -> js.Expr:
    """A call of what JavaScript made. A name in capitals may be a class, which takes `new`."""
    name = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    if name[:1].isupper():
        return cx.helper("hostCall", callee, *host_arguments(node, cx))
    return nullish(js.Call(callee, host_arguments(node, cx)), node, cx)


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


def table_call(node: ast.Call, entry: Builtin, name: str, before: list[js.Expr], cx: Context) -> js.Expr:
    """A call of a builtin or method of the table: its helper, arguments by position."""
    return cx.helper(entry.helper, *before, *fit_builtin(node, entry.params, name, cx))
