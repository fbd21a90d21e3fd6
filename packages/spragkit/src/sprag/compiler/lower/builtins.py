"""Calls of Python's builtin functions."""

from __future__ import annotations

import ast
from typing import Callable, Optional

from .. import jsast as js
from ..context import Context
from ..names import EXCEPTIONS
from ..signatures import BUILTINS
from ..types import BOOL, INT, LIST, RAW, SET, STR, TUPLE
from ..walking import walk
from .arguments import callback, fit_builtin, positional
from .builtinvalues import SERVER_BUILTINS
from .comprehensions import collect, reduction
from .functions import may_stop
from .iterables import elements
from .outside import external_class
from .references import CHECKS, any_name, class_object, class_reference
from .truth import boolean


def builtin_call(node: ast.Call, func: ast.Name, cx: Context) -> js.Expr:
    """`name(…)` where `name` is Python's own."""
    name = func.id
    special = SPECIAL.get(name)
    if special is not None:
        out = special(node, cx)
        if out is not None:
            return out
    if name in EXCEPTIONS:
        if "OSError" in (name, EXCEPTIONS[name]) and len(node.args) > 1:
            raise cx.refuse(
                node,
                "SPR111",
                f"{name}() with an errno is not available in browser code.",
                "Pass the message.",
            )
        return js.New(cx.file.helper(name), positional(node, cx))
    if name not in BUILTINS:
        code = "SPR111" if name in SERVER_BUILTINS else "SPR110"
        known = (
            f"The builtin {name}() is not available in browser code."
            if code == "SPR111"
            else f"The name {name!r} is not defined in browser code."
        )
        raise cx.refuse(func, code, known)
    entry = BUILTINS[name]
    out = cx.helper(entry.helper, *fit_builtin(node, entry.params, name, cx))
    if cx.type(node).only(RAW) and name in ("abs",):
        return js.Unary("+", out)
    return out


def _consumed(node: ast.Call) -> Optional[ast.GeneratorExp]:
    """The generator expression that a call walks at once, with nothing to tell it from a loop."""
    arg = _one(node)
    return arg if isinstance(arg, ast.GeneratorExp) and not any(map(may_stop, walk(arg))) else None


def _one(node: ast.Call) -> Optional[ast.expr]:
    if len(node.args) == 1 and not node.keywords and not isinstance(node.args[0], ast.Starred):
        return node.args[0]
    return None


def _len(node: ast.Call, cx: Context) -> Optional[js.Expr]:
    arg = _one(node)
    if arg is None:
        return None
    t = cx.type(arg)
    if t.only(LIST | TUPLE) or (t.only(STR) and t.basic and not isinstance(arg, ast.Constant)):
        return js.Member(cx.expr(arg), "length")
    info = class_reference(arg, cx)
    if info is not None and info.enum:
        return js.member(class_object(arg, cx), "$all", "length")
    if isinstance(arg, ast.Constant) and isinstance(arg.value, str):
        return js.Literal(len(arg.value))
    return None


def _str(node: ast.Call, cx: Context) -> Optional[js.Expr]:
    arg = _one(node)
    if arg is not None:
        if cx.type(arg).only(SET) and not (isinstance(arg, ast.Set) and len(arg.elts) == 1):
            return None
        return cx.text(arg)
    return js.Literal("") if not node.args and not node.keywords else None


def _bool(node: ast.Call, cx: Context) -> Optional[js.Expr]:
    arg = _one(node)
    if arg is not None:
        return boolean(arg, cx)
    return js.Literal(False) if not node.args and not node.keywords else None


def _int(node: ast.Call, cx: Context) -> Optional[js.Expr]:
    arg = _one(node)
    if arg is not None and cx.type(arg).only(INT):
        return cx.expr(arg)
    return js.Literal(0) if not node.args and not node.keywords else None


def _float(node: ast.Call, cx: Context) -> Optional[js.Expr]:
    arg = _one(node)
    if arg is not None:
        t = cx.type(arg)
        if t.only(RAW):
            return cx.expr(arg)
        if t.small and not t.may(BOOL):
            return cx.expr(arg)
    return js.Literal(0.0) if not node.args and not node.keywords else None


def _abs(node: ast.Call, cx: Context) -> Optional[js.Expr]:
    arg = _one(node)
    if arg is not None and (cx.type(arg).only(RAW) or cx.type(arg).small):
        return js.call(js.member(js.Name("Math"), "abs"), cx.expr(arg))
    return None


