"""What else at the top of a file makes a declaration what it is.

Only what roots reach is compiled, so what nobody names would be lost: `TABLE["a"] = 1`, `Config.debug = True`, and
`@register("a") def a(): …` where `register` stores what it is given in `TABLE`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, Optional

from .diagnostics import Diagnostic
from .model import DEFINITIONS
from .project import Decl, File, ModuleRef, Project
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


class Elsewhere(NamedTuple):
    """What a file's top does to ``changed``, which another declares: with a decorator of ``by``, or in a statement."""

    file: File
    statement: ast.stmt
    changed: Decl
    by: Optional[Decl]


def changed_elsewhere(
    project: Project, files: Iterable[File], wanted: Mapping[File, Iterable[str]]
) -> Iterator[Elsewhere]:
    """Changes that ``files`` make to what is wanted of other files."""
    for file in (f for f in files if not f.of_server):
        for statement, expression, by in _Changes.of(file).outward:
            target = _imported(project, file, expression)
            if target is None or target.file not in wanted:
                continue
            for decl in _used(target.file, wanted[target.file]):
                if decl.kind != "function" and target.name in _Changes.of(decl.file).makers(decl) | {
                    decl.name
                }:
                    yield Elsewhere(file, statement, decl, by)
                    break


def lost(change: Elsewhere, is_reached: bool) -> Diagnostic:
    """Says that the browser would miss a change, in a file of which it gets something (``is_reached``) or nothing."""
    file, line, name = change.file, change.statement.lineno, change.changed.name
    home = change.changed.file.source.path
    message = f"{name} of {home} is changed here. The browser would not see it: it gets what is named, not whole files."
    advice = f"Change {name} in {home}" + (
        ", or in a function that is called."
        if is_reached
        else f", or name something of {file.source.path} beside it."
    )
    owner = change.by.name if change.by is not None else None
    return Diagnostic(
        "SPR100", message, advice, file.source.path, line, 0, file.source.line(line), method_name=owner
    )


def _imported(project: Project, file: File, node: ast.expr) -> Optional[Decl]:
    """The declaration of another file that `name.b(c)[d]` or `module.name.b(c)[d]` starts with."""
    name, attribute = _start(node)
    if name not in file.imports:
        return None
    found = project.binding(file, name)
    if isinstance(found, ModuleRef) and attribute is not None:
        found = project.binding(found.file, attribute)
    return found if isinstance(found, Decl) and found.file is not file else None


def _used(file: File, names: Iterable[str]) -> list[Decl]:
    """What ``names`` of a file are made of, in that file."""
    used: dict[str, Decl] = {}
    pending = list(names)
    while pending:
        name = pending.pop()
        if name in file.decls and name not in used:
            used[name] = file.decls[name]
            pending.extend(n for s in used[name].statements for n in _names(s))
    return list(used.values())


class _Changes:
    """Of one file, read once."""

    def __init__(self, file: File) -> None:
        self.file = file
        self.statements = [
            (s, _changed([s]), _names(s), _root(s.value) if isinstance(s, ast.Expr) else None)
            for s in file.tree.body
            if not isinstance(s, DECLARING)
        ]
        self.decorated = [
            (decl, {_root(d) for d in _decorators(decl.node)})
            for decl in file.decls.values()
            if _decorators(decl.node)
        ]
        self.outward = [
            *((decl.node, d, decl) for decl, _ in self.decorated for d in _decorators(decl.node)),
            *((s, e, None) for s, *_ in self.statements if not _is_main(s) for e in _changing([s])),
        ]
        self._functions: Optional[dict[str, tuple[set[str], set[str]]]] = None

    @classmethod
    def of(cls, file: File) -> _Changes:
        if not isinstance(file.changes, cls):
            file.changes = cls(file)
        return file.changes

    def changers(self, decl: Decl) -> set[Optional[str]]:
        """Functions that change a value, or mention one that does, where the file's top calls any."""
        used = {called for *_, called in self.statements}.union(*(names for _, names in self.decorated))
        return set() if used.isdisjoint(self.file.decls) else self.makers(decl)

    def makers(self, decl: Decl) -> set[Optional[str]]:
        """Functions of the file that change a value, or mention one that does."""
        if decl.kind != "value":
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


def _decorators(node: ast.stmt) -> list[ast.expr]:
    return node.decorator_list if isinstance(node, (*DEFINITIONS, ast.ClassDef)) else []


def _is_main(statement: ast.stmt) -> bool:
    """`if __name__ == "__main__":`, which no import runs."""
    return isinstance(statement, ast.If) and "__name__" in _names(statement.test)


def _changing(statements: Iterable[ast.stmt]) -> list[ast.expr]:
    """What these statements assign to, delete or call: `name.x = …`, `del name[k]`, `name.method(…)`."""
    out: list[ast.expr] = []
    for node in (n for s in statements for n in walk(s)):
        if isinstance(node, (ast.Assign, ast.Delete)):
            out += node.targets
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign)):
            out.append(node.target)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            out.append(node.value)
    return [node for node in out if not isinstance(node, ast.Name)]


def _changed(statements: Iterable[ast.stmt]) -> set[str]:
    """Names whose objects these statements change."""
    out: set[str] = set()
    for node in _changing(statements):
        if not isinstance(node, ast.Call):
            out |= _names(node)
        elif isinstance(node.func, ast.Attribute):
            root = _root(node.func)
            out |= {root} if root is not None else set()
    return out


def _names(node: ast.AST) -> set[str]:
    return {n.id for n in walk(node) if isinstance(n, ast.Name)}


def _root(node: ast.expr) -> Optional[str]:
    """The name that `a.b[c](d).e` starts with."""
    return _start(node)[0] or None


def _start(node: ast.expr) -> tuple[str, Optional[str]]:
    """The name that `a.b[c](d).e` starts with, empty where it is none, and the attribute that is asked of it first."""
    attribute = None
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        attribute = node.attr if isinstance(node, ast.Attribute) else None
        node = node.func if isinstance(node, ast.Call) else node.value
    return (node.id, attribute) if isinstance(node, ast.Name) else ("", None)
