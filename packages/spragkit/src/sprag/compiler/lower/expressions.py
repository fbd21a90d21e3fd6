"""Names, constants, displays, attributes, lambdas, await, yield."""

from __future__ import annotations

import ast
from typing import Optional

from ...authoring.attributes import tag_name
from .. import jsast as js
from ..context import Context, lowers
from ..facts import NAMESPACES, flow_unshadowed
from ..model import DEFINITIONS, EXCEPTIONS, ClassInfo, kind_of
from ..names import DOM, DOM_HELPERS, FRAMEWORK, attribute_name
from ..project import Decl, External, ModuleRef
from ..signatures import BUILTINS, METHODS
from ..types import CLASS, HOST, OBJ, RAW, UNBOUND, T
from ..uitree import FORMS
from .constants import SPRAG, external_value

SAFE_KEY_START = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$ -.:/")


@lowers(ast.Constant)
def lower_constant(node: ast.Constant, cx: Context) -> js.Expr:
    value = node.value
    if value is None or isinstance(value, (bool, str, int)):
        return js.Literal(value)
    if isinstance(value, float):
        return js.Literal(value)
    raise cx.refuse(
        node,
        "SPR101",
        f"Unsupported constant in browser codegen: {type(value).__name__}.",
        "Use a str, a number, a list or a dict.",
    )


@lowers(ast.Name)
def lower_name(node: ast.Name, cx: Context) -> js.Expr:
    name = node.id
    if name in cx.class_names:
        return cx.class_names[name]
    owner = cx.scope.owner(name)
    if owner is not None:
        return local(node, cx)
    return global_name(node, cx)


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
        out = cx.helper("bound", out, js.Literal(name))
    if t.bound().only(RAW) and not holder:
        return js.Unary("+", out)
    return out


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


def global_name(node: ast.Name, cx: Context) -> js.Expr:
    """A top-level name, an imported one, or a builtin, as a value."""
    name = node.id
    binding = cx.file.binding(name)
    if binding is None:
        return builtin_value(node, cx)
    if isinstance(binding, Decl):
        info = cx.file.class_info(binding)
        if info is not None and not info.enum and not info.framework and not info.exception:
            raise cx.refuse(node, "SPR123", f"The class {name} cannot be used as a value here.")
        if binding.kind == "function":
            return function_value(node, binding, cx)
        return cx.file.reference(binding, node)
    if isinstance(binding, External):
        return external_value(node, binding, cx)
    raise cx.refuse(
        node, "SPR101", f"The module {name} cannot be used as a value.", "Name what you need from it."
    )


def function_value(node: ast.expr, decl: Decl, cx: Context) -> js.Expr:
    """A top-level function passed on: unknown callers pass by position, so its parameters must be plain."""
    from .functions import adapter

    assert isinstance(decl.node, DEFINITIONS)
    return adapter(decl.node, cx.file.reference(decl, node), cx, node)


def builtin_value(node: ast.Name, cx: Context) -> js.Expr:
    """A builtin function as a value: `map(str, xs)`, `key=len`."""
    name = node.id
    if name in ("True", "False", "None"):
        return js.Literal({"True": True, "False": False, "None": None}[name])
    if name in EXCEPTIONS:
        return cx.file.helper(name)
    if name == "__name__":
        return js.Literal(cx.file.source.path[: -len(".py")].replace("/", "."))
    if name == "NotImplemented":
        return cx.file.helper("NotImplemented")
    if name not in BUILTINS or name in (
        "super",
        "print",
        "range",
        "isinstance",
        "slice",
        "type",
        "dict",
        "zip",
        "map",
        "max",
        "min",
    ):
        if name in ("max", "min"):
            return cx.file.helper(f"{name}Of")
        if name in ("print", "range", "dict", "zip", "type"):
            return cx.file.helper(
                {"print": "print", "range": "range", "dict": "dict", "zip": "zip", "type": "type"}[name]
            )
        if name in BUILTINS or name in SERVER_BUILTINS:
            raise cx.refuse(
                node, "SPR111", f"The builtin {name} is not available in browser code as a value."
            )
        raise cx.refuse(node, "SPR110", f"The name {name!r} is not defined in browser code.")
    if name == "float":
        return js.Arrow([js.Param("v")], cx.helper("flt", cx.helper("float", js.Name("v"))))
    if name in ("int", "str", "format", "round", "sorted", "sum", "enumerate"):
        # An unknown caller such as Array.prototype.map passes more arguments than Python would.
        return js.Arrow([js.Param("v")], cx.helper(BUILTINS[name].helper, js.Name("v")))
    return cx.file.helper(BUILTINS[name].helper)


SERVER_BUILTINS = frozenset(
    """open input eval exec compile globals locals vars dir breakpoint __import__ memoryview bytearray bytes complex
    object
    property staticmethod classmethod super help exit quit delattr aiter anext""".split()
)


@lowers(ast.List)
def lower_list(node: ast.List, cx: Context) -> js.Expr:
    return js.Array(elements(node.elts, cx))


