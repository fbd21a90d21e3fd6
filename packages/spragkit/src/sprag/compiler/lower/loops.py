"""`for`, `while`, `break`, `continue`, and how iterables become JavaScript's."""

from __future__ import annotations

import ast
from typing import Callable, Optional, Union

from .. import jsast as js
from ..context import Context, lowers
from ..infer.counters import STEP
from ..types import BOOL, INT, RAW, STR
from ..walking import walk
from .assignments import assign_to
from .iterables import async_iterable, iterable, pairs_of
from .sums import carried, sums_of
from .truth import test


@lowers(ast.For)
def lower_for(node: ast.For, cx: Context) -> list[js.Stmt]:
    return _loop(node, cx, lambda: _for(node, cx))


@lowers(ast.AsyncFor)
def lower_async_for(node: ast.AsyncFor, cx: Context) -> list[js.Stmt]:
    def make() -> list[js.Stmt]:
        target, first = loop_target(node, cx)
        kind, name = target
        return [js.ForOf(kind, name, async_iterable(node.iter, cx), [*first, *cx.block(node.body)], True)]

    return _loop(node, cx, make)


@lowers(ast.While)
def lower_while(node: ast.While, cx: Context) -> list[js.Stmt]:
    def make() -> list[js.Stmt]:
        return [js.While(test(node.test, cx), cx.block(node.body))]

    return _loop(node, cx, make)


def _loop(
    node: Union[ast.For, ast.AsyncFor, ast.While], cx: Context, make: Callable[[], list[js.Stmt]]
) -> list[js.Stmt]:
    """A loop; with `else`, a labelled block that `break` leaves."""
    if not node.orelse:
        cx.loops.append("")
        out = make()
        cx.loops.pop()
        return out
    if not _breaks(node.body):
        cx.loops.append("")
        out = [*make()]
        cx.loops.pop()
        return [*out, *cx.block(node.orelse)]
    label = f"$loop{cx.fresh()}"
    cx.loops.append(label)
    out = make()
    cx.loops.pop()
    return [js.Labeled(label, js.Block([*out, *cx.block(node.orelse)]))]


def _breaks(body: list[ast.stmt]) -> bool:
    for statement in body:
        if isinstance(statement, ast.Break):
            return True
        if isinstance(statement, (ast.For, ast.AsyncFor, ast.While)):
            if _breaks(statement.orelse):
                return True
            continue
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        inner = [getattr(statement, n, []) for n in ("body", "orelse", "finalbody")]
        inner += [
            part.body for part in [*getattr(statement, "handlers", []), *getattr(statement, "cases", [])]
        ]
        if any(_breaks(b) for b in inner):
            return True
    return False


@lowers(ast.Break)
def lower_break(node: ast.Break, cx: Context) -> list[js.Stmt]:
    return [js.Break(cx.loops[-1] if cx.loops else "")]


@lowers(ast.Continue)
def lower_continue(node: ast.Continue, cx: Context) -> list[js.Stmt]:
    return [js.Continue()]


def _for(node: ast.For, cx: Context) -> list[js.Stmt]:
    counting = _counting(node, cx)
    if counting is not None:
        return counting
    (kind, target), first = loop_target(node, cx)
    return [js.ForOf(kind, target, iterable(node.iter, cx), [*first, *cx.block(node.body)])]


def loop_target(node: Union[ast.For, ast.AsyncFor], cx: Context) -> tuple[tuple[str, js.Expr], list[js.Stmt]]:
    """What stands before `of`, and the assignments that the body begins with."""
    declared = cx.plan.loops.get(node, {})
    target = node.target
    if isinstance(target, ast.Name) and not _slot_differs(target, node, cx):
        name = js.Name(cx.local_name(target.id))
        return (declared.get(target.id, ""), name), []
    names = [t for t in getattr(target, "elts", []) if isinstance(t, ast.Name)]
    if (
        isinstance(target, (ast.Tuple, ast.List))
        and len(names) == len(target.elts)
        and pairs_of(node.iter, len(names), cx)
    ):
        kinds = {declared.get(n.id, "") for n in names}
        last = {n.id: i for i, n in enumerate(names)}
        pattern = js.Array(
            [js.Name(cx.local_name(n.id) if last[n.id] == i else "") for i, n in enumerate(names)]
        )
        if len(kinds) == 1 or "" not in kinds:
            return ("let" if "let" in kinds else kinds.pop(), pattern), []
    item = js.Name(f"${cx.fresh()}")
    for name_, kind_ in declared.items():
        cx.plan.at.setdefault(node, {})[name_] = kind_
    return ("const", item), assign_to(target, item, None, cx, declare=node)


