"""What each name is: Python's scopes, read off the tree.

A name that is assigned anywhere in a function belongs to that function, whole. Comprehensions and lambdas have scopes
of their
own; class bodies are not seen from methods.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Optional, Union

FunctionNode = Union[ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(eq=False)
class Scope:
    """The names of one function, lambda, comprehension, class body or module."""

    kind: str
    node: ast.AST
    parent: Optional[Scope] = None
    params: list[str] = field(default_factory=list)
    local: set[str] = field(default_factory=set)
    nonlocals: set[str] = field(default_factory=set)
    globals: set[str] = field(default_factory=set)
    captured: set[str] = field(default_factory=set)
    """Local names that a function inside reads or writes."""
    shared: set[str] = field(default_factory=set)
    """Local names that a function inside assigns (`nonlocal`)."""
    uses: set[str] = field(default_factory=set)
    children: dict[ast.AST, Scope] = field(default_factory=dict)
    stores: dict[str, int] = field(default_factory=dict)
    yields: bool = False
    returns: bool = False
    """A function that returns a value; calls of the others give undefined, which callers turn into None."""

    def owner(self, name: str) -> Optional[Scope]:
        """The scope that binds ``name`` as seen from here; None for module names and builtins."""
        scope: Optional[Scope] = self
        first = True
        while scope is not None and scope.kind != "module":
            if name in scope.globals:
                return None
            if name in scope.local and name not in scope.nonlocals and (first or scope.kind != "class"):
                return scope
            first = False
            scope = scope.parent
        return None

    def function(self) -> Scope:
        """The nearest function or module around this scope (comprehensions and lambdas are inside one)."""
        scope = self
        while scope.kind in ("comprehension", "class") and scope.parent is not None:
            scope = scope.parent
        return scope


def first_parameter(node: FunctionNode) -> Optional[str]:
    """The parameter that a method gets its object in."""
    args = node.args
    return next((a.arg for a in (*args.posonlyargs, *args.args)), None)


class _Builder(ast.NodeVisitor):
    def __init__(self, module: ast.AST) -> None:
        self.scope = Scope("module", module)
        self.of: dict[ast.AST, Scope] = {module: self.scope}

    def enter(self, kind: str, node: ast.AST) -> Scope:
        child = Scope(kind, node, self.scope)
        self.scope.children[node] = child
        self.of[node] = child
        return child

    def bind(self, name: str) -> None:
        scope = self.scope
        scope.local.add(name)
        scope.stores[name] = scope.stores.get(name, 0) + 1

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.scope.uses.add(node.id)
        else:
            self.bind(node.id)

    def visit_function(self, node: FunctionNode) -> None:
        if not isinstance(node, ast.Lambda):
            for decorator in node.decorator_list:
                self.visit(decorator)
            self.bind(node.name)
        args = node.args
        for default in [*args.defaults, *(d for d in args.kw_defaults if d is not None)]:
            self.visit(default)
        outer, self.scope = self.scope, self.enter("function", node)
        for arg in [*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg]:
            if arg is not None:
                self.scope.params.append(arg.arg)
                self.bind(arg.arg)
        for child in [node.body] if isinstance(node, ast.Lambda) else node.body:
            self.visit(child)
        self.scope = outer

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = visit_function

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for child in [*node.decorator_list, *node.bases, *(k.value for k in node.keywords)]:
            self.visit(child)
        self.bind(node.name)
        outer, self.scope = self.scope, self.enter("class", node)
        for statement in node.body:
            self.visit(statement)
        self.scope = outer

    def visit_comprehension_node(self, node: ast.AST) -> None:
        generators: list[ast.comprehension] = node.generators  # type: ignore[attr-defined]
        self.visit(generators[0].iter)  # evaluated outside
        outer, self.scope = self.scope, self.enter("comprehension", node)
        for i, generator in enumerate(generators):
            self.visit(generator.target)
            if i:
                self.visit(generator.iter)
            for test in generator.ifs:
                self.visit(test)
        if isinstance(node, ast.DictComp):
            self.visit(node.key)
            self.visit(node.value)
        else:
            self.visit(node.elt)  # type: ignore[attr-defined]
        self.scope = outer

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_comprehension_node

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        here, self.scope = self.scope, self.scope.function()
        self.bind(node.target.id)
        self.scope = here

    def visit_Global(self, node: ast.Global) -> None:
        self.scope.globals.update(node.names)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        self.scope.nonlocals.update(node.names)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.bind(node.name)
        self.generic_visit(node)

    def visit_alias(self, node: ast.alias) -> None:
        self.bind(node.asname or node.name.split(".")[0])

    def visit_MatchAs(self, node: ast.AST) -> None:
        name: Optional[str] = getattr(node, "name", None) or getattr(node, "rest", None)
        if name:
            self.bind(name)
        self.generic_visit(node)

    visit_MatchStar = visit_MatchMapping = visit_MatchAs

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is not None:
            self.scope.function().returns = True
            self.visit(node.value)

    def visit_Yield(self, node: ast.AST) -> None:
        self.scope.function().yields = True
        self.generic_visit(node)

    visit_YieldFrom = visit_Yield


def build_scopes(module: ast.Module) -> dict[ast.AST, Scope]:
    """The scope of the module and of every function, lambda, comprehension and class in it."""
    builder = _Builder(module)
    for statement in module.body:
        builder.visit(statement)
    for scope in builder.of.values():
        scope.local -= scope.nonlocals | scope.globals
    for scope in builder.of.values():
        if scope.kind == "module":
            continue
        for name in scope.uses | scope.nonlocals:
            owner = (
                scope.owner(name)
                if name not in scope.nonlocals
                else scope.parent and scope.parent.owner(name)
            )
            if owner is not None and _outlives(scope, owner):
                owner.captured.add(name)
                if name in scope.nonlocals:
                    owner.shared.add(name)
    return builder.of


def _outlives(scope: Scope, owner: Scope) -> bool:
    """Whether code in ``scope`` may run later than the place where it stands in ``owner``."""
    current: Optional[Scope] = scope
    while current is not None and current is not owner:
        if current.kind == "function" or isinstance(current.node, ast.GeneratorExp):
            return True
        current = current.parent
    return False