def _list(node: ast.Call, cx: Context) -> Optional[js.Expr]:
    arg = _consumed(node)
    if arg is not None:
        return collect(arg, "list", cx)
    return js.Array([]) if not node.args and not node.keywords else None


def _dict(node: ast.Call, cx: Context) -> Optional[js.Expr]:
    return cx.helper("dictOf") if not node.args and not node.keywords else None


def _reduction(name: str) -> Callable[[ast.Call, Context], Optional[js.Expr]]:
    """`sum`, `any`, `all` over a generator expression: a loop that stops as soon as it may."""

    def rule(node: ast.Call, cx: Context) -> Optional[js.Expr]:
        arg = _consumed(node)
        return reduction(arg, name, cx) if arg is not None else None

    return rule


def _print(node: ast.Call, cx: Context) -> Optional[js.Expr]:
    """`print(*xs)`; with sep= and end= through a helper of its own."""
    keywords = {k.arg: k.value for k in node.keywords}
    if set(keywords) - {"sep", "end", "flush"}:
        raise cx.refuse(
            node, "SPR111", "print(file=…) is not available in browser code.", "Print without it."
        )
    args = elements(node.args, cx)
    if "sep" in keywords:
        return cx.helper("printWith", cx.value(keywords["sep"]), *args)
    return cx.helper("print", *args)


def _zip(node: ast.Call, cx: Context) -> Optional[js.Expr]:
    strict = next((k.value for k in node.keywords if k.arg == "strict"), None)
    if any(k.arg != "strict" for k in node.keywords):
        return None
    args = elements(node.args, cx)
    return cx.helper("zipStrict", cx.value(strict), *args) if strict is not None else cx.helper("zip", *args)


def _iter(node: ast.Call, cx: Context) -> Optional[js.Expr]:
    """`iter(function, sentinel)`; `iter(x)` is the table's."""
    if len(node.args) != 2 or node.keywords or any(isinstance(a, ast.Starred) for a in node.args):
        return None
    return cx.helper("until", callback(node.args[0], 0, cx), cx.value(node.args[1]))


def _isinstance(node: ast.Call, cx: Context) -> Optional[js.Expr]:
    if len(node.args) != 2 or node.keywords:
        return None
    return _checks(cx.value(node.args[0]), node.args[1], cx)


def _issubclass(node: ast.Call, cx: Context) -> Optional[js.Expr]:
    if len(node.args) != 2 or node.keywords:
        return None
    cls, wanted = node.args
    known = _known_classes(wanted, cx)
    if known is not None and class_reference(cls, cx) is not None:
        if not any(isinstance(each, js.Literal) for each in known):
            return cx.helper("issubclass", class_object(cls, cx), *known)
    return cx.helper("issubclassOf", cx.value(cls), cx.value(wanted))


def _checks(value: js.Expr, cls: ast.expr, cx: Context) -> js.Expr:
    known = _known_classes(cls, cx)
    if known is None:
        return cx.helper("isinstanceOf", value, cx.value(cls))
    return cx.helper("isinstance", value, *known)


def _known_classes(cls: ast.expr, cx: Context) -> Optional[list[js.Expr]]:
    """The classes of `isinstance` and `issubclass`: one, a tuple, a union; None where they are values."""
    items = cls.elts if isinstance(cls, ast.Tuple) else _union(cls)
    known = [_known_class(item, cx) for item in items]
    if len(items) == 1 or isinstance(cls, ast.Tuple):
        return None if None in known else [each for each in known if each is not None]
    return [type_argument(item, cx) for item in items]


