"""Bits of a sum that is certainly exact, with room for one more turn."""

from __future__ import annotations

import ast
from typing import Optional

from .. import jsast as js
from ..context import Context
from ..types import INT
from ..walking import walk

TURNS = 22


HELD = 52


LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


CATCHES = tuple(getattr(ast, name) for name in ("Try", "TryStar", "With", "AsyncWith") if hasattr(ast, name))


def sums_of(node: ast.For, counter: str, cx: Context) -> list[str]:
    """The locals that the body of a loop over a natural range only ever adds small integers to."""
    if node.orelse or not cx.type(node.target).natural or not isinstance(cx.scope.node, ast.FunctionDef):
        return []
    steps: dict[str, list[ast.AugAssign]] = {}
    for child in _outside_loops(node.body):
        if isinstance(child, ast.AugAssign) and isinstance(child.target, ast.Name):
            steps.setdefault(child.target.id, []).append(child)
    found = [name for name, parts in steps.items() if _is_sum(name, parts, node, counter, cx)]
    return [] if not found or _caught(node, cx) else found


def _outside_loops(body: list[ast.stmt]) -> list[ast.AST]:
    out: list[ast.AST] = []
    pending: list[ast.AST] = list(body)
    while pending:
        child = pending.pop()
        out.append(child)
        if not isinstance(child, LOOPS):
            pending.extend(ast.iter_child_nodes(child))
    return out


def _is_sum(name: str, steps: list[ast.AugAssign], node: ast.For, counter: str, cx: Context) -> bool:
    scope = cx.scope
    if name not in scope.local or name in scope.captured | scope.shared:
        return False
    first = cx.flow.ahead.get(node, {}).get(name)
    if first is None or not first.only(INT) or first.bits >= HELD:
        return False
    targets = [s.target for s in steps]
    reset = {
        n.id
        for s in node.body
        for n in walk(s)
        if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)
    }
    for child in (n for s in node.body for n in walk(s)):
        if isinstance(child, ast.Name) and child.id == name and child not in targets:
            return False  # it is looked at, or set
        if name in (getattr(child, "name", None), getattr(child, "rest", None)):
            return False  # bound by a pattern or an except clause
    near = far = 0
    for step in steps:
        t = cx.type(step.value)
        bits = _magnitude(step.value, "" if counter in reset else counter, cx)
        if not isinstance(step.op, (ast.Add, ast.Sub)) or not t.small or bits is None:
            return False
        near += 1 << bits
        far += 1 << (t.bits if t.mask & INT else 1)
    return near <= 1 << (HELD - TURNS) and far <= 1 << HELD


def _magnitude(node: ast.expr, counter: str, cx: Context) -> Optional[int]:
    """Bits of an integer expression while the loop's counter has no more than `TURNS`."""
    t = cx.type(node)
    if not t.small:
        return None
    known = t.bits if t.mask & INT else 1
    if isinstance(node, ast.Name) and node.id == counter:
        return min(known, TURNS)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.UAdd, ast.USub)):
        return min(known, _magnitude(node.operand, counter, cx) or known)
    if isinstance(node, ast.BinOp):
        left, right = _magnitude(node.left, counter, cx), _magnitude(node.right, counter, cx)
        if left is not None and right is not None:
            bits = {ast.Add: max(left, right) + 1, ast.Sub: max(left, right) + 1, ast.Mult: left + right}
            bits[ast.FloorDiv] = left
            return min(known, bits.get(type(node.op), known))
    return known


def _caught(node: ast.For, cx: Context) -> bool:
    """Whether an exception out of the loop may be caught in this function, where the sum would be seen half done."""
    return any(
        isinstance(around, CATCHES) and any(inner is node for inner in walk(around))
        for around in walk(cx.scope.node)
    )


def carried(
    names: list[str], counter: js.Expr, cx: Context
) -> tuple[list[js.Stmt], list[js.Stmt], list[js.Stmt]]:
    """What stands before the loop, at the beginning of its body, and after it."""
    before: list[js.Stmt] = []
    check: list[js.Stmt] = []
    after: list[js.Stmt] = []
    for name in names:
        total = js.Name(cx.local_name(name))
        rest = js.Name(f"${cx.fresh()}")
        before.append(js.Declare("let", [(rest, js.NULL)]))
        late = js.Binary(">=", counter, js.Literal(1 << TURNS))
        large = js.Binary(">", js.call(js.member(js.Name("Math"), "abs"), total), js.Literal(1 << HELD))
        move: list[js.Stmt] = [
            js.ExprStmt(js.Assign(rest, cx.helper("carry", rest, total))),
            js.ExprStmt(js.Assign(total, js.Literal(0))),
        ]
        check.append(js.If(js.Binary("&&", late, large), move))
        after.append(js.ExprStmt(js.Assign(total, cx.helper("carried", rest, total))))
    return before, check, after
