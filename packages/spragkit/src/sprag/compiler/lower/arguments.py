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
from .order import fixed, is_pure, rebinds, runs_code


@dataclass
class Fitted:
    """One value per parameter in JavaScript's order; None where the default applies."""

    values: list[Optional[js.Expr]]
    rest: list[js.Expr]


@dataclass
class _Argument:
    """One argument as it is written, and where its parameter stands in JavaScript."""

    node: ast.expr
    value: js.Expr
    place: int


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
    if lower is None and any(k.arg is None for k in node.keywords):
        return _named(node, sig, name, cx)
    places = {p.name: i for i, p in enumerate(sig.params)}
    given: dict[str, _Argument] = {}
    rest: list[_Argument] = []
    extra: list[tuple[Optional[str], _Argument]] = []
    written: list[_Argument] = []

    def argument(node: ast.expr, value: js.Expr, place: int) -> _Argument:
        written.append(_Argument(node, value, place))
        return written[-1]

    starred = False
    for i, arg in enumerate(node.args):
        if isinstance(arg, ast.Starred):
            if sig.rest is None or i < len(positional):
                return _spread(node, sig, name, cx)
            rest.append(argument(arg, spread(arg.value, cx), len(places) + i))
            starred = True
        elif i < len(positional) and not starred:
            param = positional[i]
            given[param.name] = argument(arg, value(param, arg), places[param.name])
        elif sig.rest is not None:
            rest.append(argument(arg, cx.value(arg), len(places) + i))
        else:
            takes = len(positional)
            raise cx.refuse(
                node,
                "SPR120",
                f"{name}() takes {takes} positional argument{'s' * (takes != 1)} but {len(node.args)} were given.",
            )
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
            extra.append((None, argument(keyword.value, cx.value(keyword.value), places[sig.keywords.name])))
        elif keyword.arg in by_name:
            if keyword.arg in given:
                raise cx.refuse(node, "SPR120", f"{name}() got multiple values for argument {keyword.arg!r}.")
            param = by_name[keyword.arg]
            given[param.name] = argument(keyword.value, value(param, keyword.value), places[param.name])
        elif sig.keywords is not None:
            made = argument(keyword.value, cx.value(keyword.value), places[sig.keywords.name])
            extra.append((keyword.arg, made))
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
    _keep_order(written, cx)
    values: list[Optional[js.Expr]] = []
    for param in sig.params:
        if param.kind == "keywords":
            values.append(_extras(extra, cx))
        elif param.kind != "rest":
            values.append(given[param.name].value if param.name in given else None)
    return Fitted(values, [js.Spread(a.value) if isinstance(a.node, ast.Starred) else a.value for a in rest])


def _extras(extra: list[tuple[Optional[str], _Argument]], cx: Context) -> Optional[js.Expr]:
    """What `**kwargs` gets."""
    parts: list[js.Expr] = []
    for name, arg in extra:
        if name is None:
            parts.append(arg.value)
            continue
        if not parts or not isinstance(parts[-1], js.Object):
            parts.append(js.Object([]))
        last = parts[-1]
        assert isinstance(last, js.Object)
        last.properties.append(js.Property(name, arg.value))
    if not parts:
        return None
    alone = len(parts) == 1 and isinstance(parts[0], js.Object)
    return parts[0] if alone else cx.helper("spread", *parts)


def _keep_order(written: list[_Argument], cx: Context) -> None:
    """Arguments that JavaScript would evaluate in another order than they are written in are evaluated first."""
    swapped = [(a, b) for i, a in enumerate(written) for b in written[i + 1 :] if a.place > b.place]
    if not any(_conflict(a, b, cx) for a, b in swapped):
        return
    before: list[js.Expr] = []
    for arg in written:
        if isinstance(arg.value, js.Literal) or (
            fixed(arg.node, cx) and not any(rebinds(a.node) for a in written)
        ):
            continue
        temp = cx.temp()
        value = js.Array([js.Spread(arg.value)]) if isinstance(arg.node, ast.Starred) else arg.value
        before.append(js.Assign(temp, value))
        arg.value = temp
    # Whatever JavaScript evaluates first evaluates them all.
    lead = min(written, key=lambda arg: arg.place)
    lead.value = js.Sequence([*before, lead.value])


def _conflict(a: _Argument, b: _Argument, cx: Context) -> bool:
    """Whether the order of two arguments can be seen."""
    if not is_pure(a.value) and not is_pure(b.value):
        return True
    return any(
        runs_code(x.node, cx) and (not fixed(y.node, cx) or rebinds(x.node)) for x, y in ((a, b), (b, a))
    )


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
