"""What we know about each value: an abstract run of a function over the lattice of `types`.

Flow-sensitive per function: each expression gets the type that it has where it stands. Names that a closure sees get
the join of all
that is ever assigned to them. Loops run until nothing changes.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Callable, Optional, Protocol, Union

from .infer_expr import Expressions
from .model import DEFINITIONS, signature
from .scopes import FunctionNode, Scope
from .types import (
    ANY,
    BOOL,
    DICT,
    FLOAT,
    FUNC,
    INT,
    LIST,
    NEVER,
    NONE,
    RAW,
    SET,
    STR,
    T_BOOL,
    T_DICT,
    T_FUNC,
    T_HOST,
    T_INT,
    T_ITER,
    T_LIST,
    T_NONE,
    T_NUM,
    T_SET,
    T_STR,
    T_TUPLE,
    T_UNBOUND,
    TUPLE,
    UNBOUND,
    UNLIMITED,
    T,
)  # fmt: skip
from .walking import walk

Env = dict[str, T]
ANNOTATED = {
    "int": T_INT, "float": T_NUM, "str": T_STR, "bool": T_BOOL, "list": T_LIST, "List": T_LIST, "dict": T_DICT,
    "Dict": T_DICT,
    "set": T_SET, "Set": T_SET, "tuple": T_TUPLE, "Tuple": T_TUPLE, "None": T_NONE,
}  # fmt: skip
COUNTER_BITS = 48


class Facts(Protocol):
    """What inference asks of the file that it works in."""

    def name_type(self, name: str) -> T:
        """The type of a module-level name or a builtin."""
        ...

    def call_type(self, node: ast.Call, callee: T, args: list[T], flow: Flow) -> T: ...

    def attribute_type(self, node: ast.Attribute, value: T, flow: Flow) -> T: ...

    def framework_parameter(self, node: FunctionNode, name: str) -> T:
        """The type of a parameter that the framework passes (`event`), or `ANY`."""
        ...


@dataclass(eq=False)
class Flow(Expressions):
    """One function's run. Afterwards ``types`` holds the type of every expression, ``assigned`` of every local name."""

    facts: Facts
    scope: Scope
    outer: Optional[Flow] = None
    self_name: Optional[str] = None
    self_type: T = ANY
    types: dict[ast.AST, T] = field(default_factory=dict)
    assigned: dict[str, T] = field(default_factory=dict)
    returns: T = NEVER
    env: Optional[Env] = None
    inner: dict[ast.AST, Flow] = field(default_factory=dict)
    ahead: dict[ast.stmt, Env] = field(default_factory=dict)
    """What was known right before each loop."""
    counters: set[str] = field(default_factory=set)
    passes: int = 0

    def __post_init__(self) -> None:
        self._breaks: list[list[Env]] = []
        self._continues: list[list[Env]] = []
        self._tries: list[Env] = []
        self._closures: list[tuple[Union[FunctionNode, ast.ClassDef], Env]] = []
        self.overlays: list[Env] = []

    # Running

    def run(self) -> Flow:
        """Infer the function that the scope belongs to, then the functions inside it."""
        node = self.scope.node
        env: Env = dict.fromkeys(self.scope.local, T_UNBOUND)
        if isinstance(node, (*DEFINITIONS, ast.Lambda)):
            self._parameters(node, env)
        body = node.body if isinstance(node, (*DEFINITIONS, ast.ClassDef, ast.Module)) else None
        self.counters = _counters(self.scope, body or [])
        self.env = env
        if isinstance(node, ast.Lambda):
            self.returns = self.expr(node.body)
        else:
            self.block(body or [])
            if self.env is not None:
                self.returns = self.returns.join(T_NONE)
        self._finish_closures()
        return self

    def _parameters(self, node: FunctionNode, env: Env) -> None:
        names = signature(node).params
        first = node.args.args[0].arg if node.args.args else None
        for param in names:
            if param.name == first and param.name == self.self_name:
                t = self.self_type
            elif param.kind == "rest":
                t = T_TUPLE
            elif param.kind == "keywords":
                t = T_DICT
            else:
                t = self.annotation(param.annotation)
                if t is ANY and param.annotation is None:
                    t = self.facts.framework_parameter(node, param.name)
                if param.default is not None and t is not ANY and isinstance(param.default, ast.Constant):
                    t = t.join(self.expr_of_constant(param.default))
            env[param.name] = t
            self._note(param.name, t)

    def annotation(self, node: Optional[ast.expr]) -> T:
        """The type that an annotation promises; `ANY` where it promises nothing that is checked."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                node = ast.parse(node.value, mode="eval").body
            except (SyntaxError, ValueError):
                return ANY
        if isinstance(node, ast.Constant) and node.value is None:
            return T_NONE
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            left, right = self.annotation(node.left), self.annotation(node.right)
            return ANY if ANY in (left, right) else left.join(right)
        if isinstance(node, ast.Subscript):
            base = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if base == "Optional":
                inner = self.annotation(node.slice)
                return ANY if inner is ANY else inner.join(T_NONE)
            return self.annotation(node.value)
        if isinstance(node, ast.Name) and self.scope.owner(node.id) is None:
            return self.named_annotation(node.id)
        return ANY

    def named_annotation(self, name: str) -> T:
        t = ANNOTATED.get(name)
        if t is not None:
            return t
        return ANY

    def _finish_closures(self) -> None:
        for node, env in self._closures:
            scope = self.scope.children.get(node) or self._scope_in_comprehension(node)
            flow = Flow(self.facts, scope, self, types=self.types)
            flow.overlays = []
            flow.captured_env = env
            if isinstance(node, ast.ClassDef):
                flow.env = dict.fromkeys(scope.local, T_UNBOUND)
                flow.block(node.body)
                flow._finish_closures()
            else:
                flow.run()
            self.inner[node] = flow

    def _scope_in_comprehension(self, node: ast.AST) -> Scope:
        pending = list(self.scope.children.values())
        while pending:
            scope = pending.pop()
            if scope.node is node:
                return scope
            if scope.kind in ("comprehension", "class"):
                pending.extend(scope.children.values())
        raise KeyError(node)

    def visit(self, *nodes: ast.AST) -> None:
        """Infer statements and expressions of a module or a class body, one declaration at a time."""
        if self.env is None:
            self.env = {}
        for node in nodes:
            if isinstance(node, ast.stmt):
                self._visit(node)
            elif isinstance(node, ast.expr):
                self.expr(node)
        self._finish_closures()
        self._closures = []

    # Names

    captured_env: Optional[Env] = None

    def read(self, name: str) -> T:
        """The type of ``name`` where we are."""
        for overlay in reversed(self.overlays):
            if name in overlay:
                return overlay[name]
        if name in self.scope.local and self.scope.kind != "module":
            if name in self.scope.shared:
                return ANY
            env = self.env
            return env[name] if env is not None and name in env else NEVER
        flow = self.outer
        definition = self
        while flow is not None:
            if name in flow.scope.local and flow.scope.kind not in ("class", "module"):
                return flow.closure_type(name, definition)
            for overlay in flow.overlays:
                if name in overlay:
                    return overlay[name]
            definition, flow = flow, flow.outer
        # Comprehension variables of the function around are locals of scopes between us and it.
        if self.scope.parent is not None and self._comprehension_local(name):
            return ANY
        return self.facts.name_type(name)

    def _comprehension_local(self, name: str) -> bool:
        scope: Optional[Scope] = self.scope.parent
        while scope is not None:
            if scope.kind == "comprehension" and name in scope.local:
                return True
            scope = scope.parent
        return False

    def closure_type(self, name: str, inner: Flow) -> T:
        if name in self.scope.shared:
            return ANY
        t = self.assigned.get(name, ANY)
        at_definition = (inner.captured_env or {}).get(name, T_UNBOUND)
        return T(t.mask | (at_definition.mask & UNBOUND), t.bits, t.ref)

    def assign(self, name: str, t: T) -> None:
        if self.overlays and name in self.overlays[-1]:
            self.overlays[-1][name] = t
            return
        if name in self.counters:
            t = T(INT, COUNTER_BITS, value=t.value, natural=t.natural)
        t = t.bound() if t.mask & UNBOUND and t.mask != UNBOUND else t
        self._note(name, t)
        if self.env is not None and name in self.scope.local:
            self.env[name] = t
            for frame in self._tries:
                frame[name] = frame[name].join(t) if name in frame else t

    def _note(self, name: str, t: T) -> None:
        known = self.assigned.get(name)
        self.assigned[name] = t if known is None else known.join(t)

    def forget(self, name: str) -> None:
        """`del name`, or the end of an except clause."""
        if self.env is not None and name in self.env:
            self.env[name] = T_UNBOUND
            for frame in self._tries:
                frame[name] = frame.get(name, T_UNBOUND).join(T_UNBOUND)

    def raw(self, name: str) -> bool:
        """Whether the variable always holds a bare float."""
        t = self.assigned.get(name)
        return (
            t is not None
            and t.bound().only(RAW)
            and name not in self.scope.shared
            and name not in self.scope.params
        )

    # Statements

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
        self.expr(node.value)

    def do_Return(self, node: ast.Return) -> None:
        t = self.expr(node.value) if node.value is not None else T_NONE
        self.returns = self.returns.join(T(FLOAT) if t.only(RAW) else t)
        self.env = None

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
        t = self.expr(node.value)
        for target in node.targets:
            self.bind(target, t, node.value)

    def do_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.bind(node.target, self.expr(node.value), node.value)

    def do_AugAssign(self, node: ast.AugAssign) -> None:
        target = self.load(node.target)
        value = self.expr(node.value)
        t = self.binary(node.op, target.bound(), value, node.value)
        self.types[node] = t
        self.bind(node.target, t, None)

    def load(self, target: ast.expr) -> T:
        t = self.read(target.id) if isinstance(target, ast.Name) else self.expr_target(target)
        self.types[target] = t
        return t

    def bind(self, target: ast.expr, t: T, value: Optional[ast.expr]) -> None:
        """Assign a value of type ``t`` to a target of any shape."""
        if isinstance(target, ast.Name):
            self.assign(target.id, t)
        elif isinstance(target, (ast.Tuple, ast.List)):
            values = (
                value.elts
                if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts)
                else None
            )
            if values is not None and any(isinstance(v, ast.Starred) for v in [*values, *target.elts]):
                values = None
            for i, item in enumerate(target.elts):
                if isinstance(item, ast.Starred):
                    self.bind(item.value, T_LIST, None)
                elif values is not None:
                    inner = self.types.get(values[i], ANY)
                    self.bind(item, inner, values[i])
                else:
                    self.bind(item, T_STR if t.only(STR) else ANY, None)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, T_LIST, None)
        else:
            self.expr_target(target)

    def do_Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.load(target)
                self.forget(target.id)
            else:
                self.expr_target(target)

    def do_If(self, node: ast.If) -> None:
        self.expr(node.test)
        before = self.env
        self.env = self.narrow(node.test, before, True)
        self.block(node.body)
        after = self.env
        self.env = self.narrow(node.test, before, False)
        self.block(node.orelse)
        self.env = merge(after, self.env)

    def do_While(self, node: ast.While) -> None:
        forever = isinstance(node.test, ast.Constant) and bool(node.test.value)

        def start() -> Optional[Env]:
            self.expr(node.test)
            self.env = self.narrow(node.test, self.env, True)
            return None if forever else self.env

        self._loop(start, node.body, node.orelse, lambda: self.narrow(node.test, self.env, False))

    def do_For(self, node: Union[ast.For, ast.AsyncFor]) -> None:
        t = self.expr(node.iter)
        item = self.item(node.iter, t)
        self.ahead[node] = dict(self.env or {})
        self.types[node.target] = item

        def start() -> Optional[Env]:
            out = dict(self.env) if self.env is not None else None
            self.bind_item(node.target, item, node.iter)
            return out

        self._loop(start, node.body, node.orelse, None)

    do_AsyncFor = do_For

    def _loop(
        self,
        start: Callable[[], Optional[Env]],
        body: list[ast.stmt],
        orelse: list[ast.stmt],
        narrow: Optional[Callable[[], Optional[Env]]],
    ) -> None:
        entry = self.env
        leave: Optional[Env] = None
        broken: list[Env] = []
        for turn in range(12):
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
                wider = {n: _widen(t, (entry or {}).get(n, t)) for n, t in wider.items()}
            if wider == entry:
                break
            entry = wider
        self.env = leave
        if narrow is not None and self.env is not None:
            self.env = narrow()
        self.block(orelse)
        for env in broken:
            self.env = merge(self.env, env)

    def do_Try(self, node: ast.Try) -> None:
        before = dict(self.env or {})
        frame: Env = dict(before)
        self._tries.append(frame)
        self.block(node.body)
        self._tries.pop()
        self.block(node.orelse)
        ends = [self.env]
        for handler in node.handlers:
            self.env = dict(frame)
            if handler.type is not None:
                self.expr(handler.type)
            if handler.name:
                self.assign(handler.name, ANY)
            outer_frame: Env = dict(frame)
            self._tries.append(outer_frame)
            self.block(handler.body)
            self._tries.pop()
            for name, t in outer_frame.items():
                frame[name] = frame[name].join(t) if name in frame else t
            if handler.name:
                self.forget(handler.name)
            ends.append(self.env)
        out: Optional[Env] = None
        for env in ends:
            out = merge(out, env)
        if node.finalbody:
            # The finally block also runs after an exception from anywhere above.
            normal = out
            self.env = merge(out, frame)
            self.block(node.finalbody)
            if normal is None:
                self.env = None
            elif self.env is not None:
                self.env = {
                    n: normal[n] if t == (merge(normal, frame) or {}).get(n) and n in normal else t
                    for n, t in self.env.items()
                }
        else:
            self.env = out

    do_TryStar = do_Try  # refused; what stands in it is looked at all the same

    def do_With(self, node: Union[ast.With, ast.AsyncWith]) -> None:
        for item in node.items:
            self.expr(item.context_expr)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, ANY, None)
        frame: Env = dict(self.env or {})
        self._tries.append(frame)
        self.block(node.body)
        self._tries.pop()
        self.env = merge(self.env, frame)  # __exit__ may swallow an exception

    do_AsyncWith = do_With

    def do_Assert(self, node: ast.Assert) -> None:
        self.expr(node.test)
        if node.msg is not None:
            self.expr(node.msg)
        self.env = self.narrow(node.test, self.env, True)

    def do_FunctionDef(self, node: Union[ast.FunctionDef, ast.AsyncFunctionDef]) -> None:
        for decorator in node.decorator_list:
            self.expr(decorator)
        for default in [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]:
            self.expr(default)
        self.assign(node.name, T(FUNC, ref=node))
        self.closure(node)

    do_AsyncFunctionDef = do_FunctionDef

    def do_ClassDef(self, node: ast.ClassDef) -> None:
        self.assign(node.name, ANY)
        self.closure(node)

    def closure(self, node: Union[FunctionNode, ast.ClassDef]) -> None:
        """Remember a function to infer once all assignments of this one are known."""
        env = dict(self.env or {})
        for i, (known, at) in enumerate(self._closures):
            if known is node:
                self._closures[i] = (node, merge(at, env) or env)
                return
        self._closures.append((node, env))

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


def merge(a: Optional[Env], b: Optional[Env]) -> Optional[Env]:
    """The state where two ways meet; None is a way that is never taken."""
    if a is None or b is None:
        return a if b is None else b
    if a is b:
        return a
    out = dict(a)
    for name, t in b.items():
        known = out.get(name)
        out[name] = t if known is None else known.join(t)
    return out


def _widen(t: T, before: T) -> T:
    if not t.mask & INT or t.bits <= before.bits:
        return t
    return T(t.mask, UNLIMITED, t.ref, natural=t.natural)


def _counters(scope: Scope, body: list[ast.stmt]) -> set[str]:
    """Integers that only ever move by small steps: no program runs long enough to take one past what a double holds."""
    steady: dict[str, bool] = {}
    targets: dict[ast.AST, bool] = {}
    for statement in body:
        for node in walk(statement):
            if isinstance(node, ast.Assign):
                small = _small_constant(node.value)
                for target in node.targets:
                    targets[target] = small or (
                        isinstance(target, ast.Name) and _step_of(node.value, target.id)
                    )
            elif isinstance(node, ast.AugAssign):
                targets[node.target] = isinstance(node.op, (ast.Add, ast.Sub)) and _small_constant(node.value)
            elif isinstance(node, (ast.For, ast.comprehension)):
                targets[node.target] = False
    for statement in body:
        for node in walk(statement):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                steady[node.id] = steady.get(node.id, True) and targets.get(node, False)
    return {
        n
        for n, ok in steady.items()
        if ok and n in scope.local and n not in scope.shared and n not in scope.params
    }


def _small_constant(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    return isinstance(node, ast.Constant) and type(node.value) is int and abs(node.value) < 2**31


def _step_of(node: ast.expr, name: str) -> bool:
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, (ast.Add, ast.Sub))
        and isinstance(node.left, ast.Name)
        and node.left.id == name
        and _small_constant(node.right)
    )


KINDS_OF_LITERALS = {ast.List: LIST, ast.Dict: DICT, ast.Set: SET, ast.Tuple: TUPLE}
__all__ = ["BOOL", "NONE", "T_FUNC", "T_HOST", "T_ITER", "Env", "Facts", "Flow", "merge"]
