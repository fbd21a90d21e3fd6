"""Classes: Modules and Components, plain classes, exceptions, dataclasses, enums."""

from __future__ import annotations

import ast
from typing import Optional, Union

from .. import jsast as js
from ..context import Context, FileContext, lowers
from ..diagnostics import Refusal
from ..model import DEFINITIONS, ClassInfo, Param, Signature, decorator_name, kind_of, signature
from ..names import FRAMEWORK, attribute_name, js_name
from ..project import Decl, External
from ..types import HOST, OBJ
from ..walking import walk
from .arguments import Fitted, fit, js_arguments
from .expressions import class_object, class_reference, host, host_name, member_name
from .functions import body, declarations, function_context, parameters

Definition = Union[ast.FunctionDef, ast.AsyncFunctionDef]
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
CLASS_DECORATORS = frozenset(
    [
        "dataclass",
        "dataclasses.dataclass",
        "final",
        "typing.final",
        "total_ordering",
        "functools.total_ordering",
    ]
)


def top_level_class(node: ast.ClassDef, decl: Decl, file: FileContext, module: Context) -> list[js.Stmt]:
    """A class of the file."""
    return class_statements(node, file.classes.of(decl), js_name(node.name), file, module)


@lowers(ast.ClassDef)
def lower_class(node: ast.ClassDef, cx: Context) -> list[js.Stmt]:
    """A class inside a function."""
    decl = Decl("class", node.name, cx.file.file, node)
    info = cx.file.classes.of_node(node, None, decl)
    cx.classes_here[node.name] = info
    name = cx.local_name(node.name)
    made = class_statements(node, info, name, cx.file, cx)
    out: list[js.Stmt] = []
    for statement in made:
        if isinstance(statement, js.Class):
            kind = cx.plan.kind(node, node.name)
            if kind is not None:
                out.append(js.Declare(kind, [(js.Name(name), statement)]))
            else:
                out.append(js.ExprStmt(js.Assign(js.Name(name), statement)))
        else:
            out.append(statement)
    return out


def class_statements(
    node: ast.ClassDef, info: ClassInfo, name: str, file: FileContext, outer: Context
) -> list[js.Stmt]:
    """The class, what must be evaluated before it, and the values of its body after it."""
    _check(node, info, file, outer)
    before: list[js.Stmt] = []
    members: list[Union[js.Method, js.ClassField]] = []
    after: list[js.Stmt] = []
    target = js.Name(name)
    if info.framework is None:
        members.append(js.ClassField("__name__", js.Literal(node.name)))
        if _starts_itself(info):
            members.append(_constructor(target, file))
    if info.dataclass is not None or info.typed:
        members += _dataclass_init(info, file, outer, before)
    for statement in node.body:
        try:
            if isinstance(statement, DEFINITIONS):
                if statement is info.members.get(statement.name) or kind_of(statement) == "setter":
                    members += _member(statement, info, file, outer, before)
            else:
                after += _value(statement, info, target, file, outer)
        except Refusal as refusal:
            file.report(refusal, node.name, getattr(statement, "name", None))
    after += _finish(info, target, file, outer)
    made = js.Class(name, _base(node, info, file, outer), members)
    made.at = (node.lineno, node.col_offset)
    made.name = node.name
    return [*before, made, *after]


def _check(node: ast.ClassDef, info: ClassInfo, file: FileContext, cx: Context) -> None:
    if info.unknown_base is not None:
        base = info.unknown_base
        raise cx.refuse(
            base, "SPR130", f"The base class {ast.unparse(base)} of {node.name} is not known in browser code."
        )
    if any(k.arg == "metaclass" for k in node.keywords):
        raise cx.refuse(node, "SPR130", f"{node.name} has a metaclass.")
    if info.framework and info.mixins and any(m.framework for m in info.mixins):
        raise cx.refuse(node, "SPR130", f"{node.name} inherits from two framework classes.")
    if not _linear(info):
        raise cx.refuse(node, "SPR130", f"The bases of {node.name} share a base; their order cannot be kept.")
    for name in (
        "__new__",
        "__init_subclass__",
        "__class_getitem__",
        "__getattribute__",
        "__getattr__",
        "__setattr__",
        "__delattr__",
        "__slots__",
    ):
        if name in info.members and name != "__slots__":
            raise cx.refuse(
                info.members[name],
                "SPR130",
                f"{name} is not supported in browser code.",
                "Use a property or a method.",
            )


