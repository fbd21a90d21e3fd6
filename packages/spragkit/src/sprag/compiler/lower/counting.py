"""`range(…)` as a counting loop."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Optional

from .. import jsast as js
from ..context import Context
from ..infer.counters import STEP
from ..types import BOOL, INT, RAW, STR


@dataclass(frozen=True)
class Counted:
    """The parts of a range. ``step`` is its constant; 0 where ``pace`` is computed."""

    start: js.Expr
    limit: js.Expr
    step: int
    bound: Optional[js.Name]
    """The constant that the limit is computed into; None where it needs none."""
    pace: Optional[js.Expr] = None
    upward: bool = False
    """A computed step is not negative."""

    def loop(self, counter: js.Name, body: list[js.Stmt]) -> js.For:
        init: list[tuple[js.Expr, Optional[js.Expr]]] = [(counter, self.start)]
        if self.bound is not None:
            init.append((self.bound, self.limit))
        if self.pace is not None:
            return self._paced(counter, init, body)
        update: js.Expr = (
            js.Update("++" if self.step > 0 else "--", counter)
            if abs(self.step) == 1
            else js.Assign(counter, js.Literal(abs(self.step)), "+=" if self.step > 0 else "-=")
        )
        condition = js.Binary("<" if self.step > 0 else ">", counter, self.bound or self.limit)
        return js.For(js.Declare("let", init), condition, update, body)

    def _paced(
        self, counter: js.Name, init: list[tuple[js.Expr, Optional[js.Expr]]], body: list[js.Stmt]
    ) -> js.For:
        pace = js.Name(f"{counter.id}$step")
        init.append((pace, self.pace))
        limit = self.bound or self.limit
        condition: js.Expr = js.Binary("<", counter, limit)
        if not self.upward:
            up = js.Binary(">", pace, js.Literal(0))
            condition = js.Conditional(up, condition, js.Binary(">", counter, limit))
        return js.For(js.Declare("let", init), condition, js.Assign(counter, pace, "+="), body)


def counted_range(call: ast.expr, cx: Context) -> Optional[Counted]:
    """The parts of `range(…)`, where a loop can count through it."""
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != "range":
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
    if step == 0:
        return None
    if step is None:
        return _paced_range(call, cx)
    first = call.args[0] if len(call.args) > 1 else ast.Constant(0)
    t = cx.flow.expr_of_constant(first) if isinstance(first, ast.Constant) else cx.type(first)
    # From a small number by small steps, no loop gets to where a limit is rounded.
    near = t.only(INT) and t.bits <= 48 and abs(step) < STEP
    start: js.Expr = _bound(first, cx, near) if len(call.args) > 1 else js.Literal(0)
    limit = _bound(call.args[1] if len(call.args) > 1 else call.args[0], cx, near)
    steady = isinstance(limit, js.Literal) or (
        isinstance(limit, js.Name) and _constant_name(call.args[-1 if len(call.args) < 3 else 1], cx)
    )
    return Counted(start, limit, step, None if steady else js.Name(f"${cx.fresh()}"))


def _paced_range(call: ast.Call, cx: Context) -> Optional[Counted]:
    """`range(a, b, step)` with an integer step that is not known yet."""
    t = cx.type(call.args[2])
    if not t.only(INT | BOOL):
        return None
    start, limit = (_bound(a, cx, False) for a in call.args[:2])
    pace = cx.helper("rangeStep", cx.value(call.args[2]))
    return Counted(start, limit, 0, js.Name(f"${cx.fresh()}"), pace, t.natural)


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
