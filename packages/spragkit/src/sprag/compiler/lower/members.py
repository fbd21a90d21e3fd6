"""Methods, properties and values of a class body, and their decorators."""

from __future__ import annotations

import ast
from typing import Optional, Union

from .. import jsast as js
from .. import template
from ..context import Context
from ..filecontext import FileContext
from ..model import DEFINITIONS, ClassInfo, Definition, decorator_name, kind_of, signature
from ..names import FRAMEWORK, attribute_name, camel
from ..project import Decl, External, place
from ..types import FUNC
from ..walking import walk
from .border import to_js
from .constructors import class_outer, framework_constructor
from .enumerations import is_member_binding, paired
from .framework import milliseconds
from .functions import body, function_context, parameters
from .records import class_scope_value, dataclass_default
from .references import check_no_method, member_name

IGNORED_DECORATORS = frozenset(
    [
        "staticmethod",
        "classmethod",
        "property",
        "override",
        "typing.override",
        "final",
        "typing.final",
        "overload",
        "abstractmethod",
    ]
)


def class_member(
    node: Definition, info: ClassInfo, file: FileContext, outer: Context, before: list[js.Stmt]
) -> list[Union[js.Method, js.ClassField]]:
    kind = kind_of(node)
    if node.name == "__init__" and info.framework:
        return [framework_constructor(node, info, file, outer, before)]
    if node.name == "render" and info.framework == "Component":
        return _render(node, info, file, outer)
    cx = function_context(
        node,
        file,
        class_outer(outer),
        info,
        {"method": "method", "property": "method", "setter": "method", "class": "class"}.get(kind, "static"),
    )
    sig = signature(node, bound=kind != "static")
    params = parameters(sig.params, cx, outer, before)
    function = js.Function("", params, body(node, cx), cx.is_async, cx.generator)
    name = node.name
    key = member_name(name, info, cx)
    made = js.Method(
        key, function, kind in ("static", "class"), {"property": "get", "setter": "set"}.get(kind, "method")
    )
    made.at = place(file.source, node)
    made.name = f"{info.node.name}.{name}"
    out: list[Union[js.Method, js.ClassField]] = [made]
    for decorator in reversed(node.decorator_list):
        _decorate(decorator, node, made, info, cx, out)
    if kind == "property" and not any(
        kind_of(s) == "setter" and getattr(s, "name", "") == name for s in info.node.body
    ):
        # Assigning to a property without a setter is an AttributeError.
        fail = js.Throw(
            js.New(
                cx.file.helper("AttributeError"),
                [js.Literal(f"property '{name}' of '{info.node.name}' object has no setter")],
            )
        )
        out.append(js.Method(key, js.Function("", [js.Param("_")], [fail]), False, "set"))
    return out


def _decorate(
    decorator: ast.expr,
    node: Definition,
    made: js.Method,
    info: ClassInfo,
    cx: Context,
    out: list[Union[js.Method, js.ClassField]],
) -> None:
    name = decorator_name(decorator)
    if name in IGNORED_DECORATORS or name.endswith(".setter"):
        return
    external = cx.file.external(decorator.func if isinstance(decorator, ast.Call) else decorator)
    if (
        isinstance(external, External)
        and external.module.startswith("sprag")
        and external.name in ("debounce", "throttle")
    ):
        if (
            not info.framework
            or not isinstance(decorator, ast.Call)
            or len(decorator.args) + len(decorator.keywords) != 1
        ):
            raise cx.refuse(
                decorator,
                "SPR131",
                f"@{external.name}(seconds) belongs on a method of a Module or Component.",
            )
        seconds = decorator.args[0] if decorator.args else decorator.keywords[0].value
        function = made.function
        wrapped = js.Call(
            cx.file.ragot("pace", external.name),
            [
                js.THIS,
                js.Literal(node.name),
                milliseconds(seconds, cx),
                js.Arrow(function.params, function.body, function.is_async),
            ],
        )
        params = [js.Param("$args", rest=True)]
        made.function = js.Function("", params, [js.Return(js.call(wrapped, js.Spread(js.Name("$args"))))])
        return
    if (
        isinstance(external, External)
        and external.module.startswith("sprag")
        and external.name == "infinite_scroll"
    ):
        cx.file.feature("scroll")
        if not isinstance(decorator, ast.Call):
            raise cx.refuse(decorator, "SPR131", "@infinite_scroll(at=…) needs its options.")
        options = decorator_options(decorator, cx)
        out.append(
            js.ClassField(
                "$infinite",
                js.Object(
                    [
                        js.Property("method", js.Literal(made.key if isinstance(made.key, str) else "")),
                        *options.properties,
                    ]
                ),
            )
        )
        return
    raise cx.refuse(
        decorator, "SPR131", f"The decorator @{ast.unparse(decorator)} is not available in browser code."
    )