def _linear(info: ClassInfo) -> bool:
    if not info.mixins:
        return True
    seen: list[ClassInfo] = info.base.mro() if info.base else []
    for mixin in info.mixins:
        if any(m in seen for m in mixin.mro()) or (mixin.base is not None):
            return False
        if any(_uses_super(m) for m in mixin.members.values()):
            return False
        seen += mixin.mro()
    # With several bases super() may mean a mixin, which JavaScript's does not.
    names = {n for m in info.mixins for n in m.members}
    return not any(
        isinstance(c, ast.Call)
        and isinstance(c.func, ast.Attribute)
        and c.func.attr in names
        and _is_super(c.func.value)
        for i in [info, *(info.base.mro() if info.base else [])]
        for member in i.members.values()
        for c in walk(member)
    )


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def _uses_super(node: ast.AST) -> bool:
    return any(isinstance(n, ast.Name) and n.id == "super" for n in walk(node))


def _base(node: ast.ClassDef, info: ClassInfo, file: FileContext, outer: Context) -> js.Expr:
    if info.base is not None:
        for base in node.bases:
            target = base.value if isinstance(base, ast.Subscript) else base
            if isinstance(target, ast.Name) and class_reference(target, outer) is info.base:
                return class_object(target, outer)
        assert info.base.decl is not None
        return file.reference(info.base.decl, node)
    if info.framework:
        return file.ragot(info.framework.lower(), info.framework)
    if info.exception:
        return file.helper(info.exception)
    return file.helper("Enum") if info.enum else file.helper("Obj")


# Members


def _member(
    node: Definition, info: ClassInfo, file: FileContext, outer: Context, before: list[js.Stmt]
) -> list[Union[js.Method, js.ClassField]]:
    kind = kind_of(node)
    if node.name == "__init__" and info.framework:
        return [_framework_constructor(node, info, file, outer, before)]
    if node.name == "render" and info.framework == "Component":
        return _render(node, info, file, outer)
    cx = function_context(
        node,
        file,
        _class_outer(outer),
        info,
        {"method": "method", "property": "method", "setter": "method", "class": "class"}.get(kind, "static"),
    )
    cx.static = kind == "class" and False
    sig = signature(node, bound=kind != "static")
    params = parameters(sig.params, cx, outer, before)
    function = js.Function("", params, body(node, cx), cx.is_async, cx.generator)
    name = node.name
    key = member_name(name, info, cx)
    made = js.Method(
        key, function, kind in ("static", "class"), {"property": "get", "setter": "set"}.get(kind, "method")
    )
    made.at = (node.lineno, node.col_offset)
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


def _class_outer(outer: Context) -> Optional[Context]:
    return outer if outer.parent is not None or outer.scope.kind != "module" else None


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
        from .framework import milliseconds

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
        options = _options(decorator, cx)
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


def _options(decorator: ast.Call, cx: Context) -> js.Object:
    from ..names import camel
    from .calls import to_js

    if decorator.args or any(k.arg is None for k in decorator.keywords):
        raise cx.refuse(decorator, "SPR121", "The options of this decorator are keywords.")
    return js.Object([js.Property(camel(k.arg or ""), to_js(k.value, cx)) for k in decorator.keywords])


def _render(
    node: Definition, info: ClassInfo, file: FileContext, outer: Context
) -> list[Union[js.Method, js.ClassField]]:
    """`render()`: the template compiler's."""
    from .. import template

    cx = function_context(node, file, _class_outer(outer), info, "method")
    return template.compile_render(node, info, cx)