def _union(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return [*_union(node.left), *_union(node.right)]
    return [node]


def type_argument(node: ast.expr, cx: Context) -> js.Expr:
    """A class as an argument of isinstance: a builtin's name as a string, else the JavaScript class."""
    found = _known_class(node, cx)
    if found is not None:
        return found
    raise cx.refuse(
        node,
        "SPR101",
        "isinstance() needs a class that is known at build time.",
        "Name the class itself, or a tuple of classes.",
    )


def _known_class(node: ast.expr, cx: Context) -> Optional[js.Expr]:
    if (
        (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "type"
            and len(node.args) == 1
        )
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value is None
    ):
        return js.Literal("NoneType")
    if isinstance(node, ast.Constant) and node.value is None:
        return js.Literal("NoneType")
    if isinstance(node, ast.Name) and cx.scope.owner(node.id) is None:
        binding = cx.file.binding(node.id)
        if binding is None and node.id in CHECKS:
            return js.Literal(CHECKS[node.id])
        if binding is None and node.id in EXCEPTIONS:
            return cx.file.helper(node.id)
        if class_reference(node, cx) is not None:
            return class_object(node, cx)
    if class_reference(node, cx) is not None:
        return class_object(node, cx)
    external = cx.file.external(node)
    return external_class(external, cx) if external is not None else None


def _object(node: ast.Call, cx: Context) -> Optional[js.Expr]:
    """`object()`: something that is nothing else."""
    if node.args or node.keywords:
        raise cx.refuse(node, "SPR120", "object() takes no arguments.")
    return js.New(cx.file.helper("Obj"), [cx.file.helper("bare")])


def _super(node: ast.Call, cx: Context) -> Optional[js.Expr]:
    raise cx.refuse(
        node,
        "SPR101",
        "super() can only be followed by a method or an attribute.",
        "Write super().method(…).",
    )


def _minmax(name: str) -> Callable[[ast.Call, Context], Optional[js.Expr]]:
    def rule(node: ast.Call, cx: Context) -> Optional[js.Expr]:
        keywords = {k.arg: k.value for k in node.keywords}
        if set(keywords) - {"key", "default"}:
            return None
        if not keywords and len(node.args) > 1 and not any(isinstance(a, ast.Starred) for a in node.args):
            # Bare numbers of one kind; JavaScript's Math.max differs on nan and on the sign of zero, so integers only.
            if all(cx.type(a).small and not cx.type(a).may(BOOL) for a in node.args):
                return js.call(js.member(js.Name("Math"), name), *(cx.expr(a) for a in node.args))
        if len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
            key = callback(keywords["key"], 1, cx) if "key" in keywords else js.NULL
            args = [cx.value(node.args[0])]
            if "default" in keywords:
                return cx.helper(f"{name}", *args, key, cx.value(keywords["default"]))
            return cx.helper(f"{name}", *args, key) if key is not js.NULL else cx.helper(f"{name}", *args)
        if not node.args:
            raise cx.refuse(node, "SPR120", f"{name}() needs at least one argument.")
        if "default" in keywords:
            raise cx.refuse(node, "SPR120", f"{name}() with several values takes no default.")
        if len(node.args) <= 3 and not keywords and not any(isinstance(a, ast.Starred) for a in node.args):
            return cx.helper({"min": "least", "max": "most"}[name], *(cx.value(a) for a in node.args))
        items = js.Array(elements(node.args, cx))
        # One starred argument may turn out to be the only one, and is then the iterable itself.
        starred = any(isinstance(a, ast.Starred) for a in node.args)
        values: js.Expr = cx.helper("candidates", items) if starred else items
        return (
            cx.helper(f"{name}", values, callback(keywords["key"], 1, cx))
            if "key" in keywords
            else cx.helper(f"{name}", values)
        )

    return rule


def _getattr(node: ast.Call, cx: Context) -> Optional[js.Expr]:
    """`getattr(x, "name")` with a name that is known goes through the same mapping as `x.name`."""
    if (
        len(node.args) >= 2
        and isinstance(node.args[1], ast.Constant)
        and isinstance(node.args[1].value, str)
        and not node.keywords
    ):
        name = js.Literal(any_name(node.args[1].value, cx))
        helper = {"getattr": "getattr", "hasattr": "hasattr", "setattr": "setattr", "delattr": "delattr"}[
            func_name(node)
        ]
        return cx.helper(helper, cx.value(node.args[0]), name, *(cx.value(a) for a in node.args[2:]))
    return None


def func_name(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _iterable_only(node: ast.Call, cx: Context) -> Optional[js.Expr]:
    arg = _consumed(node)
    if arg is not None:
        entry = BUILTINS[func_name(node)]
        return cx.helper(entry.helper, collect(arg, "list", cx))
    return None


SPECIAL: dict[str, Callable[[ast.Call, Context], Optional[js.Expr]]] = {}


SPECIAL.update(
    {
        "len": _len,
        "str": _str,
        "bool": _bool,
        "int": _int,
        "float": _float,
        "abs": _abs,
        "list": _list,
        "dict": _dict,
        "any": _reduction("any"),
        "all": _reduction("all"),
        "print": _print,
        "zip": _zip,
        "iter": _iter,
        "isinstance": _isinstance,
        "issubclass": _issubclass,
        "object": _object,
        "super": _super,
        "max": _minmax("max"),
        "min": _minmax("min"),
        "getattr": _getattr,
        "hasattr": _getattr,
        "setattr": _getattr,
        "delattr": _getattr,
        "tuple": _iterable_only,
        "set": _iterable_only,
        "frozenset": _iterable_only,
    }
)