def decorator_options(decorator: ast.Call, cx: Context) -> js.Object:
    if decorator.args or any(k.arg is None for k in decorator.keywords):
        raise cx.refuse(decorator, "SPR121", "The options of this decorator are keywords.")
    return js.Object([js.Property(camel(k.arg or ""), to_js(k.value, cx)) for k in decorator.keywords])


def _render(
    node: Definition, info: ClassInfo, file: FileContext, outer: Context
) -> list[Union[js.Method, js.ClassField]]:
    """`render()`: the template compiler's."""
    cx = function_context(node, file, class_outer(outer), info, "method")
    return template.compile_render(node, info, cx)


def class_value(
    statement: ast.stmt, info: ClassInfo, target: js.Name, file: FileContext, outer: Context
) -> list[js.Stmt]:
    """An assignment of a class body: on the prototype, so that instances see it and may hide it."""
    cx = outer
    if isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    ):
        return []
    if isinstance(statement, ast.AnnAssign):
        if statement.value is None or info.dataclass is not None or info.typed:
            return (
                dataclass_default(statement, info, target, file, outer) if statement.value is not None else []
            )
        targets: list[ast.expr] = [statement.target]
        value = statement.value
    elif isinstance(statement, ast.Assign):
        targets, value = statement.targets, statement.value
    else:
        raise cx.refuse(
            statement,
            "SPR100",
            f"Unsupported statement in a class body: {type(statement).__name__}.",
            "Move it into a method.",
        )
    if info.enum:
        if not is_member_binding(statement):
            raise cx.refuse(statement, "SPR100", "It is not known here which members this makes.")
        return []
    names = [t for t in targets if isinstance(t, ast.Name)]
    if len(names) != len(targets):
        pairs = [] if len(targets) > 1 else paired(targets[0], value)
        if not pairs or any(n.id in dict(pairs) for n in walk(value) if isinstance(n, ast.Name)):
            raise cx.refuse(statement, "SPR100", "Only simple names can be assigned in a class body.")
        # What the right side evaluates reads none of the names, so one after the other is the same.
        parts = [ast.copy_location(ast.Assign([_stored(n, v)], v), v) for n, v in pairs]
        return [line for part in parts for line in class_value(part, info, target, file, outer)]
    if info.framework and _framework_value(names, value, file):
        ref = value.args[0] if isinstance(value, ast.Call) and value.args else None
        assert ref is not None
        file.feature("refs")
        return [_prototype(target, "$refs", names[0].id, cx.value(ref), cx)]
    if names[0].id == "__slots__":
        return []
    made = _alias(names, value, info, target, cx) or _function_of_class(value, cx)
    if made is None:
        check_no_method(value, cx)
        made = class_scope_value(value, info, target, cx)
    for name in names:
        key = FRAMEWORK.get(name.id, name.id) if info.framework else attribute_name(name.id, info.node.name)
        place = (
            js.Member(target, "virtualScroll")
            if key == "virtualScroll"
            else js.member(target, "prototype", key)
        )
        made = js.Assign(place, made)
    return [js.ExprStmt(made)]


def _alias(
    names: list[ast.Name], value: ast.expr, info: ClassInfo, target: js.Name, cx: Context
) -> Optional[js.Expr]:
    """`__radd__ = __add__`: another name of a method."""
    method = info.members.get(value.id) if isinstance(value, ast.Name) else None
    if not isinstance(method, DEFINITIONS) or any(info.members[n.id] is not method for n in names):
        return None
    cx.file.guards.open.add(method)
    return js.member(target, "prototype", member_name(method.name, info, cx))


def _function_of_class(value: ast.expr, cx: Context) -> Optional[js.Expr]:
    """A function that a class body names: instances have it as a method. None for any other value."""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "staticmethod":
        return cx.value(value.args[0]) if len(value.args) == 1 and cx.file.is_type("staticmethod") else None
    function = cx.type(value).ref if cx.type(value).only(FUNC) else None
    node = function.node if isinstance(function, Decl) else function
    if not isinstance(node, (*DEFINITIONS, ast.Lambda)):
        return None
    rest = js.Param("a", rest=True)
    called = js.call(cx.value(value), js.THIS, js.Spread(js.Name("a")))
    sig = signature(node, True)
    method = js.Function("", [rest], [js.Return(called)])
    return cx.helper("fn", method, js.Literal(sig.most), js.Literal(sig.least))


def _stored(name: str, place: ast.expr) -> ast.Name:
    return ast.copy_location(ast.Name(name, ast.Store()), place)


def _framework_value(names: list[ast.Name], value: ast.expr, file: FileContext) -> bool:
    if not (isinstance(value, ast.Call) and len(names) == 1):
        return False
    external = file.external(value.func)
    return external is not None and external.module.startswith("sprag") and external.name == "ref"


def _prototype(target: js.Name, table: str, name: str, value: js.Expr, cx: Context) -> js.Stmt:
    place = js.member(target, table)
    current = js.Object([js.Spread(place), js.Property(name, value)])
    return js.ExprStmt(js.Assign(place, current))