def _value(
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
                _dataclass_default(statement, info, target, file, outer)
                if statement.value is not None
                else []
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
        return []
    names = [t for t in targets if isinstance(t, ast.Name)]
    if len(names) != len(targets):
        raise cx.refuse(statement, "SPR100", "Only simple names can be assigned in a class body.")
    if info.framework and _framework_value(names, value, file):
        ref = value.args[0] if isinstance(value, ast.Call) and value.args else None
        assert ref is not None
        file.feature("refs")
        return [_prototype(target, "$refs", names[0].id, cx.value(ref), cx)]
    if names[0].id == "__slots__":
        return []
    lowered = _class_scope_value(value, info, target, cx)
    out: list[js.Stmt] = []
    for name in names:
        key = FRAMEWORK.get(name.id, name.id) if info.framework else attribute_name(name.id, info.node.name)
        place = (
            js.Member(target, "virtualScroll")
            if key == "virtualScroll"
            else js.member(target, "prototype", key)
        )
        out.append(js.ExprStmt(js.Assign(place, lowered)))
    return out


def _framework_value(names: list[ast.Name], value: ast.expr, file: FileContext) -> bool:
    if not (isinstance(value, ast.Call) and len(names) == 1):
        return False
    external = file.external(value.func)
    return external is not None and external.module.startswith("sprag") and external.name == "ref"


def _prototype(target: js.Name, table: str, name: str, value: js.Expr, cx: Context) -> js.Stmt:
    place = js.member(target, table)
    current = js.Object([js.Spread(place), js.Property(name, value)])
    return js.ExprStmt(js.Assign(place, current))


def _class_scope_value(value: ast.expr, info: ClassInfo, target: js.Name, cx: Context) -> js.Expr:
    """A value of a class body; names that the body bound before are the class's own."""
    own = [n for n in walk(value) if isinstance(n, ast.Name) and n.id in info.members]
    for name in own:
        if isinstance(info.members[name.id], DEFINITIONS):
            raise cx.refuse(
                name,
                "SPR101",
                "A method cannot be used as a value in its class's body.",
                "Make the table in __init__.",
            )
    outer = cx.renames
    cx.renames = {**outer}
    try:
        cx.class_names = {
            n.id: js.member(target, "prototype", attribute_name(n.id, info.node.name)) for n in own
        }
        return cx.value(value)
    finally:
        cx.renames = outer
        cx.class_names = {}


def _finish(info: ClassInfo, target: js.Name, file: FileContext, cx: Context) -> list[js.Stmt]:
    """What happens to the class once it is made: mixins, dataclass methods, enum members, decorators."""
    out: list[js.Stmt] = []
    for mixin in info.mixins:
        if mixin.decl is not None:
            source = file.reference(mixin.decl, info.node)
            out.append(js.ExprStmt(js.Call(file.helper("mixin"), [target, source])))
    if info.enum:
        out.append(js.ExprStmt(js.Call(file.helper("members"), [target, _enum_members(info, cx)])))
    if info.dataclass is not None or info.typed:
        out.append(js.ExprStmt(js.Call(file.helper("dataclass"), [target, *_dataclass_options(info, cx)])))
    for decorator in reversed(info.node.decorator_list):
        name = decorator_name(decorator)
        if name in CLASS_DECORATORS:
            if name.endswith("total_ordering"):
                out.append(js.ExprStmt(js.Call(file.helper("totalOrdering"), [target])))
            continue
        external = file.external(decorator.func if isinstance(decorator, ast.Call) else decorator)
        if (
            external is not None
            and external.module.startswith("sprag")
            and info.framework
            and isinstance(decorator, ast.Call)
        ):
            made = _class_decorator(external.name or "", decorator, info, target, file, cx)
            if made is not None:
                out.append(made)
                continue
        raise cx.refuse(
            decorator, "SPR131", f"The decorator @{ast.unparse(decorator)} is not available in browser code."
        )
    return out


def _class_decorator(
    name: str, decorator: ast.Call, info: ClassInfo, target: js.Name, file: FileContext, cx: Context
) -> Optional[js.Stmt]:
    if name == "animate":
        from .calls import to_js

        file.feature("animation")
        value = (
            decorator.args[0]
            if decorator.args
            else decorator.keywords[0].value
            if decorator.keywords
            else ast.Constant("is-visible")
        )
        return js.ExprStmt(js.Assign(js.Member(target, "$animate"), to_js(value, cx)))
    if name in ("virtual_scroll", "infinite_scroll"):
        file.feature("scroll")
        required = ("chunk", "total") if name == "virtual_scroll" else ("load_more",)
        for method in required:
            if info.find(method) is None:
                raise cx.refuse(
                    decorator,
                    "SPR131",
                    f"@{name} on {info.node.name} needs a method {method}().",
                    f"Define {method}() in the class.",
                )
        if (
            name == "virtual_scroll"
            and any(
                k.arg == "pool_size" and not (isinstance(k.value, ast.Constant) and k.value.value == 0)
                for k in decorator.keywords
            )
            and info.find("recycle") is None
        ):
            raise cx.refuse(
                decorator,
                "SPR131",
                f"@virtual_scroll(pool_size=…) on {info.node.name} needs a method recycle().",
                "Define recycle(el, i).",
            )
        key = "$virtual" if name == "virtual_scroll" else "$infinite"
        return js.ExprStmt(js.Assign(js.Member(target, key), _options(decorator, cx)))
    return None


# Constructors


def _starts_itself(info: ClassInfo) -> bool:
    """Whether instances are made by `Obj` and then given to an `__init__` of the app."""
    if info.exception is not None or info.enum:
        return False
    return any("__init__" in i.members or i.dataclass is not None or i.typed for i in info.mro())


def _constructor(target: js.Name, file: FileContext) -> js.Method:
    """Calls `__init__` from the class itself: one call in `Obj` for all classes would be slow for all."""
    args = js.Name("a")
    start = js.ExprStmt(js.call(js.Member(js.THIS, "__init__"), js.Spread(args)))
    own = js.Binary("===", js.Member(js.Name("new"), "target"), target)
    above = js.ExprStmt(js.call(js.Name("super"), file.helper("bare")))
    return js.Method(
        "constructor", js.Function("", [js.Param(args.id, rest=True)], [above, js.If(own, [start])])
    )


def _framework_constructor(
    node: Definition, info: ClassInfo, file: FileContext, outer: Context, before: list[js.Stmt]
) -> js.Method:
    """`__init__` of a Module or Component: `constructor(state, …)`, as the framework makes instances."""
    cx = function_context(node, file, _class_outer(outer), info, "method")
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
        and _is_super(n.func.value)
        for n in walk(node)
    )


