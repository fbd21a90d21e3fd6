"""Where lowering stands: one function (method, lambda, module body) of the file that is compiled.

``expr``/``value``/``test``/``text`` lower expressions, ``block`` lowers statements. Rules are registered per node kind
with ``@lowers(ast.X)``; they return JavaScript nodes and raise `Refusal`.

For template.py:

    cx.value(node)      any expression, in the form that may go anywhere (a float is boxed where its kind would be lost)
    cx.expr(node)       the same, but a value of type RAW is a bare number: use it where a number is wanted at once
    cx.test(node)       an expression that JavaScript may test (`if`, `?:`, `&&`)
    cx.text(node)       Python's str() of the value
    cx.type(node)       the inferred type (`types.T`): cx.type(node).only(STR), .may(NONE) …
    cx.helper(n, *a)    a call of a function of ragot/py; imported once per file
    cx.function(node)   a lambda or nested def as a function expression
    cx.file.ragot(p, n) a name of ragot/<p>.js (`cx.file.ragot("block", "view")`), imported once
    cx.file.feature(n)  mark a feature of the client as used
    cx.file.hoist(n, e) a module-level constant made from expression e; returns its Name
    cx.captured(node)   the local names of this function that `node` reads, in order of appearance
    cx.refuse(...)      raise Refusal(node, code, message, hint)
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Callable, Optional, TypeVar, Union

from . import jsast as js
from .declare import Plan
from .diagnostics import Refusal
from .filecontext import FileContext
from .infer import Flow
from .model import ClassInfo
from .names import js_name
from .project import Decl
from .scopes import COMPREHENSIONS, Scope
from .source import column
from .types import ANY, BOOL, FUNC, INT, NONE, RAW, STR, T
from .walking import walk

R = TypeVar("R")
Rule = Callable[..., object]
RULES: dict[type, Rule] = {}


class Test:
    """The rule for any expression that JavaScript is to test."""


class Closure:
    """The rule for a lambda or a nested function as an expression."""


class Passed:
    """The rule for a function that is handed on: ``rule(node, cx, value)``."""


def lowers(*kinds: type) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Register the rule of one or more `ast` node kinds: ``rule(node, cx)``."""

    def register(rule: Callable[..., R]) -> Callable[..., R]:
        for kind in kinds:
            RULES[kind] = rule
        return rule

    return register


