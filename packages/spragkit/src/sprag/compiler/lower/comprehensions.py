"""Comprehensions and generator expressions: loops in a function of their own, or JavaScript's map and filter."""

from __future__ import annotations

import ast
from typing import Optional, Union

from .. import jsast as js
from ..context import Context, lowers
from ..rows import of_each
from ..scopes import Scope
from ..types import LIST
from ..walking import walk
from .assignments import assign_to
from .counting import Counted, counted_range
from .functions import stopping
from .iterables import async_iterable, iterable, pairs_of
from .truth import negate, test

Comprehension = Union[ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp]


@lowers(ast.ListComp)
def lower_list_comp(node: ast.ListComp, cx: Context) -> js.Expr:
    return collect(node, "list", cx)


@lowers(ast.SetComp)
def lower_set_comp(node: ast.SetComp, cx: Context) -> js.Expr:
    return cx.helper("set", collect(node, "list", cx))


@lowers(ast.DictComp)
def lower_dict_comp(node: ast.DictComp, cx: Context) -> js.Expr:
    return cx.helper("dictFrom", collect(node, "pairs", cx))


@lowers(ast.GeneratorExp)
def lower_generator(node: ast.GeneratorExp, cx: Context) -> js.Expr:
    """A lazy generator; the first iterable is evaluated at once, as in Python."""
    inner, scope = _inner(node, cx)
    if _awaits(node):
        raise cx.refuse(
            node,
            "SPR101",
            "await inside a generator expression is not supported in browser code.",
            "Write a list comprehension.",
        )
    inner.arrow = False
    first = iterable(node.generators[0].iter, cx)
    source = js.Name(f"$s{cx.fresh()}")
    body = _loops(node, 0, inner, source, [js.ExprStmt(js.Yield(inner.value(node.elt)))])
    inner.generator, inner.is_async = True, False
    body = stopping(body, [node], inner)
    hoisted = _hoisted(node, scope, inner)
    return js.Call(js.Function("", [js.Param(source.id)], [*hoisted, *body], generator=True), [first])


def _inner(node: Comprehension, cx: Context) -> tuple[Context, Scope]:
    scope = cx.file.file.scopes[node]
    inner = Context(cx.file, scope, cx.flow, cx, cx.owner, cx.method, None)
    inner.arrow = True
    inner.is_async = cx.is_async
    inner.errors = cx.errors
    return inner, scope


def _awaits(node: ast.AST) -> bool:
    pending: list[ast.AST] = list(ast.iter_child_nodes(node))
    while pending:
        child = pending.pop()
        if isinstance(child, ast.Await) or (isinstance(child, ast.comprehension) and child.is_async):
            return True
        if not isinstance(child, ast.Lambda):
            pending.extend(ast.iter_child_nodes(child))
    return False


def collect(node: Comprehension, kind: str, cx: Context) -> js.Expr:
    """A list of the items (``list``) or of the key-value pairs (``pairs``)."""
    inner, scope = _inner(node, cx)
    counted = _counted(node.generators[0], scope, cx)
    simple = _simple(node, kind, inner, scope, cx) if counted is None else None
    if simple is not None:
        return simple
    out = js.Name("$r")
    first = _first(node, cx) if counted is None else js.NULL
    if isinstance(node, ast.DictComp):
        item: js.Expr = js.Array([inner.value(node.key), inner.value(node.value)])
    else:
        item = inner.value(node.elt)
    push: js.Stmt = js.ExprStmt(js.call(js.Member(out, "push"), item))
    loops = _loops(node, 0, inner, first, [push], counted)
    body: list[js.Stmt] = [
        js.Declare("const", [(out, js.Array([]))]),
        *_hoisted(node, scope, inner),
        *loops,
        js.Return(out),
    ]
    return _run(body, cx.is_async and _awaits(node))


def _counted(generator: ast.comprehension, scope: Scope, cx: Context) -> Optional[Counted]:
    """The range that a comprehension counts through."""
    if (
        not isinstance(generator.target, ast.Name)
        or generator.is_async
        or generator.target.id in scope.captured
    ):
        return None
    if any(isinstance(n, ast.Name) and n.id in scope.local for n in walk(generator.iter)):
        return None  # a variable of the function around has the name of one of its own
    return counted_range(generator.iter, cx)


def reduction(node: ast.GeneratorExp, name: str, cx: Context) -> js.Expr:
    """`any(…)` and `all(…)` over a generator expression, stopping at the first answer."""
    inner, scope = _inner(node, cx)
    wanted = name == "any"
    first = _first(node, cx)
    condition = test(node.elt, inner)
    if not wanted:
        condition = negate(condition)
    answer: js.Stmt = js.If(condition, [js.Return(js.Literal(wanted))])
    loops = _loops(node, 0, inner, first, [answer])
    return _run(
        [*_hoisted(node, scope, inner), *loops, js.Return(js.Literal(not wanted))],
        cx.is_async and _awaits(node),
    )