def _check_super_first(node: Definition, cx: Context) -> None:
    for statement in node.body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            func = statement.value.func
            if isinstance(func, ast.Attribute) and func.attr == "__init__" and _is_super(func.value):
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
                isinstance(child, ast.Call) and _is_super(child)
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
        return js.Call(callee, js_arguments(fit(node, signature(parent_init, True), "__init__", cx)))
    from .calls import positional

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


# Dataclasses and enums


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


def _dataclass_init(
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
                from .functions import default_value

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


def _dataclass_default(
    statement: ast.AnnAssign, info: ClassInfo, target: js.Name, file: FileContext, outer: Context
) -> list[js.Stmt]:
    assert statement.value is not None
    assert isinstance(statement.target, ast.Name)
    if info.dataclass is None and not info.typed:
        lowered = _class_scope_value(statement.value, info, target, outer)
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


def _dataclass_options(info: ClassInfo, cx: Context) -> list[js.Expr]:
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


def _enum_members(info: ClassInfo, cx: Context) -> js.Expr:
    out: list[js.Expr] = []
    count = 0
    for statement in info.node.body:
        if not (
            isinstance(statement, ast.Assign)
            and len(statement.targets) == 1
            and isinstance(statement.targets[0], ast.Name)
        ):
            continue
        name = statement.targets[0].id
        if name.startswith("_"):
            continue
        value = statement.value
        if isinstance(value, ast.Call) and decorator_name(value.func).split(".")[-1] == "auto":
            count += 1
            lowered: js.Expr = js.Literal(name.lower() if info.enum == "StrEnum" else count)
        else:
            lowered = cx.value(value)
            if isinstance(value, ast.Constant) and isinstance(value.value, int):
                count = value.value
        out.append(js.Array([js.Literal(name), lowered]))
    return js.Array(out)


# Attributes that are assigned


def stored_name(target: ast.Attribute, cx: Context) -> str:
    t = cx.type(target.value)
    if t.only(OBJ) and isinstance(t.ref, ClassInfo):
        return member_name(target.attr, t.ref, cx)
    from .expressions import any_name

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
    return target.attr in info.definite or cx.file.framework_member(info, target.attr)


def attribute_target(target: ast.Attribute, value: js.Expr, cx: Context) -> js.Expr:
    """`x.name = value`; the value is evaluated first, as Python does, where that can be seen."""
    t = cx.type(target.value)
    obj = host(target.value, cx) if t.only(HOST) else None
    if obj is None:
        info = class_reference(target.value, cx)
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


__all__ = ["constructor_signature", "declarations", "top_level_class"]
