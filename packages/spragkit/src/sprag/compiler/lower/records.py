"""Dataclasses and named tuples."""

from __future__ import annotations

import ast
from typing import Optional, Union

from .. import jsast as js
from ..context import Context
from ..filecontext import FileContext
from ..model import DEFINITIONS, ClassInfo, Param, Signature, decorator_name, kind_of, signature
from ..names import FRAMEWORK, attribute_name, js_name
from ..walking import walk
from .functions import counted, default_value


def _fields(info: ClassInfo) -> list[tuple[ClassInfo, ast.AnnAssign]]:
    out: dict[str, tuple[ClassInfo, ast.AnnAssign]] = {}
    for parent in reversed(info.mro()):
        if parent.dataclass is None and not parent.typed:
            continue
        for statement in parent.node.body:
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                if "ClassVar" not in ast.dump(statement.annotation):
                    out[statement.target.id] = (parent, statement)
    return list(out.values())


def dataclass_signature(info: ClassInfo) -> Signature:
    """The parameters of a dataclass's `__init__`."""
    params: list[Param] = []
    keyword = False
    for _, statement in _fields(info):
        assert isinstance(statement.target, ast.Name)
        default = statement.value
        if isinstance(default, ast.Call) and decorator_name(default.func).split(".")[-1] == "field":
            options = {k.arg: k.value for k in default.keywords}
            if "init" in options:
                continue
            default = options.get("default") or options.get("default_factory")
        params.append(
            Param(statement.target.id, "keyword" if keyword else "positional", default, statement.annotation)
        )
    return Signature(tuple(params))


def dataclass_init(
    info: ClassInfo, file: FileContext, outer: Context, before: list[js.Stmt]
) -> list[Union[js.Method, js.ClassField]]:
    if "__init__" in info.members:
        return []
    out: list[js.Stmt] = []
    params: list[js.Param] = []
    for _, statement in _fields(info):
        assert isinstance(statement.target, ast.Name)
        name = statement.target.id
        param = js.Param(js_name(name))
        value: js.Expr = js.Name(param.name_)
        default = statement.value
        if isinstance(default, ast.Call) and decorator_name(default.func).split(".")[-1] == "field":
            value, has_param = _field(default, param, outer)
            if has_param:
                params.append(param)
        else:
            if default is not None:
                param.default = default_value(default, outer, before)
            params.append(param)
        out.append(js.ExprStmt(js.Assign(js.Member(js.THIS, attribute_name(name, info.node.name)), value)))
    if info.find("__post_init__") is not None:
        out.append(js.ExprStmt(js.call(js.Member(js.THIS, "__post_init__"))))
    return [js.Method("__init__", js.Function("", params, out))]


def _field(node: ast.Call, param: js.Param, outer: Context) -> tuple[js.Expr, bool]:
    options = {k.arg: k.value for k in node.keywords}
    unknown = set(options) - {"default", "default_factory", "init", "repr", "compare"}
    if unknown or node.args or None in options:
        raise outer.refuse(
            node,
            "SPR101",
            f"field({', '.join(sorted(map(str, unknown)))}=…) is not supported in browser code.",
        )
    value: js.Expr = js.Name(param.name_)
    has_param = "init" not in options
    made: Optional[js.Expr] = None
    if "default_factory" in options:
        factory = options["default_factory"]
        call = ast.copy_location(ast.Call(factory, [], []), factory)
        made = outer.value(call)
    elif "default" in options:
        made = outer.value(options["default"])
    if not has_param:
        return made or js.NULL, False
    param.default = made
    return value, True


