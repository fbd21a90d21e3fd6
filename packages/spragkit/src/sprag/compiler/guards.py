"""Checks of annotated parameters that nobody can fail.

A function checks an annotated parameter when it is called. Where every call is in the same file and gives what the
annotation says, the check is left out: by induction over the calls it would always pass."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import jsast as js
from .model import DEFINITIONS, Definition, Signature, signature
from .project import Decl
from .types import ANY, BOOL, FLOAT, INT, RAW, T
from .walking import walk

if TYPE_CHECKING:
    from .filecontext import FileContext


@dataclass(eq=False)
class Guards:
    """The checks of one file, and the calls that are seen while it is lowered."""

    checks: dict[Definition, dict[str, tuple[js.ExprStmt, T]]] = field(default_factory=dict)
    calls: dict[Definition, dict[ast.Call, dict[str, T]]] = field(default_factory=dict)
    open: set[ast.AST] = field(default_factory=set)
    """Functions that may be called from where it is not seen."""

    def call(self, node: ast.Call, definition: Definition, sig: Signature, types: dict[ast.AST, T]) -> None:
        """Note a call of a function that is known."""
        if any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords):
            self.open.add(definition)
            return
        given = {p.name: types.get(arg, ANY) for p, arg in zip(sig.positional, node.args)}
        given.update({k.arg: types.get(k.value, ANY) for k in node.keywords if k.arg is not None})
        self.calls.setdefault(definition, {})[node] = given

    def settle(self, file: FileContext, exports: dict[str, None]) -> None:
        """Leave out what no call can fail; ``exports`` are called from other files."""
        if not self.checks:
            return
        for definition in self._closed(file, exports):
            defaults = {p.name: p.default for p in signature(definition).params}
            calls = self.calls.get(definition, {}).values()
            for name, (check, promised) in self.checks.get(definition, {}).items():
                # A constant default is part of what the parameter is known to be.
                left_out = isinstance(defaults[name], ast.Constant)
                check.needless = all(_fits(g[name], promised) if name in g else left_out for g in calls)
        if all(check.needless for checks in self.checks.values() for check, _ in checks.values()):
            file.helpers.pop("expect", None)

    def _closed(self, file: FileContext, exports: dict[str, None]) -> Iterator[Definition]:
        """The functions and methods of which every call was seen."""
        tree = file.file.tree
        names = Counter(n.id for n in walk(tree) if isinstance(n, ast.Name))
        attributes = Counter(n.attr for n in walk(tree) if isinstance(n, ast.Attribute))
        for decl in file.file.decls.values():
            if decl.name in exports or decl.rebound:
                continue
            if isinstance(decl.node, DEFINITIONS):
                seen = names[decl.name] == len(self.calls.get(decl.node, {}))
                if seen and decl.node not in self.open and not decl.node.decorator_list:
                    yield decl.node
                continue
            for method in _methods(decl, file):
                if method in self.open or method.decorator_list:
                    continue
                if method.name == "__init__":
                    if not file.project.attributes.classes:
                        yield method
                elif not method.name.startswith("__") and attributes[method.name] == len(
                    self.calls.get(method, {})
                ):
                    others = (f.mentions for f in file.project.parsed.values() if f is not file.file)
                    alone = method.name in file.project.attributes.single
                    if alone and not any(method.name in m.attributes for m in others):
                        yield method


def _methods(decl: Decl, file: FileContext) -> list[Definition]:
    """Those of a class that nobody but the app's own code makes and calls."""
    info = file.class_info(decl)
    if info is None or info.node.decorator_list:
        return []
    if any(i.framework or i.exception or i.enum or i.dataclass or i.unknown_base for i in info.mro()):
        return []
    return [m for m in info.node.body if isinstance(m, DEFINITIONS)]


def _fits(given: T, promised: T) -> bool:
    mask = promised.mask
    if mask & (INT | FLOAT):
        mask |= BOOL | (RAW if mask & FLOAT else 0)
    return given.only(mask)
