"""`match`: the subject is evaluated once, each case is a test that binds as it goes."""

from __future__ import annotations

import ast
from typing import Any, Optional

from .. import jsast as js
from ..context import Context, lowers
from ..infer import irrefutable
from ..walking import walk
from .truth import test


def lower_match(node: Any, cx: Context) -> list[js.Stmt]:
    """An `if` chain over a hidden subject; a capture is bound only once its whole pattern and guard hold the ground
    before it."""
    subject = js.Name(f"${cx.fresh()}")
    out: list[js.Stmt] = [js.Declare("const", [(subject, cx.value(node.subject))])]
    chain: list[js.Stmt] = []
    pending: list[tuple[js.Expr, list[js.Stmt]]] = []
    for case in node.cases:
        tests: list[js.Expr] = []
        binds: list[tuple[str, js.Expr]] = []
        pattern(case.pattern, subject, cx, tests, binds)
        body: list[js.Stmt] = []
        names = [js.Assign(js.Name(cx.local_name(n)), _stored(n, v, cx)) for n, v in binds]
        if case.guard is not None:
            if names:
                tests.append(js.Sequence([*names, js.Literal(True)]))
            tests.append(test(case.guard, cx))
        else:
            body = [js.ExprStmt(n) for n in names]
        condition: Optional[js.Expr] = None
        for part in tests:
            condition = part if condition is None else js.Binary("&&", condition, part)
        body = [*body, *cx.block(case.body)]
        pending.append((condition if condition is not None else js.Literal(True), body))
    for condition, body in reversed(pending):
        chain = (
            body
            if isinstance(condition, js.Literal) and condition.value is True
            else [js.If(condition, body, chain)]
        )
    return [*out, *chain]


def _stored(name: str, value: js.Expr, cx: Context) -> js.Expr:
    return js.Unary("+", value) if cx.flow.raw(name) else value


def pattern(
    node: Any, subject: js.Expr, cx: Context, tests: list[js.Expr], binds: list[tuple[str, js.Expr]]
) -> None:
    """Add the tests of a pattern, in order, and what it binds."""
    kind = type(node).__name__
    if kind == "MatchValue":
        tests.append(cx.helper("eq", subject, cx.value(node.value)))
    elif kind == "MatchSingleton":
        tests.append(
            js.Binary("==", subject, js.NULL)
            if node.value is None
            else js.Binary("===", subject, js.Literal(node.value))
        )
    elif kind == "MatchAs":
        if node.pattern is not None:
            pattern(node.pattern, subject, cx, tests, binds)
        if node.name is not None:
            binds.append((node.name, subject))
    elif kind == "MatchOr":
        _alternatives(node, subject, cx, tests)
    elif kind == "MatchSequence":
        _sequence(node, subject, cx, tests, binds)
    elif kind == "MatchMapping":
        _mapping(node, subject, cx, tests, binds)
    elif kind == "MatchClass":
        _class(node, subject, cx, tests, binds)
    else:
        raise cx.refuse(node, "SPR103", f"The pattern {kind} is not supported.")


def _alternatives(node: Any, subject: js.Expr, cx: Context, tests: list[js.Expr]) -> None:
    if any(getattr(n, "name", None) or getattr(n, "rest", None) for n in walk(node)):
        raise cx.refuse(node, "SPR103", "An OR pattern that binds names is not supported in match/case.")
    out: Optional[js.Expr] = None
    for alternative in node.patterns:
        if irrefutable(alternative):
            return
        inner: list[js.Expr] = []
        pattern(alternative, subject, cx, inner, [])
        joined: js.Expr = inner[0] if inner else js.Literal(True)
        for part in inner[1:]:
            joined = js.Binary("&&", joined, part)
        out = joined if out is None else js.Binary("||", out, joined)
    if out is not None:
        tests.append(out)


def _sequence(
    node: Any, subject: js.Expr, cx: Context, tests: list[js.Expr], binds: list[tuple[str, js.Expr]]
) -> None:
    patterns = node.patterns
    if any(type(p).__name__ == "MatchStar" for p in patterns):
        raise cx.refuse(
            node,
            "SPR103",
            "*rest in a sequence pattern is not supported in match/case.",
            "Match the sequence, then slice it.",
        )
    tests.append(cx.helper("isSequence", subject, js.Literal(len(patterns))))
    for i, inner in enumerate(patterns):
        part = cx.helper("getitem", subject, js.Literal(i))
        _nested(inner, part, cx, tests, binds)


def _nested(
    inner: Any, part: js.Expr, cx: Context, tests: list[js.Expr], binds: list[tuple[str, js.Expr]]
) -> None:
    if irrefutable(inner):
        if inner.name is not None:
            binds.append((inner.name, part))
        return
    if type(inner).__name__ in ("MatchValue", "MatchSingleton"):
        pattern(inner, part, cx, tests, binds)
        return
    temp = cx.temp()
    tests.append(js.Sequence([js.Assign(temp, part), js.Literal(True)]))
    pattern(inner, temp, cx, tests, binds)


def _mapping(
    node: Any, subject: js.Expr, cx: Context, tests: list[js.Expr], binds: list[tuple[str, js.Expr]]
) -> None:
    if node.rest is not None:
        raise cx.refuse(
            node,
            "SPR103",
            "**rest in a mapping pattern is not supported in match/case.",
            "Match the mapping, then copy it.",
        )
    tests.append(cx.helper("isMapping", subject, *(cx.value(k) for k in node.keys)))
    for key, inner in zip(node.keys, node.patterns):
        _nested(inner, cx.helper("getitem", subject, cx.value(key)), cx, tests, binds)


def _class(
    node: Any, subject: js.Expr, cx: Context, tests: list[js.Expr], binds: list[tuple[str, js.Expr]]
) -> None:
    raise cx.refuse(
        node, "SPR103", "Class patterns are not supported in match/case.", "Test isinstance() in a guard."
    )


if hasattr(ast, "Match"):
    lowers(ast.Match)(lower_match)
