"""What names hold: the types of variables, flow-sensitive in their own function, joined for the functions inside."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace
from typing import Optional, Protocol, Union

from ..scopes import FunctionNode, Scope
from ..types import ANY, INT, NEVER, RAW, T_UNBOUND, UNBOUND, T, Tracked
from .sites import Sites, released

Env = dict[str, T]
COUNTER_BITS = 48


class Facts(Protocol):
    """What inference asks of the file that it works in."""

    def name_type(self, name: str) -> T:
        """The type of a module-level name or a builtin."""
        ...

    def call_type(self, node: ast.Call, callee: T, args: list[T], flow: Names) -> T: ...

    def attribute_type(self, node: ast.Attribute, value: T, flow: Names) -> T: ...

    def defines(self, name: str) -> bool:
        """Whether some class of the app has a member of this name."""
        ...

    def is_builtin(self, name: str) -> bool:
        """Whether a top-level name is Python's own function of that name."""
        ...

    def is_type(self, name: str) -> bool:
        """Whether a top-level name is Python's own type of that name, or that of `typing`."""
        ...

    def framework_parameter(self, node: FunctionNode, name: str) -> T:
        """The type of a parameter that the framework passes (`event`), or `ANY`."""
        ...


@dataclass(eq=False)
class Names:
    """A function's names: ``env`` says what each local one is here, ``assigned`` what it ever is."""

    facts: Facts
    scope: Scope
    outer: Optional[Names] = None
    self_name: Optional[str] = None
    self_type: T = ANY
    types: dict[ast.AST, T] = field(default_factory=dict)
    assigned: dict[str, T] = field(default_factory=dict)
    env: Optional[Env] = None
    counters: set[str] = field(default_factory=set)
    overlays: list[Env] = field(default_factory=list)
    """The variables of the comprehensions around."""
    sites: Optional[Sites] = None
    """In a function: what the lists that only it sees hold."""
    captured_env: Optional[Env] = None
    """In a function inside another one: what was known where it is defined."""

    def __post_init__(self) -> None:
        self.tries: list[Env] = []
        self.closures: list[tuple[Union[FunctionNode, ast.ClassDef], Env]] = []
        self.deleted: set[str] = set()

    def read(self, name: str) -> T:
        """The type of ``name`` where we are."""
        for overlay in reversed(self.overlays):
            if name in overlay:
                return overlay[name]
        if name in self.scope.local and self.scope.kind != "module":
            env = self.env
            t = env[name] if env is not None and name in env else NEVER
            # A function inside may assign anything: only whether the name is bound at all is known.
            return T(ANY.mask | t.mask & UNBOUND) if name in self.scope.shared else t
        flow = self.outer
        definition: Names = self
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

    def closure_type(self, name: str, inner: Names) -> T:
        t = ANY if name in self.scope.shared else self.assigned.get(name, ANY)
        at_definition = (inner.captured_env or {}).get(name, T_UNBOUND)
        unbound = UNBOUND if name in self.deleted else at_definition.mask & UNBOUND
        return T(t.mask | unbound, t.bits, t.ref, basic=t.basic) if unbound else t

    def assign(self, name: str, t: T) -> None:
        if self.overlays and name in self.overlays[-1]:
            self.overlays[-1][name] = t
            if isinstance(t.ref, Tracked):
                self._watch(name, t)
            return
        if name in self.counters:
            t = T(INT, COUNTER_BITS, value=t.value, natural=t.natural)
        t = t.bound() if t.mask & UNBOUND and t.mask != UNBOUND else t
        if t.ref is not None and (name not in self.scope.local or name in self.scope.captured):
            released(t)
        self.note(name, t)
        if self.env is not None and name in self.scope.local:
            self.env[name] = t
            for frame in self.tries:
                frame[name] = frame[name].join(t) if name in frame else t

    def _watch(self, name: str, t: T) -> None:
        """The variable of a comprehension that a function inside may read holds what is not followed."""
        pending = list(self.scope.children.values())
        while pending:
            scope = pending.pop()
            if scope.kind == "comprehension":
                if name in scope.captured or isinstance(scope.node, ast.GeneratorExp):
                    released(t)
                pending.extend(scope.children.values())

    def note(self, name: str, t: T) -> None:
        if isinstance(t.ref, Tracked):
            t = replace(t, ref=None)  # what a variable ever holds is not what it holds here
        known = self.assigned.get(name)
        self.assigned[name] = t if known is None else known.join(t)

    def forget(self, name: str) -> None:
        """`del name`, or the end of an except clause."""
        self.deleted.add(name)
        if self.env is not None and name in self.env:
            self.env[name] = T_UNBOUND
            for frame in self.tries:
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

    def closure(self, node: Union[FunctionNode, ast.ClassDef]) -> None:
        """Remember a function to infer once all assignments of this one are known."""
        env = dict(self.env or {})
        for i, (known, at) in enumerate(self.closures):
            if known is node:
                self.closures[i] = (node, merge(at, env) or env)
                return
        self.closures.append((node, env))


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
