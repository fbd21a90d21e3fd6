"""What a branch knows because its test came out true or false."""

from __future__ import annotations

import ast
from typing import Optional

from ..scopes import Scope
from ..types import HOST, NONE, STR, UNBOUND, T
from ..walking import walk
from .names import Env


def narrowed(scope: Scope, test: ast.expr, env: Optional[Env], truth: bool) -> Optional[Env]:
    """What a branch knows because its test came out as ``truth``."""
    if env is None:
        return None
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return narrowed(scope, test.operand, env, not truth)
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) == truth:
        for i, value in enumerate(test.values):
            # What a later part assigns is not what this one has looked at.
            if not any(isinstance(n, ast.NamedExpr) for later in test.values[i + 1 :] for n in walk(later)):
                env = narrowed(scope, value, env, truth)
        return env
    out = dict(env)
    name, kinds, positive = _test(test)
    if name is None or name not in out or name not in scope.local or name in scope.captured:
        return out
    t = out[name]
    keep = kinds if positive == truth else ~kinds
    if kinds == 0:  # `if x`: None is out where it is true
        if truth:
            out[name] = without(t, NONE)
    elif keep == kinds and not t.mask & HOST and t.mask & kinds:
        out[name] = T(t.mask & kinds | t.mask & UNBOUND, t.bits, t.ref, basic=t.basic)
    elif keep == kinds and t.mask & HOST and kinds & STR | NONE == STR | NONE:
        # A value from anywhere that passed isinstance(x, str) is a string.
        out[name] = T(kinds | t.mask & UNBOUND)
    elif keep != kinds and t.mask & ~kinds & ~UNBOUND:
        out[name] = without(t, kinds) if kinds == NONE or not t.mask & HOST else t
    return out


def without(t: T, kinds: int) -> T:
    rest = t.mask & ~kinds
    return T(rest, t.bits, t.ref, basic=t.basic) if rest & ~UNBOUND else t


def _test(test: ast.expr) -> tuple[Optional[str], int, bool]:
    """The name that a test is about, the kinds it asks for (0: truth) and whether it asks for or against them."""
    if isinstance(test, ast.Name):
        return test.id, 0, True
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.left, ast.Name):
        right = test.comparators[0]
        if (
            isinstance(right, ast.Constant)
            and right.value is None
            and isinstance(test.ops[0], (ast.Is, ast.IsNot))
        ):
            return test.left.id, NONE, isinstance(test.ops[0], ast.Is)
    if (
        isinstance(test, ast.Call)
        and isinstance(test.func, ast.Name)
        and test.func.id == "isinstance"
        and len(test.args) == 2
    ):
        subject, cls = test.args
        if isinstance(subject, ast.Name) and isinstance(cls, ast.Name) and cls.id == "str":
            return subject.id, STR, True
    return None, 0, True