def _first(node: Comprehension, cx: Context) -> js.Expr:
    """The first iterable, which is evaluated outside of the comprehension."""
    generator = node.generators[0]
    return async_iterable(generator.iter, cx) if generator.is_async else iterable(generator.iter, cx)


def _run(body: list[js.Stmt], awaits: bool) -> js.Expr:
    call = js.Call(js.Arrow([], body, awaits))
    return js.Await(call) if awaits else call


def _hoisted(node: Comprehension, scope: Scope, inner: Context) -> list[js.Stmt]:
    """Variables that a closure inside sees, and those bound together with them: one for the whole comprehension, as
    in Python."""
    shared = scope.local & scope.captured
    for generator in node.generators:
        together = _stored(generator.target)
        if shared.intersection(together):
            shared = shared.union(together)
    names = [inner.local_name(n) for n in sorted(shared)] + inner.temps
    return [js.Declare("let", [(js.Name(n), None) for n in names])] if names else []


def _stored(target: ast.expr) -> list[str]:
    return [n.id for n in walk(target) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]


def _simple(node: Comprehension, kind: str, inner: Context, scope: Scope, cx: Context) -> Optional[js.Expr]:
    """`xs.map(x => …)` or `xs.filter(x => …)`, where nothing can tell the difference."""
    generator = node.generators[0]
    if (
        len(node.generators) > 1
        or kind != "list"
        or _awaits(node)
        or scope.captured
        or isinstance(node, ast.DictComp)
    ):
        return None
    if not isinstance(generator.target, ast.Name) or _uses_errors(node):
        return None
    name = inner.local_name(generator.target.id)
    source = generator.iter
    listed = cx.type(source).only(LIST)
    only_item = isinstance(node.elt, ast.Name) and node.elt.id == generator.target.id
    if generator.ifs and not only_item:
        return None
    target = js.Param(name)
    if not generator.ifs:
        value = inner.value(node.elt)
        if inner.temps:
            return None
        if listed:
            return js.call(js.Member(cx.value(source), "map"), of_each(target, value))
        return js.call(js.member(js.Name("Array"), "from"), iterable(source, cx), of_each(target, value))
    condition: Optional[js.Expr] = None
    for check in generator.ifs:
        part = test(check, inner)
        condition = part if condition is None else js.Binary("&&", condition, part)
    if inner.temps or condition is None:
        return None
    items = cx.value(source) if listed else js.Array([js.Spread(iterable(source, cx))])
    return js.call(js.Member(items, "filter"), of_each(target, condition))


def _uses_errors(node: ast.AST) -> bool:
    return any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in walk(node))


def _loops(
    node: Comprehension,
    index: int,
    inner: Context,
    source: js.Expr,
    body: Optional[list[js.Stmt]],
    counted: Optional[Counted] = None,
) -> list[js.Stmt]:
    generator = node.generators[index]
    if index:
        counted = _counted(generator, inner.scope, inner)
    if index and counted is None:
        source = (async_iterable if generator.is_async else iterable)(generator.iter, inner)
    assert body is not None
    if index + 1 < len(node.generators):
        body = _loops(node, index + 1, inner, js.NULL, body)
    for check in reversed(generator.ifs):
        body = [js.If(test(check, inner), body)]
    target = generator.target
    scope = inner.scope
    if counted is not None and isinstance(target, ast.Name):
        return [counted.loop(js.Name(inner.local_name(target.id)), body)]
    names = _stored(target)
    captured = any(n in scope.captured for n in names)
    if isinstance(target, ast.Name):
        return [
            js.ForOf(
                "" if captured else "const",
                js.Name(inner.local_name(target.id)),
                source,
                body,
                bool(generator.is_async),
            )
        ]
    if isinstance(target, (ast.Tuple, ast.List)) and all(isinstance(e, ast.Name) for e in target.elts):
        last = {n: i for i, n in enumerate(names)}
        pattern = js.Array(
            [js.Name(inner.local_name(n) if last[n] == i else "") for i, n in enumerate(names)]
        )
        if pairs_of(generator.iter, len(names), inner):
            return [js.ForOf("" if captured else "const", pattern, source, body, bool(generator.is_async))]
    item = js.Name(f"${inner.fresh()}")
    first = assign_to(target, item, None, inner)
    if not captured:
        declared: list[js.Stmt] = [
            js.Declare("let", [(js.Name(inner.local_name(n)), None) for n in dict.fromkeys(names)])
        ]
        first = [*declared, *first]
    return [js.ForOf("const", item, source, [*first, *body], bool(generator.is_async))]
