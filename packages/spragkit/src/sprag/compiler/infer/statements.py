"""How statements change what is known. Loops run until nothing changes."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Callable, Optional, Union

from ..types import (
    ANY,
    FLOAT,
    FUNC,
    INT,
    LIST,
    NEVER,
    NUMERIC,
    RAW,
    STR,
    T_DICT,
    T_LIST,
    T_NONE,
    T_TUPLE,
    UNBOUND,
    UNLIMITED,
    T,
    Tracked,
)
from ..walking import walk
from .arithmetic import binary
from .expressions import Expressions
from .names import Env, merge
from .narrowing import narrowed
from .sites import released, site_of

PATIENCE = 8
"""Turns of a loop after which a variable that still changes may be anything."""


@dataclass(eq=False)
class _Walked:
    """What came of a loop that was walked with that ``entry``; where loops nest, each is walked often with the same."""

    turn: int
    entry: Optional[Env]
    leave: Optional[Env]
    broken: list[Env]
    assigned: Env
    """What was assigned on the way, for the `try` around."""
    types: dict[ast.AST, T] = field(default_factory=dict)
    ahead: dict[ast.stmt, Env] = field(default_factory=dict)
    """What it said of its parts, once another walk has said something else."""


@dataclass(eq=False)
class Statements(Expressions):
    """``block`` follows the statements of a body."""

    returns: T = NEVER
    ahead: dict[ast.stmt, Env] = field(default_factory=dict)
    """What was known right before each loop."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._breaks: list[list[Env]] = []
        self._continues: list[list[Env]] = []
        self._walked: dict[int, list[_Walked]] = {}

    def block(self, body: list[ast.stmt]) -> None:
        for statement in body:
            if self.env is None:
                self.env = {}  # unreachable code still needs types; NEVER joins away
                self._visit(statement)
                self.env = None
            else:
                self._visit(statement)

    def _visit(self, node: ast.stmt) -> None:
        method: Optional[Callable[[ast.stmt], None]] = getattr(self, "do_" + type(node).__name__, None)
        if method is not None:
            method(node)
        else:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self.expr(child)

    def do_Expr(self, node: ast.Expr) -> None:
        self.held(node.value)

    def do_Return(self, node: ast.Return) -> None:
        t = self.returned(node.value) if node.value is not None else T_NONE
        self.returns = self.returns.join(T(FLOAT) if t.only(RAW) else t)
        self.env = None

    def returned(self, node: ast.expr) -> T:
        """The type of what is returned. Who gets it can do nothing with it before this function has ended."""
        if isinstance(node, ast.Tuple) and not any(isinstance(e, ast.Starred) for e in node.elts):
            for element in node.elts:
                self.returned(element)
            self.types[node] = T_TUPLE
            return T_TUPLE
        t = self.held(node)
        return replace(t, ref=None) if isinstance(t.ref, Tracked) else t

    def do_Raise(self, node: ast.Raise) -> None:
        for child in (node.exc, node.cause):
            if child is not None:
                self.expr(child)
        self.env = None

    def do_Break(self, node: ast.Break) -> None:
        if self._breaks and self.env is not None:
            self._breaks[-1].append(dict(self.env))
        self.env = None

    def do_Continue(self, node: ast.Continue) -> None:
        if self._continues and self.env is not None:
            self._continues[-1].append(dict(self.env))
        self.env = None

    def do_Assign(self, node: ast.Assign) -> None:
        t = self.held(node.value)
        for target in node.targets:
            self.bind(target, t, node.value)

    def do_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.bind(node.target, self.held(node.value), node.value)

    def do_AugAssign(self, node: ast.AugAssign) -> None:
        target = self.load(node.target)
        value = self.held(node.value)
        site = site_of(target)
        if site is not None and target.only(LIST) and isinstance(node.op, (ast.Add, ast.Mult)):
            # The same list, with more in it.
            if isinstance(node.op, ast.Add):
                site.put(self.item(node.value, value))
            released(value)
            t = target
        else:
            released(target)
            released(value)
            t = binary(node.op, target.bound(), value, node.value)
            if t is ANY and target.bound().only(NUMERIC | STR):
                t = self.one_sided(node.op, target.bound(), value)
        self.types[node] = t
        self.bind(node.target, t, None)

    def load(self, target: ast.expr) -> T:
        t = self.read(target.id) if isinstance(target, ast.Name) else self.expr_target(target)
        self.types[target] = t
        return t

    def do_Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            self._delete(target)

    def _delete(self, target: ast.expr) -> None:
        if isinstance(target, (ast.Tuple, ast.List)):
            for element in target.elts:
                self._delete(element)
        elif isinstance(target, ast.Name):
            self.load(target)
            self.forget(target.id)
        else:
            self.expr_target(target)

    def do_If(self, node: ast.If) -> None:
        self.held(node.test)
        before = self.env
        self.env = narrowed(self.scope, node.test, before, True)
        self.block(node.body)
        after = self.env
        self.env = narrowed(self.scope, node.test, before, False)
        self.block(node.orelse)
        self.env = merge(after, self.env)

    def do_While(self, node: ast.While) -> None:
        forever = isinstance(node.test, ast.Constant) and bool(node.test.value)

        def start() -> Optional[Env]:
            self.held(node.test)
            self.env = narrowed(self.scope, node.test, self.env, True)
            return None if forever else self.env

        self._loop(
            start, node.test, node.body, node.orelse, lambda: narrowed(self.scope, node.test, self.env, False)
        )

    def do_For(self, node: Union[ast.For, ast.AsyncFor]) -> None:
        t = self.held(node.iter)
        item = self.item(node.iter, t)
        self.ahead[node] = dict(self.env or {})
        self.types[node.target] = item

        def start() -> Optional[Env]:
            out = dict(self.env) if self.env is not None else None
            self.bind_item(node.target, item, node.iter)
            return out

        self._loop(start, node.target, node.body, node.orelse, None)

    do_AsyncFor = do_For

    def _loop(
        self,
        start: Callable[[], Optional[Env]],
        head: ast.expr,
        body: list[ast.stmt],
        orelse: list[ast.stmt],
        narrow: Optional[Callable[[], Optional[Env]]],
    ) -> None:
        at_start = dict(self.env) if self.env is not None else None
        turn_of_run = self.sites.turn if self.sites is not None else 0
        walked = self._walked.setdefault(id(body), [])
        known = next((w for w in walked if w.turn == turn_of_run and w.entry == at_start), None)
        if known is None:
            if walked:
                self._remember(walked[-1], [head, *body])
            assigned: Env = {}
            self.tries.append(assigned)
            leave, broken = self._fixpoint(start, body)
            self.tries.pop()
            known = _Walked(turn_of_run, at_start, leave, broken, assigned)
            walked[:-8] = []
        else:
            if known is not walked[-1]:
                self._remember(walked[-1], [head, *body])
                self.types.update(known.types)
                self.ahead.update(known.ahead)
                walked.remove(known)
            for frame in self.tries:
                for name, t in known.assigned.items():
                    frame[name] = frame[name].join(t) if name in frame else t
        if known not in walked:
            walked.append(known)  # the last is the one whose types stand
        self.env = dict(known.leave) if known.leave is not None else None
        if narrow is not None and self.env is not None:
            self.env = narrow()
        self.block(orelse)
        for env in known.broken:
            self.env = merge(self.env, env)

    def _remember(self, walked: _Walked, parts: Sequence[ast.AST]) -> None:
        """Keep what the last walk of a loop said of its parts, before another one overwrites it."""
        for part in parts:
            for node in walk(part):
                if node in self.types:
                    walked.types[node] = self.types[node]
                if isinstance(node, ast.stmt) and node in self.ahead:
                    walked.ahead[node] = self.ahead[node]

    def _fixpoint(
        self, start: Callable[[], Optional[Env]], body: list[ast.stmt]
    ) -> tuple[Optional[Env], list[Env]]:
        """What is known where a loop ends by itself, and at each `break`."""
        entry = self.env
        leave: Optional[Env] = None
        broken: list[Env] = []
        for turn in itertools.count():
            self.env = dict(entry) if entry is not None else None
            self._breaks.append([])
            self._continues.append([])
            leave = start()
            leave = dict(leave) if leave is not None else None
            self.block(body)
            continues, broken = self._continues.pop(), self._breaks.pop()
            back = self.env
            for env in continues:
                back = merge(back, env)
            wider = merge(entry, back)
            if wider is not None and turn >= 1:
                wider = {n: _widen(t, (entry or {}).get(n, t), turn) for n, t in wider.items()}
            if wider == entry:
                break
            entry = wider
        return leave, broken

    def do_Try(self, node: ast.Try) -> None:
        before = dict(self.env or {})
        frame: Env = dict(before)
        leaving = [(envs, len(envs)) for envs in (*self._breaks[-1:], *self._continues[-1:])]
        self.tries.append(frame)
        self.block(node.body)
        self.tries.pop()
        self.block(node.orelse)
        ends = [self.env]
        for handler in node.handlers:
            self.env = dict(frame)
            if handler.type is not None:
                self.expr(handler.type)
            if handler.name:
                self.assign(handler.name, ANY)
            outer_frame: Env = dict(frame)
            self.tries.append(outer_frame)
            self.block(handler.body)
            self.tries.pop()
            for name, t in outer_frame.items():
                frame[name] = frame[name].join(t) if name in frame else t
            if handler.name:
                self.forget(handler.name)
            ends.append(self.env)
        out: Optional[Env] = None
        for env in ends:
            out = merge(out, env)
        if node.finalbody:
            self._finally(node.finalbody, out, frame, leaving)
        else:
            self.env = out

    def _finally(
        self, body: list[ast.stmt], normal: Optional[Env], frame: Env, leaving: list[tuple[list[Env], int]]
    ) -> None:
        """A finally block: it also runs after an exception from anywhere above, and on the way out of a loop."""
        escaped = [env for envs, start in leaving for env in envs[start:]]
        entry = merge(normal, frame)
        for env in escaped:
            entry = merge(entry, env)
        self.env = dict(entry) if entry is not None else None
        counts = [(envs, start, len(envs)) for envs, start in leaving]
        self.block(body)
        after = self.env
        stored = {
            bound
            for statement in body
            for node in walk(statement)
            for bound in (getattr(node, "id", None), getattr(node, "name", None), getattr(node, "rest", None))
            if isinstance(bound, str) and bound in (after or {})
        }
        for envs, start, end in counts:
            for i in range(start, end):
                envs[i] = {n: (after or {})[n] if n in stored else t for n, t in envs[i].items()}
        if after is not None and normal is not None:
            self.env = {n: t if n in stored else normal.get(n, t) for n, t in after.items()}
        else:
            self.env = None

    do_TryStar = do_Try  # refused; what stands in it is looked at all the same

    def do_With(self, node: Union[ast.With, ast.AsyncWith]) -> None:
        for item in node.items:
            self.expr(item.context_expr)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, ANY, None)
        frame: Env = dict(self.env or {})
        self.tries.append(frame)
        self.block(node.body)
        self.tries.pop()
        self.env = merge(self.env, frame)  # __exit__ may swallow an exception

    do_AsyncWith = do_With

    def do_Assert(self, node: ast.Assert) -> None:
        self.expr(node.test)
        if node.msg is not None:
            self.expr(node.msg)
        self.env = narrowed(self.scope, node.test, self.env, True)

    def do_FunctionDef(self, node: Union[ast.FunctionDef, ast.AsyncFunctionDef]) -> None:
        for decorator in node.decorator_list:
            self.expr(decorator)
        for default in [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]:
            self.expr(default)
        self.assign(node.name, T(FUNC, ref=node) if not node.decorator_list else ANY)
        self.closure(node)

    do_AsyncFunctionDef = do_FunctionDef

    def do_ClassDef(self, node: ast.ClassDef) -> None:
        self.assign(node.name, ANY)
        self.closure(node)

    def do_Match(self, node: ast.AST) -> None:
        subject: ast.expr = node.subject  # type: ignore[attr-defined]
        t = self.expr(subject)
        ends: list[Optional[Env]] = []
        exhaustive = False
        for case in node.cases:  # type: ignore[attr-defined]
            before = dict(self.env) if self.env is not None else None
            self.pattern(case.pattern, t)
            if case.guard is not None:
                self.expr(case.guard)
            else:
                exhaustive = exhaustive or irrefutable(case.pattern)
            failed = merge(before, self.env) if case.guard is not None else before
            self.block(case.body)
            ends.append(self.env)
            # Names that a failed pattern bound stay bound; Python binds only on success, so the state before is right.
            self.env = failed
        out: Optional[Env] = None if exhaustive else self.env
        for env in ends:
            out = merge(out, env)
        self.env = out

    def pattern(self, node: ast.AST, subject: T) -> None:
        """Bind what a pattern captures; its value expressions get types."""
        name: Optional[str] = getattr(node, "name", None)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.expr(child)
            else:
                self.pattern(child, ANY)
        if name:
            whole = type(node).__name__ == "MatchAs" and getattr(node, "pattern", None) is None
            self.assign(name, T_LIST if type(node).__name__ == "MatchStar" else subject if whole else ANY)
        rest: Optional[str] = getattr(node, "rest", None)
        if rest:
            self.assign(rest, T_DICT)


def irrefutable(pattern: ast.AST) -> bool:
    """Whether a pattern matches anything."""
    return type(pattern).__name__ == "MatchAs" and getattr(pattern, "pattern", None) is None


def _widen(t: T, before: T, turn: int) -> T:
    """``t`` of a loop's next turn, made wider so that it soon changes no more."""
    if turn > PATIENCE and t != before:
        released(t)
        return T(ANY.mask | t.mask & UNBOUND)
    if not t.mask & INT or t.bits <= before.bits:
        return t
    return T(t.mask, UNLIMITED, t.ref, natural=t.natural, basic=t.basic)
