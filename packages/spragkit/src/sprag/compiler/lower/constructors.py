"""`__init__` of Modules, Components and exceptions, and `super().__init__(…)`."""

from __future__ import annotations

import ast
from typing import Optional

from .. import jsast as js
from ..context import Context
from ..filecontext import FileContext
from ..model import DEFINITIONS, ClassInfo, Definition, Param, Signature, signature
from ..walking import walk
from .arguments import Fitted, fit, js_arguments, positional
from .functions import body, function_context, parameters


def class_outer(outer: Context) -> Optional[Context]:
    return outer if outer.parent is not None or outer.scope.kind != "module" else None


def is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def framework_constructor(
    node: Definition, info: ClassInfo, file: FileContext, outer: Context, before: list[js.Stmt]
) -> js.Method:
    """`__init__` of a Module or Component: `constructor(state, …)`, as the framework makes instances."""
    cx = function_context(node, file, class_outer(outer), info, "method")
    cx.constructor = True
    sig = constructor_signature(signature(node, True))
    params = parameters(sig.params, cx, outer, before)
    for i, param in enumerate(params):
        if param.default is None and not param.rest:
            params[i] = js.Param(param.name_, js.NULL)
    statements = body(node, cx)
    if not _calls_super_init(node):
        statements.insert(0, js.ExprStmt(js.call(js.Name("super"))))
    else:
        _check_super_first(node, cx)
    return js.Method("constructor", js.Function("", params, statements))


def constructor_signature(sig: Signature) -> Signature:
    """`state` first (what the framework passes), `props` next, then the others as they stand; `screen` is not there in
    a browser."""
    order = {"state": 0, "props": 1}
    params = [p for p in sig.params if p.name != "screen"]
    params.sort(key=lambda p: order.get(p.name, 2))
    screen = (
        [Param("screen", "positional", ast.Constant(None))]
        if any(p.name == "screen" for p in sig.params)
        else []
    )
    plain = [p for p in params if p.kind == "positional"]
    rest = [p for p in params if p.kind != "positional"]
    return Signature((*plain, *screen, *rest))


def _calls_super_init(node: Definition) -> bool:
    return any(
        isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and n.func.attr == "__init__"
        and is_super(n.func.value)
        for n in walk(node)
    )


def _check_super_first(node: Definition, cx: Context) -> None:
    for statement in node.body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            func = statement.value.func
            if isinstance(func, ast.Attribute) and func.attr == "__init__" and is_super(func.value):
                if any(isinstance(n, ast.Name) and n.id == cx.self_name for n in walk(statement.value)):
                    raise cx.refuse(
                        statement,
                        "SPR132",
                        "self cannot be used before super().__init__() has run.",
                        "Compute what it needs from the parameters.",
                    )
                return
        for child in walk(statement):
            if (isinstance(child, ast.Name) and child.id == cx.self_name) or (
                isinstance(child, ast.Call) and is_super(child)
            ):
                raise cx.refuse(
                    statement,
                    "SPR132",
                    "super().__init__(...) must be called before self is used.",
                    "Move super().__init__(...) to the top.",
                )


def super_init(node: ast.Call, info: ClassInfo, cx: Context) -> js.Expr:
    """`super().__init__(…)`."""
    parent_init = None
    parent: Optional[ClassInfo] = None
    for parent in info.mro()[1:]:
        if "__init__" in parent.members:
            parent_init = parent.members["__init__"]
            break
    if info.framework:
        if not cx.constructor:
            raise cx.refuse(node, "SPR132", "super().__init__() can only be called in __init__.")
        if isinstance(parent_init, DEFINITIONS):
            sig = constructor_signature(signature(parent_init, True))
            return js.Call(
                js.Name("super"), js_arguments(_fit_constructor(node, signature(parent_init, True), sig, cx))
            )
        fitted = fit(node, BASES[info.framework], "__init__", cx)
        if info.framework == "Module":
            fitted.values.pop(0)  # there is no screen in a browser
        return js.Call(js.Name("super"), js_arguments(fitted))
    callee = js.member(js.Name("super"), "__init__")
    if isinstance(parent_init, DEFINITIONS):
        cx.file.guards.open.add(parent_init)
        return js.Call(callee, js_arguments(fit(node, signature(parent_init, True), "__init__", cx)))
    return js.Call(callee, positional(node, cx, allow_keywords=info.typed is not None))


def _fit_constructor(node: ast.Call, python: Signature, constructor: Signature, cx: Context) -> Fitted:

    fitted = fit(node, python, "__init__", cx)
    plain = [p for p in python.params if p.kind != "rest"]
    by_name = {p.name: v for p, v in zip(plain, fitted.values)}
    return Fitted([by_name.get(p.name) for p in constructor.params if p.kind != "rest"], fitted.rest)


def _base_signature(*names: str) -> Signature:
    return Signature(tuple(Param(n, "positional", ast.Constant(None)) for n in names))


# super().__init__(screen=…, state=…) of the framework's classes; in the browser there is only the state (and the
# props).
BASES = {"Module": _base_signature("screen", "state"), "Component": _base_signature("state", "props")}
