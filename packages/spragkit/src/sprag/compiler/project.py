"""The files of a project as the compiler sees them: what each declares at its top, and where an imported name comes
from."""

from __future__ import annotations

import ast
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional, Union

from .catalogue import CATALOGUE
from .diagnostics import Diagnostic
from .mentions import Attributes, Mentions
from .scopes import Scope, build_scopes
from .source import Source, column


@dataclass(eq=False)
class Decl:
    """One name of a file's top level: a function, a class, or a value with the statements that make it."""

    kind: str  # function | class | value
    name: str
    file: File
    node: ast.stmt
    statements: list[ast.stmt] = field(default_factory=list)
    rebound: bool = False
    """A function or a later statement assigns the name again."""

    def __repr__(self) -> str:
        return f"<{self.kind} {self.file.source.path}:{self.name}>"


@dataclass(frozen=True)
class External:
    """A name from outside the project: ``module`` and the attribute ``name`` in it (None: the module itself)."""

    module: str
    name: Optional[str]


@dataclass(frozen=True)
class ModuleRef:
    """`from app import money`: a file of the project as a value."""

    file: File


Binding = Union[Decl, External, ModuleRef]


@dataclass(eq=False)
class File:
    """A parsed file."""

    source: Source
    tree: ast.Module
    scopes: dict[ast.AST, Scope]
    decls: dict[str, Decl] = field(default_factory=dict)
    imports: dict[str, tuple[ast.stmt, str, Optional[str], int]] = field(default_factory=dict)
    """Local name: the statement, module, name in it (None for `import m`), relative level."""
    modules: set[str] = field(default_factory=set)
    """What `import a.b` names, which makes `a.b` a value of `a`."""
    errors: list[Diagnostic] = field(default_factory=list)
    mentions: Mentions = field(default_factory=Mentions)
    digest: str = ""
    changes: object = None
    """What changes.py has read out of the file."""

    @property
    def of_server(self) -> bool:
        """Whether browser code may take nothing of it: `server.py`, and every file of a package `server`."""
        return "server" in self.source.path[: -len(".py")].split("/")

    @property
    def scope(self) -> Scope:
        return self.scopes[self.tree]