def _slot_differs(target: ast.Name, node: Union[ast.For, ast.AsyncFor], cx: Context) -> bool:
    """Items come boxed; a variable that holds bare floats needs them bare."""
    return cx.flow.raw(target.id)


def _counting(node: ast.For, cx: Context) -> Optional[list[js.Stmt]]:
    """`for i in range(…)` with integers: a counting loop over a hidden counter where the body could tell the
    difference."""
    call, target = node.iter, node.target
    if not (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "range"
        and isinstance(target, ast.Name)
    ):
        return None
    if (
        cx.scope.owner("range") is not None
        or cx.file.binding("range") is not None
        or call.keywords
        or not 1 <= len(call.args) <= 3
    ):
        return None
    if any(isinstance(a, ast.Starred) for a in call.args) or any(
        cx.type(a).only(STR | RAW) for a in call.args
    ):
        return None
    step = _step(call)
    if step is None or step == 0:
        return None
    first = call.args[0] if len(call.args) > 1 else ast.Constant(0)
    t = cx.flow.expr_of_constant(first) if isinstance(first, ast.Constant) else cx.type(first)
    # From a small number by small steps, no loop gets to where a limit is rounded.
    near = t.only(INT) and t.bits <= 48 and abs(step) < STEP
    start: js.Expr = _bound(first, cx, near) if len(call.args) > 1 else js.Literal(0)
    limit = _bound(call.args[1] if len(call.args) > 1 else call.args[0], cx, near)
    kind = cx.plan.loops.get(node, {}).get(target.id)
    visible = js.Name(cx.local_name(target.id))
    plain = kind == "const" or (kind is not None and not _assigned(node.body, target.id))
    counter = visible if plain else js.Name(f"${cx.fresh()}")
    init: list[tuple[js.Expr, Optional[js.Expr]]] = [(counter, start)]
    if not isinstance(limit, js.Literal) and not (
        isinstance(limit, js.Name) and _constant_name(call.args[-1 if len(call.args) < 3 else 1], cx)
    ):
        bound = js.Name(f"${cx.fresh()}")
        init.append((bound, limit))
        limit = bound
    update: js.Expr = (
        js.Update("++" if step > 0 else "--", counter)
        if abs(step) == 1
        else js.Assign(counter, js.Literal(abs(step)), "+=" if step > 0 else "-=")
    )
    sums = sums_of(node, target.id, cx) if step > 0 else []
    outer, cx.sums = cx.sums, cx.sums.union(sums)
    body = cx.block(node.body)
    cx.sums = outer
    if not plain:
        body = [
            js.Declare(kind, [(visible, counter)]) if kind else js.ExprStmt(js.Assign(visible, counter)),
            *body,
        ]
    before, check, after = carried(sums, counter, cx)
    condition = js.Binary("<" if step > 0 else ">", counter, limit)
    return [*before, js.For(js.Declare("let", init), condition, update, [*check, *body]), *after]


def _bound(node: ast.expr, cx: Context, near: bool) -> js.Expr:
    """A limit of a range as a number; what is no integer is a TypeError. ``near``: the loop never gets to where it
    is rounded."""
    t = cx.type(node)
    if t.small and not t.may(BOOL):
        return cx.expr(node)
    if not near:
        return cx.helper("rangePart", cx.value(node))
    return js.call("Number", cx.helper("toIndex", cx.value(node)))


def _constant_name(node: ast.expr, cx: Context) -> bool:
    return isinstance(node, ast.Name) and cx.scope.stores.get(node.id) == 1 and node.id in cx.scope.local


def _step(call: ast.Call) -> Optional[int]:
    if len(call.args) < 3:
        return 1
    node, sign = call.args[2], 1
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node, sign = node.operand, -1
    return sign * node.value if isinstance(node, ast.Constant) and type(node.value) is int else None


def _assigned(body: list[ast.stmt], name: str) -> bool:
    return any(
        isinstance(n, ast.Name) and n.id == name and not isinstance(n.ctx, ast.Load)
        for statement in body
        for n in walk(statement)
    )