def elements(nodes: list[ast.expr], cx: Context) -> list[js.Expr]:
    """The items of a display; `*xs` is spread."""
    return [js.Spread(spread(n.value, cx)) if isinstance(n, ast.Starred) else cx.value(n) for n in nodes]


def spread(node: ast.expr, cx: Context) -> js.Expr:
    """An iterable for JavaScript's `...`."""
    from .loops import iterable

    return iterable(node, cx)


@lowers(ast.Tuple)
def lower_tuple(node: ast.Tuple, cx: Context) -> js.Expr:
    return cx.helper("tupled", *elements(node.elts, cx))


@lowers(ast.Set)
def lower_set(node: ast.Set, cx: Context) -> js.Expr:
    return cx.helper("setOf", *elements(node.elts, cx))


@lowers(ast.Dict)
def lower_dict(node: ast.Dict, cx: Context) -> js.Expr:
    if record_keys(node):
        keys = [str(k.value) for k in node.keys if isinstance(k, ast.Constant)]
        return js.Object([js.Property(k, cx.value(v)) for k, v in zip(keys, node.values)])
    if (
        node.keys
        and all(k is None or safe_key(k) for k in node.keys)
        and node.keys[0] is None
        and len(node.keys) > 1
    ) or (node.keys and any(k is None for k in node.keys)):
        parts: list[js.Expr] = []
        pending: list[js.Expr] = []
        for key, value in zip(node.keys, node.values):
            if key is None:
                if pending:
                    parts.append(js.Array(pending))
                    pending = []
                parts.append(cx.value(value))
            else:
                pending.append(js.Array([cx.value(key), cx.value(value)]))
        if pending:
            parts.append(js.Array(pending))
        return cx.helper("spread", *parts)
    return cx.helper(
        "dictOf",
        *(js.Array([cx.value(k), cx.value(v)]) for k, v in zip(node.keys, node.values) if k is not None),
    )


def record_keys(node: ast.Dict) -> bool:
    """Whether a display can be an object literal: constant keys that an object keeps in order."""
    return bool(node.keys) and all(k is not None and safe_key(k) for k in node.keys)


def safe_key(node: Optional[ast.expr]) -> bool:
    """A constant string key that JavaScript neither reorders nor treats in a special way."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return False
    return node.value != "__proto__" and not (node.value.isascii() and node.value.isdigit())


@lowers(ast.Lambda)
def lower_lambda(node: ast.Lambda, cx: Context) -> js.Expr:
    from .functions import closure

    return closure(node, cx)


@lowers(ast.NamedExpr)
def lower_walrus(node: ast.NamedExpr, cx: Context) -> js.Expr:
    if cx.scope.kind == "comprehension" or isinstance(cx.scope.node, ast.Lambda):
        where = "lambda bodies" if isinstance(cx.scope.node, ast.Lambda) else "comprehensions"
        raise cx.refuse(
            node, "SPR102", f"Walrus operator inside {where} is not supported in browser codegen."
        )
    holder, _ = holder_of(node.target.id, cx)
    value = cx.expr(node.value) if holder else cx.value(node.value)
    out: js.Expr = js.Assign(js.Name(cx.local_name(node.target.id)), value)
    return js.Unary("+", out) if cx.type(node).only(RAW) and not holder else out


@lowers(ast.Await)
def lower_await(node: ast.Await, cx: Context) -> js.Expr:
    inner = node.value
    value = cx.awaited(inner)
    return js.Await(value) if _native_result(inner, cx) else js.Binary("??", js.Await(value), js.NULL)


def _native_result(node: ast.expr, cx: Context) -> bool:
    """Whether what is awaited is Python's own and never gives undefined."""
    from .calls import known_function

    return isinstance(node, ast.Call) and known_function(node.func, cx) is not None


@lowers(ast.Yield)
def lower_yield(node: ast.Yield, cx: Context) -> js.Expr:
    out = js.Yield(cx.value(node.value) if node.value is not None else js.NULL)
    # `next(g)` resumes with undefined, which is None in Python.
    return out if cx.discarded is node else js.Binary("??", out, js.NULL)


@lowers(ast.YieldFrom)
def lower_yield_from(node: ast.YieldFrom, cx: Context) -> js.Expr:
    from .loops import iterable

    out = js.Yield(iterable(node.value, cx), delegate=True)
    return out if cx.discarded is node else js.Binary("??", out, js.NULL)


@lowers(ast.Starred)
def lower_starred(node: ast.Starred, cx: Context) -> js.Expr:
    raise cx.refuse(node, "SPR101", "A starred expression cannot stand here.")


# Attributes