class Project:
    """Reads and keeps files; resolves imports between them. One object per folder lives as long as the process: a file
    whose text
    is the same stays parsed."""

    known: dict[Path, Project] = {}

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.parsed: dict[str, File] = {}
        self.files: dict[str, Optional[File]] = {}
        self.attributes = Attributes()
        self.edition = 0
        """Counts the times that what classes are may have changed."""
        self.classes: object = None
        """What model.py knows about the classes of an edition."""
        self._imported: dict[tuple[int, str, Optional[str], int], Binding] = {}
        self._modules: dict[tuple[str, str, int], Optional[File]] = {}

    @classmethod
    def at(cls, root: Path) -> Project:
        """The project of a folder, ready to look at its files anew."""
        root = root.resolve()
        project = cls.known.get(root)
        if project is None:
            if len(cls.known) > 4:
                cls.known.clear()
            project = cls.known[root] = cls(root)
        project.refresh()
        return project

    def refresh(self) -> None:
        """Forget what may have changed on disk; a file whose text is the same is not parsed again."""
        stale = False
        for path, file in list(self.parsed.items()):
            target = self.root / path
            if not target.is_file() or Source.read(target, self.root).text != file.source.text:
                del self.parsed[path]
                stale = True
        stale = stale or any(file is None and Path(path).is_file() for path, file in self.files.items())
        self.files = {}
        self._imported = {}
        self._modules = {}
        if stale:
            self.edition += 1

    def defines(self, name: str) -> bool:
        """Whether a class of the app has a member ``name``."""
        return name in self.attributes.members

    def settle(self, roots: list[File]) -> list[File]:
        """Read every file that the roots import, however far, and give them: what classes define is known before
        anything is lowered."""
        files = self.reachable(*roots)
        lent = self.attributes.lent
        self.attributes = Attributes(f.mentions for f in files)
        if self.attributes.lent != lent:
            self.edition += 1  # what its classes are has changed
        return files

    def reachable(self, *files: File) -> list[File]:
        """Files and every project file that they import, however far."""
        seen: dict[int, File] = {}
        pending = [*reversed(files)]
        while pending:
            current = pending.pop()
            if id(current) in seen:
                continue
            seen[id(current)] = current
            for _, module, attribute, level in current.imports.values():
                target = self.module_file(current, module, level)
                found = self.imported(current, module, attribute, level)
                pending.extend(f for f in (target, getattr(found, "file", None)) if f is not None)
            dotted = [self.module_file(current, module, 0) for module in sorted(current.modules)]
            pending.extend(f for f in dotted if f is not None)
        return list(seen.values())

    def load(self, path: Path) -> Optional[File]:
        """The file at ``path``, parsed once; None when there is no such file. A syntax error is in ``errors``."""
        key = str(path)
        if key not in self.files:
            self.files[key] = self._read(path)
        return self.files[key]

    def _read(self, path: Path) -> Optional[File]:
        path = path.resolve()
        if self.root not in path.parents:
            return None
        relative = path.relative_to(self.root).as_posix()
        if relative not in self.parsed:
            if not path.is_file():
                return None
            self.parsed[relative] = parse_file(Source.read(path, self.root))
        return self.parsed[relative]

    def binding(self, file: File, name: str) -> Optional[Binding]:
        """What the top-level ``name`` of ``file`` is; None when the file does not bind it."""
        if name in file.decls:
            return file.decls[name]
        if name not in file.imports:
            return None
        _, module, attribute, level = file.imports[name]
        return self.imported(file, module, attribute, level)

    def imported(self, file: File, module: str, attribute: Optional[str], level: int) -> Binding:
        """What `from module import attribute` in ``file`` names; follows re-exports."""
        key = (id(file), module, attribute, level)
        found = self._imported.get(key)
        if found is None:
            # A name that two files import from one another is nobody's.
            self._imported[key] = External("." * level + module, attribute)
            found = self._imported[key] = self._find(file, module, attribute, level)
        return found

    def _find(self, file: File, module: str, attribute: Optional[str], level: int) -> Binding:
        target = self.module_file(file, module, level)
        if target is None:
            base = self.module_folder(file, module, level)
            if attribute is not None and base is not None:
                sub = self.load(base / f"{attribute}.py")
                if sub is not None:
                    return ModuleRef(sub)
            return External("." * level + module, attribute)
        if attribute is None:
            return ModuleRef(target)
        found = self.binding(target, attribute)
        if found is not None:
            return found
        base = self.module_folder(file, module, level)
        sub = self.load(base / f"{attribute}.py") if base is not None else None
        return ModuleRef(sub) if sub is not None else External("." * level + module, attribute)

    def submodule(self, package: File, name: str, importer: File) -> Optional[File]:
        """The file of `package.name`, where ``importer`` has said `import package.name`."""
        path = package.source.path
        if not path.endswith("/__init__.py"):
            return None
        dotted = path[: -len("/__init__.py")].replace("/", ".") + "." + name
        if not any(m == dotted or m.startswith(dotted + ".") for m in importer.modules):
            return None
        return self.module_file(importer, dotted, 0)

    def module_folder(self, file: File, module: str, level: int) -> Optional[Path]:
        parts = module.split(".") if module else []
        if level:
            base = (self.root / file.source.path).parent
            for _ in range(level - 1):
                base = base.parent
        else:
            base = self.root
        return base.joinpath(*parts)

    def module_file(self, file: File, module: str, level: int) -> Optional[File]:
        key = (file.source.path if level else "", module, level)
        if key not in self._modules:
            base = self.module_folder(file, module, level)
            found = None
            if base is not None and base != self.root:
                found = self.load(base.with_name(base.name + ".py")) or self.load(base / "__init__.py")
            self._modules[key] = found
        return self._modules[key]


