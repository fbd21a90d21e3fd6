"""A function's run from its parameters to the functions inside it."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Optional

from ..model import DEFINITIONS, signature
from ..scopes import FunctionNode, Scope, first_parameter
from ..types import ANY, T_DICT, T_NONE, T_TUPLE, T_UNBOUND, T
from .annotations import ANNOTATED
from .counters import counters_of
from .names import Env
from .sites import Sites
from .statements import Statements


@dataclass(eq=False)
class Flow(Statements):
    """One function's run. Afterwards ``types`` holds the type of every expression, ``assigned`` of every local name."""

    inner: dict[ast.AST, Flow] = field(default_factory=dict)

    def run(self) -> Flow:
        """Infer the function that the scope belongs to, then the functions inside it."""
        node = self.scope.node
        env: Env = dict.fromkeys(self.scope.local, T_UNBOUND)
        if isinstance(node, (*DEFINITIONS, ast.Lambda)):
            self._parameters(node, env)
        body = node.body if isinstance(node, (*DEFINITIONS, ast.ClassDef, ast.Module)) else None
        self.counters = counters_of(self.scope, body or [])
        self.env = env
        if isinstance(node, ast.Lambda):
            self.returns = self.expr(node.body)
        else:
            self._body(body or [], env)
        self._finish_closures()
        return self

    def _body(self, body: list[ast.stmt], env: Env) -> None:
        """Follow a function's statements until what its lists hold is known."""
        self.sites = Sites() if self.scope.kind == "function" else None
        while True:
            self.env = dict(env)
            self.block(body)
            if self.sites is None or self.sites.settled():
                break
        if self.env is not None:
            self.returns = self.returns.join(T_NONE)

    def _parameters(self, node: FunctionNode, env: Env) -> None:
        names = signature(node).params
        first = first_parameter(node)
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
            self.note(param.name, t)

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
        if isinstance(node, ast.Name) and self.scope.owner(node.id) is None and self.facts.is_type(node.id):
            return ANNOTATED.get(node.id, ANY)
        return ANY

    def _finish_closures(self) -> None:
        for node, env in self.closures:
            scope = self.scope.children.get(node) or self._scope_in_comprehension(node)
            flow = Flow(self.facts, scope, self, types=self.types)
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
        self.closures = []