@lowers(ast.Attribute)
def lower_attribute(node: ast.Attribute, cx: Context) -> js.Expr:
    """`value.name` that is read."""
    if flow_unshadowed(node, cx.flow):
        special = namespace_member(node, cx)
        if special is not None:
            return special
        external = cx.file.external(node)
        if external is not None:
            return external_value(node, external, cx)
        found = module_member(node, cx)
        if found is not None:
            return cx.file.reference(found, node)
    if isinstance(node.value, ast.Call) and _is_super(node.value, cx):
        return js.Member(js.Name("super"), attribute_name(node.attr, cx.class_name))
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
    if isinstance(node.value, ast.Name) and t.only(CLASS) and t.ref is None and entry is not None:
        return js.Arrow(
            [js.Param("v"), js.Param("a", rest=True)],
            cx.helper(entry[1].helper, js.Name("v"), js.Spread(js.Name("a"))),
        )
    check_member(node, t, cx)
    if entry is not None and (t.may(entry[0]) or t.may(HOST)):
        # `xs.append` of a list, or an attribute that happens to have that name.
        return cx.helper(
            "methodOf",
            cx.value(node.value),
            js.Literal(any_name(node.attr, cx)),
            cx.file.helper(entry[1].helper),
        )
    return cx.helper("attr", cx.value(node.value), js.Literal(any_name(node.attr, cx)))


def check_member(node: ast.Attribute, t: T, cx: Context) -> None:
    """Refuse a member that Python's types have and browser code does not: at run time it would look as if it were
    missing."""
    if node.attr in UNSUPPORTED and not cx.file.defines(node.attr) and not t.only(OBJ | HOST):
        raise cx.refuse(
            node, "SPR124", f"{UNSUPPORTED[node.attr]}.{node.attr} is not available in browser code."
        )


def _unsupported() -> dict[str, str]:
    out: dict[str, str] = {}
    for cls in (str, bytes, list, dict, tuple, set, frozenset, int, float, complex, range):
        for name in dir(cls):
            if name not in METHODS and name not in SUPPORTED_MEMBERS:
                out.setdefault(name, cls.__name__)
    return out


SUPPORTED_MEMBERS = frozenset(
    ["__class__", "__doc__", "__dict__", "start", "stop", "step", "real", "imag", "fromkeys", "maketrans"]
)


def namespace(node: ast.expr, cx: Context) -> str:
    """`dom`, `ui`, `browser` or `imports`, where ``node`` is that object of sprag."""
    found = cx.file.external(node) if flow_unshadowed(node, cx.flow) else None
    return (
        found.name or "" if found is not None and found.module in SPRAG and found.name in NAMESPACES else ""
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


def host_name(name: str) -> str:
    return DOM.get(name) or FRAMEWORK.get(name) or name


def host(node: ast.expr, cx: Context) -> js.Expr:
    """A JavaScript value whose member is read next: no need to turn undefined into None first."""
    out = cx.expr(node)
    if isinstance(out, js.Binary) and out.op == "??" and out.right is js.NULL:
        return out.left
    return out


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


def instance_attribute(node: ast.Attribute, info: ClassInfo, cx: Context) -> js.Expr:
    """An attribute of an instance of a known class."""
    name = member_name(node.attr, info, cx)
    value = cx.expr(node.value)
    found = info.find(node.attr)
    if found is not None:
        kind = kind_of(found[1])
        if kind == "method":
            return js.call(js.member(value, name, "bind"), value)
        if kind in ("property", "value"):
            return js.Member(value, name)
        if kind == "static":
            return js.member(value, "constructor", name)
        return js.call(js.member(value, "constructor", name, "bind"), js.Member(value, "constructor"))
    if node.attr in info.definite or cx.file.framework_member(info, node.attr):
        if info.framework and node.attr in METHOD_MEMBERS:
            return js.call(js.member(value, name, "bind"), value)
        return js.Member(value, name)
    return cx.helper("selfAttr" if info.framework else "attr", value, js.Literal(name))


METHOD_MEMBERS = frozenset(
    """set_state set_state_sync call_action navigate upload upload_form form_data set_metadata emit listen delegate
    emit_socket
    batch_state start stop mount unmount clear_timeout clear_interval timeout interval""".split()
)


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


def class_attribute(node: ast.Attribute, info: ClassInfo, cx: Context) -> js.Expr:
    """`Class.name`."""
    target = class_object(node.value, cx)
    if node.attr == "__name__":
        return js.Literal(info.node.name)
    found = info.find(node.attr)
    if found is None:
        return cx.helper("attr", target, js.Literal(attribute_name(node.attr, cx.class_name)))
    kind = kind_of(found[1])
    name = member_name(node.attr, info, cx)
    if kind == "method":
        raise cx.refuse(
            node, "SPR123", f"{info.node.name}.{node.attr} needs an instance.", "Call it on an instance."
        )
    if kind == "class":
        return js.call(js.member(target, name, "bind"), target)
    return (
        js.member(target, "prototype", name) if kind == "value" and not info.enum else js.Member(target, name)
    )


def _is_super(node: ast.Call, cx: Context) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == "super" and cx.scope.owner("super") is None


def module_member(node: ast.Attribute, cx: Context) -> Optional[Decl]:
    """`money.format_price` where `money` is an imported file of the project."""
    if isinstance(node.value, ast.Name) and cx.scope.owner(node.value.id) is None:
        binding = cx.file.binding(node.value.id)
        if isinstance(binding, ModuleRef):
            found = cx.file.project.binding(binding.file, node.attr)
            if isinstance(found, Decl):
                return found
            raise cx.refuse(node, "SPR110", f"{binding.file.source.path} does not define {node.attr!r}.")
    return None


UNSUPPORTED = _unsupported()
