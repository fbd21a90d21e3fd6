"""Arguments: fitting a call's arguments to the parameters of a function that is known."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Callable, Optional, Union

from .. import jsast as js
from ..context import Context
from ..model import Param, Signature, parse, signature
from .builtinvalues import plain_builtin
from .iterables import elements, spread


@dataclass
class Fitted:
    """One value per parameter in JavaScript's order; None where the default applies."""

    values: list[Optional[js.Expr]]
    rest: list[js.Expr]


GIVEN = {
    "filter": 1, "reduce": 2, "takewhile": 1, "dropwhile": 1, "filterfalse": 1, "cmp_to_key": 2, "accumulate": 2,
}  # fmt: skip
"""How many arguments a function of the library gives to the function that it takes."""


def fit_builtin(node: ast.Call, params: str, name: str, cx: Context) -> list[js.Expr]:
    """The arguments for the helper of a function of Python's own."""

    def lower(param: Param, arg: ast.expr) -> js.Expr:
        if param.name == "key":
            return callback(arg, 1, cx)
        if param.name in ("fn", "func"):
            base = name.rpartition(".")[2]
            return callback(arg, len(node.args) - 1 if base == "map" else GIVEN.get(base), cx)
        return cx.value(arg)

    return js_arguments(fit(node, parse(params), name, cx, lower))


def callback(node: ast.expr, given: Optional[int], cx: Context) -> js.Expr:
    """A function that is called with ``given`` arguments; one that certainly takes them need not carry its count."""
    if isinstance(node, ast.Lambda) and given is not None:
        sig = signature(node)
        if sig.least <= given <= sig.most:
            return cx.expr(node)
    return (plain_builtin(node, given, cx) if given is not None else None) or cx.value(node)


def fit(
    node: ast.Call,
    sig: Signature,
    name: str,
    cx: Context,
    lower: Optional[Callable[[Param, ast.expr], js.Expr]] = None,
) -> Fitted:
    """Lower the arguments of ``node`` in the order that Python evaluates them, and give each its parameter.

    Raises a refusal where Python would raise TypeError."""

    def value(param: Param, arg: ast.expr) -> js.Expr:
        return lower(param, arg) if lower is not None else cx.value(arg)

    positional = sig.positional
    named = {p.name for p in sig.params if p.kind in ("positional", "keyword") and not p.positional_only}
    if lower is None and named and any(k.arg is None for k in node.keywords):
        return _named(node, sig, name, cx)
    given: dict[str, js.Expr] = {}
    order: list[str] = []
    rest: list[js.Expr] = []
    starred = False
    for i, arg in enumerate(node.args):
        if isinstance(arg, ast.Starred):
            if sig.rest is None or i < len(positional):
                return _spread(node, sig, name, cx)
            rest.append(js.Spread(spread(arg.value, cx)))
            starred = True
        elif i < len(positional) and not starred:
            given[positional[i].name] = value(positional[i], arg)
            order.append(positional[i].name)
        elif sig.rest is not None:
            rest.append(cx.value(arg))
        else:
            takes = len(positional)
            raise cx.refuse(
                node,
                "SPR120",
                f"{name}() takes {takes} positional argument{'s' * (takes != 1)} but {len(node.args)} were given.",
            )
    extra: list[js.Property] = []
    splats: list[js.Expr] = []
    by_name = {p.name: p for p in sig.params if p.kind in ("positional", "keyword") and not p.positional_only}
    for keyword in node.keywords:
        if keyword.arg is None:
            if sig.keywords is None:
                raise cx.refuse(
                    keyword.value,
                    "SPR121",
                    f"{name}(**…) is not supported: {name}() has no **parameter.",
                    "Write the keywords out.",
                )
            if extra:
                splats.append(js.Object(list(extra)))
                extra = []
            splats.append(cx.value(keyword.value))
        elif keyword.arg in by_name:
            if keyword.arg in given:
                raise cx.refuse(node, "SPR120", f"{name}() got multiple values for argument {keyword.arg!r}.")
            given[keyword.arg] = value(by_name[keyword.arg], keyword.value)
            order.append(keyword.arg)
        elif sig.keywords is not None:
            extra.append(js.Property(keyword.arg, cx.value(keyword.value)))
        else:
            raise cx.refuse(node, "SPR120", f"{name}() got an unexpected keyword argument {keyword.arg!r}.")
    missing = [p.name for p in sig.params if p.required and p.name not in given]
    if missing:
        listed = ", ".join(repr(m) for m in missing)
        raise cx.refuse(
            node,
            "SPR120",
            f"{name}() is missing {len(missing)} required argument{'s' * (len(missing) != 1)}: {listed}.",
        )
    keywords: Optional[js.Expr] = None
    if extra:
        splats.append(js.Object(list(extra)))
    if splats:
        keywords = (
            splats[0]
            if len(splats) == 1 and isinstance(splats[0], js.Object)
            else cx.helper("spread", *splats)
        )
    values: list[Optional[js.Expr]] = []
    in_order = [p.name for p in sig.params if p.name in given]
    if in_order != order:
        given = _keep_order(given, order, [p.name for p in sig.params], cx)
    for param in sig.params:
        if param.kind == "keywords":
            values.append(keywords)
        elif param.kind != "rest":
            values.append(given.get(param.name))
    return Fitted(values, rest)