def dataclass_default(
    statement: ast.AnnAssign, info: ClassInfo, target: js.Name, file: FileContext, outer: Context
) -> list[js.Stmt]:
    assert statement.value is not None
    assert isinstance(statement.target, ast.Name)
    if info.dataclass is None and not info.typed:
        lowered = class_scope_value(statement.value, info, target, outer)
        key = (
            FRAMEWORK.get(statement.target.id, statement.target.id)
            if info.framework
            else attribute_name(statement.target.id, info.node.name)
        )
        return [js.ExprStmt(js.Assign(js.member(target, "prototype", key), lowered))]
    if "ClassVar" in ast.dump(statement.annotation):
        return [
            js.ExprStmt(
                js.Assign(js.member(target, "prototype", statement.target.id), outer.value(statement.value))
            )
        ]
    if isinstance(statement.value, ast.Constant):
        return [
            js.ExprStmt(
                js.Assign(js.member(target, "prototype", statement.target.id), outer.value(statement.value))
            )
        ]
    return []


def dataclass_options(info: ClassInfo, cx: Context) -> list[js.Expr]:
    names: list[js.Expr] = []
    hidden: list[js.Expr] = []
    for _, statement in _fields(info):
        assert isinstance(statement.target, ast.Name)
        names.append(js.Literal(statement.target.id))
        if isinstance(statement.value, ast.Call):
            hidden += [
                js.Literal(f"{k.arg}:{statement.target.id}")
                for k in statement.value.keywords
                if k.arg in ("repr", "compare")
                and isinstance(k.value, ast.Constant)
                and k.value.value is False
            ]
    flags: list[js.Expr] = []
    if info.typed:
        flags.append(js.Literal("namedtuple"))
    elif isinstance(info.dataclass, ast.Call):
        for keyword in info.dataclass.keywords:
            constant = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
            if keyword.arg in ("order", "frozen") and constant is True:
                flags.append(js.Literal(keyword.arg))
            elif keyword.arg in ("eq", "repr") and constant is False:
                flags.append(js.Literal("no" + keyword.arg))
            elif keyword.arg not in (
                "order",
                "frozen",
                "eq",
                "repr",
                "slots",
                "unsafe_hash",
            ) or not isinstance(constant, bool):
                raise cx.refuse(
                    keyword.value, "SPR130", f"dataclass({keyword.arg}=…) is not supported in browser code."
                )
    return [js.Array(names), js.Array([*flags, *hidden])] if flags or hidden else [js.Array(names)]


def bound_above(value: ast.expr, info: ClassInfo) -> list[ast.Name]:
    """The names in ``value`` that stand for what the class body has bound before it."""
    names = [n for n in walk(value) if isinstance(n, ast.Name) and n.id in info.members]
    above = [s for s in info.node.body if s.lineno < value.lineno and value not in walk(s)] if names else []
    bound = {getattr(s, "name", "") for s in above}
    bound |= {
        n.id for s in above for n in walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    return [n for n in names if n.id in bound]


def class_scope_value(value: ast.expr, info: ClassInfo, target: js.Name, cx: Context) -> js.Expr:
    """A value of a class body; names that the body bound before are the class's own."""
    own = {n.id: n for n in bound_above(value, info)}
    for name in walk(value):
        if isinstance(name, ast.Name) and name.id in info.members and name.id not in own:
            if cx.scope.owner(name.id) is not None:
                # Python looks at the top of the file next, not in the function around.
                raise cx.refuse(name, "SPR110", f"{name.id} is not bound here: the class binds it below.")
    cx.class_names = {name: _own_name(node, info, target, cx) for name, node in own.items()}
    try:
        return cx.value(value)
    finally:
        cx.class_names = {}


def _own_name(node: ast.Name, info: ClassInfo, target: js.Name, cx: Context) -> js.Expr:
    """A name of the class body in a value of it. A method is a function there that takes the object first."""
    member = info.members[node.id]
    name = attribute_name(node.id, info.node.name)
    kind = kind_of(member)
    if not isinstance(member, DEFINITIONS):
        return js.member(target, "prototype", name)
    if kind not in ("method", "static") or info.framework:
        raise cx.refuse(
            node, "SPR101", f"The {kind} {node.id} cannot be used as a value in its class's body."
        )
    cx.file.guards.open.add(member)
    sig = signature(member, kind == "method")
    if kind == "static":
        return counted(sig, js.Member(target, name), cx)
    counts = js.Literal(sig.most), js.Literal(sig.least)
    return cx.helper("unbound", js.member(target, "prototype", name), *counts)
