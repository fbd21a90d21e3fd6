"""`for`, `while`, `break`, `continue`, and how iterables become JavaScript's."""

from __future__ import annotations

import ast
from typing import Callable, Optional, Union

from .. import jsast as js
from ..context import Context, lowers
from ..types import LIST
from ..walking import walk
from .assignments import assign_to
from .counting import counted_range
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
    for rule in (_counting, _enumerated, _zipped):
        special = rule(node, cx)
        if special is not None:
            return special
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
    target = node.target
    counted = counted_range(node.iter, cx) if isinstance(target, ast.Name) else None
    if counted is None or not isinstance(target, ast.Name):
        return None
    kind = cx.plan.loops.get(node, {}).get(target.id)
    visible = js.Name(cx.local_name(target.id))
    plain = kind == "const" or (kind is not None and not _assigned(node.body, target.id))
    counter = visible if plain else js.Name(f"${cx.fresh()}")
    sums = sums_of(node, target.id, cx) if counted.step > 0 else []
    outer, cx.sums = cx.sums, cx.sums.union(sums)
    body = cx.block(node.body)
    cx.sums = outer
    if not plain:
        body = [
            js.Declare(kind, [(visible, counter)]) if kind else js.ExprStmt(js.Assign(visible, counter)),
            *body,
        ]
    before, check, after = carried(sums, counter, cx)
    return [*before, counted.loop(counter, [*check, *body]), *after]


def _enumerated(node: ast.For, cx: Context) -> Optional[list[js.Stmt]]:
    """`for i, x in enumerate(xs)`: a counter beside the loop."""
    names = _fresh_names(node, cx)
    call = node.iter
    if len(names) != 2 or not isinstance(call, ast.Call) or not _is_call_of("enumerate", call, cx):
        return None
    if not (len(call.args) == 1 and not call.keywords):
        return None
    counter = js.Name(f"${cx.fresh()}")
    declared = cx.plan.loops.get(node, {})
    item = js.Name(cx.local_name(names[1]))
    walked = iterable(call.args[0], cx)
    first = _given(names[0], js.Update("++", counter), declared, cx)
    loop = js.ForOf(declared.get(names[1], ""), item, walked, [first, *cx.block(node.body)])
    return [js.Declare("let", [(counter, js.Literal(0))]), loop]


def _zipped(node: ast.For, cx: Context) -> Optional[list[js.Stmt]]:
    """`for x, y in zip(xs, ys)` of lists: a loop over their places."""
    names = _fresh_names(node, cx)
    call = node.iter
    if not names or not isinstance(call, ast.Call) or not _is_call_of("zip", call, cx) or call.keywords:
        return None
    if len(call.args) != len(names) or not all(cx.type(a).only(LIST) for a in call.args):
        return None
    place = js.Name(f"${cx.fresh()}")
    declared = cx.plan.loops.get(node, {})
    lists = [js.Name(f"${cx.fresh()}") for _ in names]
    held = js.Declare("const", [(name, cx.value(a)) for name, a in zip(lists, call.args)])
    within: Optional[js.Expr] = None
    for name in lists:
        part = js.Binary("<", place, js.Member(name, "length"))
        within = part if within is None else js.Binary("&&", within, part)
    first = [_given(n, js.Index(xs, place), declared, cx) for n, xs in zip(names, lists)]
    start = js.Declare("let", [(place, js.Literal(0))])
    loop = js.For(start, within, js.Update("++", place), [*first, *cx.block(node.body)])
    return [held, loop]


def _fresh_names(node: ast.For, cx: Context) -> list[str]:
    """The different variables of a tuple that is the target of a loop; none where one of them is held bare."""
    elts = node.target.elts if isinstance(node.target, (ast.Tuple, ast.List)) else []
    names = [e.id for e in elts if isinstance(e, ast.Name)]
    if len(names) != len(elts) or len(set(names)) != len(names) or any(cx.flow.raw(n) for n in names):
        return []
    plain = cx.scope.kind == "function" and not any(n in cx.scope.globals for n in names)
    return names if plain else []


def _is_call_of(name: str, call: ast.Call, cx: Context) -> bool:
    func = call.func
    return (
        isinstance(func, ast.Name)
        and func.id == name
        and cx.scope.owner(name) is None
        and cx.file.is_builtin(name)
        and not any(isinstance(a, ast.Starred) for a in call.args)
    )


def _given(name: str, value: js.Expr, declared: dict[str, str], cx: Context) -> js.Stmt:
    """A loop's variable gets its value at the beginning of the body."""
    variable = js.Name(cx.local_name(name))
    kind = declared.get(name)
    return js.Declare(kind, [(variable, value)]) if kind else js.ExprStmt(js.Assign(variable, value))


def _assigned(body: list[ast.stmt], name: str) -> bool:
    return any(
        isinstance(n, ast.Name) and n.id == name and not isinstance(n.ctx, ast.Load)
        for statement in body
        for n in walk(statement)
    )