@dataclass(eq=False)
class Context:
    """One function being lowered."""

    file: FileContext
    scope: Scope
    flow: Flow
    parent: Optional[Context] = None
    owner: Optional[ClassInfo] = None
    method: Optional[str] = None
    self_name: Optional[str] = None
    is_async: bool = False
    generator: bool = False
    plan: Plan = field(default_factory=Plan)
    unsure: set[str] = field(default_factory=set)
    """Locals that some read may find unbound."""
    temps: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    """JavaScript names of the exceptions being handled, innermost last."""
    tries: int = 0
    """How many `try` statements are around."""
    loops: list[str] = field(default_factory=list)
    """Labels of the loops around; empty where none is needed."""
    sums: frozenset[str] = frozenset()
    """Integers that the loop around adds to without a check of its own (`lower/sums.py`)."""
    statement: Optional[ast.stmt] = None
    counter: int = 0
    constructor: bool = False
    renames: dict[str, str] = field(default_factory=dict)
    arrow: bool = False
    needs_this: bool = False
    """A function inside, which has a `this` of its own, uses this one's."""
    discarded: Optional[ast.expr] = None
    """The expression whose value nobody looks at."""
    may_be_coroutine: Optional[ast.expr] = None
    """The call whose coroutine is awaited or returned."""
    classes_here: dict[str, ClassInfo] = field(default_factory=dict)
    class_names: dict[str, js.Expr] = field(default_factory=dict)
    """In a class body: the names that it has bound so far."""
    late_defaults: dict[ast.expr, js.Name] = field(default_factory=dict)
    """Defaults of methods that a class body evaluates where they stand."""

    # Types

    def type(self, node: ast.AST) -> T:
        """The type of an expression where it stands."""
        return self.flow.types.get(node, ANY)

    # Expressions

    def expr(self, node: ast.expr) -> js.Expr:
        """Lower an expression; a value of type RAW is a bare number."""
        rule = RULES.get(type(node))
        if rule is None:
            raise Refusal(
                node, "SPR101", f"Unsupported expression in browser codegen: {type(node).__name__}."
            )
        out = rule(node, self)
        if (
            isinstance(out, js.Node)
            and out.at is None
            and not isinstance(out, js.Literal)
            and out is not js.THIS
        ):
            out.at = (node.lineno, column(self.file.source, node))
        return out  # type: ignore[return-value]

    def value(self, node: ast.expr) -> js.Expr:
        """Lower an expression to a value that may go anywhere."""
        out = self.expr(node)
        t = self.type(node)
        if t.only(FUNC):
            return RULES[Passed](node, self, out)  # type: ignore[return-value]
        return self.boxed(node, out) if t.only(RAW) else out

    def boxed(self, node: ast.expr, out: js.Expr) -> js.Expr:
        """``out``, a bare float, as a value that stays a float where its type is forgotten."""
        if isinstance(out, js.Literal) and isinstance(out.value, float) and not out.value.is_integer():
            return out
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and not node.value.is_integer():
            return out
        return self.helper("flt", out)

    def number(self, node: ast.expr) -> js.Expr:
        """Lower an expression of a numeric type to a bare JavaScript number."""
        t = self.type(node)
        out = self.expr(node)
        if t.only(RAW) or t.small:
            return out
        return self.helper("num", out)

    def test(self, node: ast.expr) -> js.Expr:
        """Lower an expression to one that JavaScript may test."""
        return RULES[Test](node, self)  # type: ignore[return-value]

    def text(self, node: ast.expr) -> js.Expr:
        """Python's `str()` of an expression."""
        t = self.type(node)
        if t.only(STR):
            return self.expr(node)
        if t.only(INT) and t.small:
            return js.call("String", self.expr(node))
        if t.only(RAW):
            return self.helper("fstr", self.expr(node))
        if t.only(BOOL):
            return js.Conditional(self.expr(node), js.Literal("True"), js.Literal("False"))
        if t.only(NONE):
            return (
                js.Sequence([self.expr(node), js.Literal("None")])
                if not isinstance(node, ast.Constant)
                else js.Literal("None")
            )
        return self.helper("str", self.value(node))

    def helper(self, name: str, *args: js.Expr) -> js.Call:
        """A call of a function of ragot/py."""
        return js.Call(self.file.helper(name), list(args))

    def function(self, node: Union[ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef]) -> js.Expr:
        """A lambda or a nested function as a function expression."""
        return RULES[Closure](node, self)  # type: ignore[return-value]

    def awaited(self, node: ast.expr) -> js.Expr:
        """Lower an expression that is awaited or returned, where a coroutine may be made."""
        outer, self.may_be_coroutine = self.may_be_coroutine, node
        try:
            return self.value(node)
        finally:
            self.may_be_coroutine = outer

    # Names

    def local_class(self, name: str) -> Optional[ClassInfo]:
        """The class that a local name certainly is."""
        context: Optional[Context] = self
        while context is not None:
            if name in context.scope.local and context.scope.kind != "class":
                return context.classes_here.get(name) if context.scope.stores.get(name) == 1 else None
            context = context.parent
        return None

    def global_store(self, target: ast.Name) -> str:
        """The JavaScript name of a top-level variable that is assigned."""
        binding = self.file.binding(target.id)
        if not isinstance(binding, Decl) or binding.file is not self.file.file:
            raise self.refuse(
                target,
                "SPR110",
                f"The global {target.id!r} is not defined at the top of the file.",
                "Assign it there first.",
            )
        return self.file.reference(binding, target).id

    def local_name(self, name: str) -> str:
        """The JavaScript name of a variable."""
        return self.renames.get(name) or js_name(name)

    def temp(self) -> js.Name:
        """A fresh variable of this function."""
        name = f"${self.fresh()}"
        self.temps.append(name)
        return js.Name(name)

    def fresh(self) -> int:
        top = self
        while top.parent is not None:
            top = top.parent
        top.counter += 1
        return top.counter

    def captured(self, node: ast.AST) -> list[str]:
        """Local names of this function (and of those around it) that ``node`` reads, in order of appearance."""
        names: dict[str, None] = {}
        for child in walk(node):
            if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load) and child.id != self.self_name:
                if self.scope.owner(child.id) is not None and not _bound_inside(node, child.id):
                    names[child.id] = None
        return list(names)

    # Statements

    def block(self, body: list[ast.stmt]) -> list[js.Stmt]:
        """Lower statements; a problem of one does not hide those of the others."""
        out: list[js.Stmt] = []
        for statement in body:
            outer, self.statement = self.statement, statement
            try:
                out.extend(self._statement(statement))
            except Refusal as refusal:
                self.file.report(refusal, self.class_name, self.method)
                self._look_inside(statement)
            finally:
                self.statement = outer
        return out

    def _statement(self, statement: ast.stmt) -> list[js.Stmt]:
        rule = RULES.get(type(statement))
        if rule is None:
            raise Refusal(
                statement, "SPR100", f"Unsupported statement in browser codegen: {type(statement).__name__}."
            )
        out: list[js.Stmt] = rule(statement, self)  # type: ignore[assignment]
        if out and out[0].at is None:
            out[0].at = (statement.lineno, column(self.file.source, statement))
        return out

    def _look_inside(self, statement: ast.stmt) -> None:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            return
        for name in ("body", "orelse", "finalbody"):
            inner = getattr(statement, name, None)
            if isinstance(inner, list):
                self.block(inner)
        for part in [*getattr(statement, "handlers", []), *getattr(statement, "cases", [])]:
            self.block(part.body)

    @property
    def class_name(self) -> Optional[str]:
        return self.owner.node.name if self.owner is not None else None

    def refuse(self, node: ast.AST, code: str, message: str = "", hint: str = "") -> Refusal:
        """The refusal to raise for ``node``."""
        return Refusal(node, code, message, hint)


def _bound_inside(node: ast.AST, name: str) -> bool:
    for child in walk(node):
        if isinstance(child, ast.arg) and child.arg == name:
            return True
        if isinstance(child, COMPREHENSIONS):
            for generator in child.generators:
                if any(isinstance(n, ast.Name) and n.id == name for n in walk(generator.target)):
                    return True
    return False
