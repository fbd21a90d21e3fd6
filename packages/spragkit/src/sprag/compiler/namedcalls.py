"""Where a file calls with keywords what may be any function: those that may be called so carry their parameters.

Read from the names alone. A name too many costs a little code; a name too few makes a call fail with a TypeError."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from .scopes import Scope
from .walking import walk

NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(eq=False)
class NamedCalls:
    """Of one file."""

    attributes: set[str] = field(default_factory=set)
    """`x.name(a=1)`, where x is neither the framework's nor `self` with a method of the file."""
    names: set[str] = field(default_factory=set)
    """Imported names that are called with keywords, as the file they come from has them."""
    values: set[str] = field(default_factory=set)
    """Names of the file that stand for any function: its variables, and functions with decorators."""
    anything: bool = False
    """Whether a value of the file itself is called with keywords."""

    @classmethod
    def of(cls, tree: ast.Module, scopes: dict[ast.AST, Scope]) -> NamedCalls:
        out = cls(values=_top_level_values(tree))
        local = _local_values(scopes.values())
        imported, outside = _imports(tree)
        own = {n.name for s in scopes if isinstance(s, ast.ClassDef) for n in s.body if isinstance(n, NAMED)}
        for call in walk(tree):
            if not isinstance(call, ast.Call) or not call.keywords:
                continue
            func = call.func
            if isinstance(func, ast.Attribute):
                receiver = func.value.id if isinstance(func.value, ast.Name) else ""
                known = receiver in outside or (receiver == "self" and func.attr in own)
                if not known and func.attr != "__init__":
                    out.attributes.add(func.attr)
            elif not isinstance(func, ast.Name) or func.id in local or func.id in out.values:
                out.anything = True
            elif func.id in imported:
                out.names.add(imported[func.id])
        return out


def _top_level_values(tree: ast.Module) -> set[str]:
    out: set[str] = set()
    for node in tree.body:
        if isinstance(node, NAMED):
            if node.decorator_list and not isinstance(node, ast.ClassDef):
                out.add(node.name)
        else:
            out.update(n.id for n in walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return out


def _local_values(scopes: Iterable[Scope]) -> set[str]:
    out: set[str] = set()
    for scope in scopes:
        if scope.kind in ("function", "comprehension"):
            inner = [n for n in scope.children if isinstance(n, NAMED)]
            known = {n.name for n in inner if not n.decorator_list and scope.stores.get(n.name) == 1}
            out |= scope.local - known
    return out


def _imports(tree: ast.Module) -> tuple[dict[str, str], set[str]]:
    """Imported names with what they are called where they come from; and those that are the framework's."""
    imported: dict[str, str] = {}
    outside: set[str] = set()
    for node in walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            root = getattr(node, "module", None) or ""
            for alias in node.names:
                imported[alias.asname or alias.name] = alias.name
                if root.split(".")[0] == "sprag":
                    outside.add(alias.asname or alias.name)
    return imported, outside
