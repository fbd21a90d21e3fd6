"""Where a file hands classes on as values: an unknown function that it calls may be one.

Read from the names alone. A class that is called, asked for or inherited by its name is none; a name too many costs a
little code in apps that hand classes on, a name too few would cost the answer."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any, Callable, Optional

from .walking import walk

ANY_CLASS = "*"
"""In place of a name: the class of some object, as `type(x)`, `x.__class__` or the `cls` of a class method."""


REMADE = "cls()"
"""In place of a name: a class method calls its `cls`."""


def class_values(tree: ast.AST) -> set[str]:
    """The names that are read where a class would be handed on."""
    return _Reader().read(tree)


class _Reader:
    def __init__(self) -> None:
        self.found: set[str] = set()
        self.used: set[ast.AST] = set()  # nodes that stand where a class is used by its name
        self.own: set[str] = set()  # names of the class in class methods

    def read(self, tree: ast.AST) -> set[str]:
        for node in walk(tree):
            if type(node) is ast.Name:
                if node not in self.used:
                    self.found.add(node.id)
            elif type(node) in RULES:
                RULES[type(node)](self, node)
        if not self.found.isdisjoint(self.own):
            self.found.add(ANY_CLASS)
        return self.found

    def call(self, node: ast.Call) -> None:
        func = node.func
        if isinstance(func, ast.Name):
            self.used.add(func)
            if func.id in self.own:
                self.found.add(REMADE)
            if func.id in ("isinstance", "issubclass") and len(node.args) == 2:
                self.used.update(walk(node.args[1]))
            elif func.id == "cast" and node.args:
                self.used.update(walk(node.args[0]))
            elif func.id == "type" and node not in self.used:
                self.found.add(ANY_CLASS)
        self.used.update(k.value for k in node.keywords if k.arg == "default_factory")

    def attribute(self, node: ast.Attribute) -> None:
        self.used.add(node.value)
        if node.attr == "__class__" and node not in self.used:
            self.found.add(ANY_CLASS)

    def class_(self, node: ast.ClassDef) -> None:
        for base in node.bases:
            self.used.update(walk(base))
        self.used.update(node.decorator_list)
        known = ("dataclass", "final", "total_ordering", "unique")
        if any(ast.unparse(d).partition("(")[0].rpartition(".")[2] not in known for d in node.decorator_list):
            self.found.add(node.name)

    def function(self, node: ast.FunctionDef) -> None:
        args = node.args
        named = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
        self.annotations([*(a.annotation for a in named if a is not None), node.returns])
        self.used.update(node.decorator_list)
        if named[0] is not None and any(getattr(d, "id", "") == "classmethod" for d in node.decorator_list):
            self.own.add(named[0].arg)

    def annotated(self, node: ast.AnnAssign) -> None:
        self.annotations([node.annotation])

    def annotations(self, nodes: Iterable[Optional[ast.AST]]) -> None:
        for node in nodes:
            if node is not None:
                self.used.update(walk(node))

    def handler(self, node: ast.ExceptHandler) -> None:
        self.annotations([node.type])

    def raise_(self, node: ast.Raise) -> None:
        self.used.update(n for n in (node.exc, node.cause) if n is not None)

    def compare(self, node: ast.Compare) -> None:
        for part in (node.left, *node.comparators):
            self.used.update(part.elts if isinstance(part, (ast.Tuple, ast.List, ast.Set)) else [part])

    def subscript(self, node: ast.Subscript) -> None:
        self.used.add(node.value)

    def pattern(self, node: ast.AST) -> None:
        self.used.add(node.cls)  # type: ignore[attr-defined]


RULES: dict[type, Callable[[_Reader, Any], None]] = {
    ast.Call: _Reader.call,
    ast.Attribute: _Reader.attribute,
    ast.ClassDef: _Reader.class_,
    ast.FunctionDef: _Reader.function,
    ast.AsyncFunctionDef: _Reader.function,
    ast.AnnAssign: _Reader.annotated,
    ast.ExceptHandler: _Reader.handler,
    ast.Raise: _Reader.raise_,
    ast.Compare: _Reader.compare,
    ast.Subscript: _Reader.subscript,
}
if hasattr(ast, "MatchClass"):
    RULES[ast.MatchClass] = _Reader.pattern
