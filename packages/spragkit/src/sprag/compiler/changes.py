"""What else at the top of a file makes a declaration what it is.

Only what roots reach is compiled, so what nobody names would be lost: `TABLE["a"] = 1`, `Config.debug = True`, and
`@register("a") def a(): …` where `register` stores what it is given in `TABLE`."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Optional
from weakref import WeakKeyDictionary

from .model import DEFINITIONS
from .project import Decl, File
from .walking import walk

COMPOUND = (ast.For, ast.While, ast.If, ast.With, ast.Try)
DECLARING = (*DEFINITIONS, ast.ClassDef, ast.Import, ast.ImportFrom)


def changes_of(decl: Decl) -> list[ast.stmt]:
    """Statements of the file, beside those that bind the name, that change what it stands for."""
    found = _Changes.of(decl.file)
    changers = found.changers(decl)
    out: list[ast.stmt] = []
    for statement, changed, mentioned, called in found.statements:
        names = mentioned if decl.kind == "value" and isinstance(statement, COMPOUND) else changed
        if (decl.name in names or called in changers) and statement not in decl.statements:
            out.append(statement)
    return out


def registered_in(decl: Decl) -> list[Decl]:
    """Functions and classes of the file with a decorator that may keep them in a value or a class of it."""
    if decl.kind == "function":
        return []
    found = _Changes.of(decl.file)
    makers = found.changers(decl) | {decl.name}
    return [other for other, decorators in found.decorated if other is not decl and decorators & makers]


class _Changes:
    """Of one file, read once."""

    kept: WeakKeyDictionary[File, _Changes] = WeakKeyDictionary()

    def __init__(self, file: File) -> None:
        self.file = file
        self.statements = [
            (s, _changed([s]), _names(s), _root(s.value) if isinstance(s, ast.Expr) else None)
            for s in file.tree.body
            if not isinstance(s, DECLARING)
        ]
        self.decorated = [
            (decl, {_root(d) for d in decl.node.decorator_list})
            for decl in file.decls.values()
            if isinstance(decl.node, (*DEFINITIONS, ast.ClassDef)) and decl.node.decorator_list
        ]
        self._functions: Optional[dict[str, tuple[set[str], set[str]]]] = None

    @classmethod
    def of(cls, file: File) -> _Changes:
        found = cls.kept.get(file)
        if found is None:
            found = cls.kept[file] = cls(file)
        return found

    def changers(self, decl: Decl) -> set[Optional[str]]:
        """Functions that change a value, or mention one that does, where the file's top calls any."""
        used = {called for *_, called in self.statements}.union(*(names for _, names in self.decorated))
        if decl.kind != "value" or used.isdisjoint(self.file.decls):
            return set()
        functions = self._read_functions()
        out: set[Optional[str]] = {name for name, (changed, _) in functions.items() if decl.name in changed}
        more = out
        while more:
            more = {n for n, (_, mentioned) in functions.items() if n not in out and mentioned & out}
            out |= more
        return out

    def _read_functions(self) -> dict[str, tuple[set[str], set[str]]]:
        """What each function of the file changes outside of it, and what it mentions."""
        if self._functions is None:
            self._functions = {}
            for name, decl in self.file.decls.items():
                if isinstance(decl.node, DEFINITIONS):
                    scope = self.file.scopes[decl.node]
                    changed = _changed(decl.node.body) | scope.globals
                    self._functions[name] = (changed - scope.local, _names(decl.node))
        return self._functions


def _changed(statements: Iterable[ast.stmt]) -> set[str]:
    """Names whose objects these statements change: `name.x = …`, `name[k] = …`, `del name[k]`, `name.method(…)`."""
    out: set[str] = set()
    for node in (n for s in statements for n in walk(s)):
        targets: list[ast.expr] = []
        if isinstance(node, (ast.Assign, ast.Delete)):
            targets = node.targets
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign)):
            targets = [node.target]
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            root = _root(node.value.func) if isinstance(node.value.func, ast.Attribute) else None
            out |= {root} if root is not None else set()
        for target in targets:
            out |= _names(target) if not isinstance(target, ast.Name) else set()
    return out


def _names(node: ast.AST) -> set[str]:
    return {n.id for n in walk(node) if isinstance(n, ast.Name)}


def _root(node: ast.expr) -> Optional[str]:
    """The name that `a.b[c](d).e` starts with."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None