def _keep_order(
    given: dict[str, js.Expr], order: list[str], params: list[str], cx: Context
) -> dict[str, js.Expr]:
    """Arguments that stand in another order than the parameters: evaluate those with effects first, as written."""
    if sum(not is_pure(v) for v in given.values()) < 2:
        return given
    out = dict(given)
    before: list[js.Expr] = []
    for name in order:
        if not is_pure(given[name]):
            temp = cx.temp()
            before.append(js.Assign(temp, given[name]))
            out[name] = temp
    # Whatever JavaScript evaluates first evaluates them all.
    lead = min(out, key=params.index)
    out[lead] = js.Sequence([*before, out[lead]])
    return out


def is_pure(value: js.Expr) -> bool:
    """Whether evaluating ``value`` neither does anything nor fails."""
    if isinstance(value, (js.Name, js.Literal, js.Arrow)):
        return True
    if isinstance(value, js.Member):
        return is_pure(value.object)
    if isinstance(value, js.Array):
        return not value.items
    return False


def _named(node: ast.Call, sig: Signature, name: str, cx: Context) -> Fitted:
    """`f(*xs, a=1, **options)`: which parameters the keywords are for shows at run time."""
    args = [js.Literal(sig.text), js.Literal(name), js.Array(elements(node.args, cx)), *keywords(node, cx)]
    return Fitted([], [js.Spread(cx.helper("fitted", *args))])


def keywords(node: ast.Call, cx: Context) -> list[js.Expr]:
    """The keyword arguments of a call as dicts, in order: `a=1, **b, c=2` is three."""
    out: list[js.Expr] = []
    written: list[Union[js.Property, js.Spread]] = []
    for keyword in node.keywords:
        value = cx.value(keyword.value)
        if keyword.arg is not None:
            written.append(js.Property(keyword.arg, value))
            continue
        if written:
            out.append(js.Object(written))
            written = []
        out.append(value)
    return [*out, js.Object(written)] if written else out


def _spread(node: ast.Call, sig: Signature, name: str, cx: Context) -> Fitted:
    """`f(*xs)` where the items land in named parameters: passed on as JavaScript's spread, in order."""
    named = {p.name for p in sig.positional}
    if any(k.arg is None or k.arg in named for k in node.keywords):
        return _named(node, sig, name, cx)
    items = elements(node.args, cx)
    most = js.Literal(None) if sig.rest is not None else js.Literal(len(sig.positional))
    least = sum(p.required and p.kind == "positional" for p in sig.params)
    args: list[js.Expr] = [js.Array(items), js.Literal(least), most, js.Literal(name)]
    middle = [p for p in sig.params if p.kind in ("keyword", "keywords")]
    if middle:
        rest = Signature(tuple(middle))
        inner = fit(ast.copy_location(ast.Call(node.func, [], node.keywords), node), rest, name, cx)
        between = js.Array([js.UNDEFINED if v is None else v for v in inner.values])
        args += [js.Literal(len(sig.positional)), between]
    elif node.keywords:
        raise cx.refuse(
            node, "SPR120", f"{name}() got an unexpected keyword argument {node.keywords[0].arg!r}."
        )
    return Fitted([], [js.Spread(cx.helper("args", *args))])


def js_arguments(fitted: Fitted) -> list[js.Expr]:
    """The argument list: `undefined` where a default before a given argument applies."""
    values = list(fitted.values)
    if not fitted.rest:
        while values and values[-1] is None:
            values.pop()
    return [js.UNDEFINED if v is None else v for v in values] + fitted.rest


def positional(node: ast.Call, cx: Context, allow_keywords: bool = False) -> list[js.Expr]:
    """Arguments for a callee whose parameters are not known."""
    if node.keywords and not allow_keywords:
        keyword = node.keywords[0]
        what = f"{keyword.arg}=…" if keyword.arg else "**…"
        raise cx.refuse(
            node, "SPR121", f"The keyword argument {what} needs a function that is known at build time."
        )
    return [js.Spread(spread(a.value, cx)) if isinstance(a, ast.Starred) else cx.value(a) for a in node.args]