def parse_file(source: Source) -> File:
    """Parse one file; a syntax error becomes its only diagnostic."""
    try:
        if source.problem:
            raise ValueError(source.problem)
        tree = ast.parse(source.text, filename=source.path)
        scopes = build_scopes(tree)
    except SyntaxError as error:
        line = error.lineno or 1
        entry = CATALOGUE["SPR001"]
        diagnostic = Diagnostic(
            "SPR001",
            f"{entry.title} {error.msg}",
            entry.instead,
            source.path,
            line,
            max(0, (error.offset or 1) - 1),
            source.line(line),
        )
        return _broken(source, diagnostic)
    except (RecursionError, MemoryError):
        entry = CATALOGUE["SPR199"]
        return _broken(
            source, Diagnostic("SPR199", entry.title, entry.instead, source.path, 1, 0, source.line(1))
        )
    except ValueError as error:  # a null byte in the text, or no text at all
        entry = CATALOGUE["SPR001"]
        return _broken(
            source, Diagnostic("SPR001", f"{entry.title} {error}", entry.instead, source.path, 1, 0, "")
        )
    file = File(source, tree, scopes)
    file.digest = hashlib.sha256(f"{source.path}\0{source.text}".encode("utf-8", "surrogatepass")).hexdigest()
    _collect(file)
    return file


def _broken(source: Source, diagnostic: Diagnostic) -> File:
    tree = ast.Module([], [])
    return File(source, tree, build_scopes(tree), errors=[diagnostic])


def _collect(file: File) -> None:
    file.mentions = Mentions.of(file.tree, file.scopes)
    for statement in file.tree.body:
        _declare(file, statement)
    for scope in file.scopes.values():
        if scope.kind == "function":
            _local_imports(file, scope)
    for scope in file.scopes.values():
        for name in scope.globals:
            if scope.kind != "module" and name in file.decls and name in _assigned_globals(scope):
                file.decls[name].rebound = True


def _local_imports(file: File, scope: Scope) -> None:
    """`import math` inside a function: the same as at the top, where the name means nothing else."""
    body: list[ast.stmt] = getattr(scope.node, "body", []) if not isinstance(scope.node, ast.Lambda) else []
    for statement in body:
        if not isinstance(statement, (ast.Import, ast.ImportFrom)):
            continue
        outer = file.imports
        file.imports = {}
        _declare(file, statement)
        found, file.imports = file.imports, outer
        for name, entry in found.items():
            same = name not in outer or outer[name][1:] == entry[1:]
            if same and name not in file.decls and scope.stores.get(name) == 1:
                scope.local.discard(name)
                outer.setdefault(name, entry)


def _assigned_globals(scope: Scope) -> set[str]:
    return {name for name in scope.globals if name in scope.stores}


def _declare(file: File, statement: ast.stmt) -> None:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        if any(ast.unparse(d).rpartition(".")[2] == "overload" for d in statement.decorator_list):
            return  # for type checkers; the definition follows
        kind = "class" if isinstance(statement, ast.ClassDef) else "function"
        _bind(file, statement.name, kind, statement)
    elif isinstance(statement, ast.Import):
        for alias in statement.names:
            name = alias.asname or alias.name.split(".")[0]
            module = alias.name if alias.asname else alias.name.split(".")[0]
            file.imports[name] = (statement, module, None, 0)
            if "." in alias.name and not alias.asname:
                file.modules.add(alias.name)
    elif isinstance(statement, ast.ImportFrom):
        for alias in statement.names:
            file.imports[alias.asname or alias.name] = (
                statement,
                statement.module or "",
                alias.name,
                statement.level,
            )
    elif isinstance(statement, ast.If) and _is_type_checking(statement.test):
        for inner in statement.body:
            if isinstance(inner, (ast.Import, ast.ImportFrom)):
                _declare(file, inner)
    else:
        for name in _names_bound(statement):
            _bind(file, name, "value", statement)


def _bind(file: File, name: str, kind: str, statement: ast.stmt) -> None:
    known = file.decls.get(name)
    if known is None:
        file.decls[name] = Decl(kind, name, file, statement, [statement])
    else:
        known.statements.append(statement)
        known.rebound = True
    file.imports.pop(name, None)


def _is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def _names_bound(statement: ast.stmt) -> list[str]:
    names: dict[str, None] = {}
    pending: list[ast.AST] = [statement]
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names[node.name] = None
            continue
        if isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            continue
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names[node.id] = None
        if isinstance(node, ast.ExceptHandler) and node.name:
            names[node.name] = None
        if isinstance(node, ast.alias):
            names[node.asname or node.name.split(".")[0]] = None
        pending.extend(ast.iter_child_nodes(node))
    return list(names)


def place(source: Source, node: ast.AST) -> tuple[int, int]:
    """1-based line and 0-based column of a node."""
    return getattr(node, "lineno", 1), column(source, node)
