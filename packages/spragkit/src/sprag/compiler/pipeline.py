"""From roots to units: which declarations are reached, and the file that each source becomes."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional

from . import jsast as js
from .cache import Cache, Entry
from .catalogue import CATALOGUE
from .changes import changed_elsewhere, changes_of, lost, registered_in
from .context import Context
from .diagnostics import Diagnostic, JSCodegenError, Refusal
from .emit import print_program
from .filecontext import FileContext, Options
from .infer import Flow
from .lower.rules import top_level, top_level_class
from .model import DEFINITIONS, Classes, signature
from .names import js_name
from .project import Decl, File, Project, place
from .sourcemap import source_map
from .unit import Unit, cycles


@dataclass(frozen=True)
class Root:
    """A declaration that a surface uses: a Component or Module class, or a store."""

    file: Path
    name: str


@dataclass
class Program:
    """Units by output path, and every problem of every file; a file with problems has no unit."""

    units: dict[str, Unit] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def raise_if_any(self) -> None:
        """Raise `JSCodegenError` with all problems, when there are any."""
        if self.diagnostics:
            raise JSCodegenError(self.diagnostics)


class Compiler:
    """One run over the declarations that the roots reach."""

    def __init__(self, project: Project, options: Options, cache: Cache) -> None:
        self.project = project
        self.options = options
        self.cache = cache
        self.files: dict[File, FileContext] = {}
        self.modules: dict[File, Context] = {}
        self.bodies: dict[Decl, list[js.Stmt]] = {}
        self.extra: dict[File, dict[ast.stmt, list[js.Stmt]]] = {}
        self.wanted: dict[File, dict[str, None]] = {}
        """Names of each file that roots or other files use."""
        self.chains: dict[File, list[str]] = {}
        self.entries: dict[File, Entry] = {}
        self.reaches: dict[File, dict[tuple[str, str], None]] = {}
        self.diagnostics: list[Diagnostic] = []

    def context(self, file: File) -> FileContext:
        found = self.files.get(file)
        if found is None:
            found = self.files[file] = FileContext(self.project, self.classes, file, self.options)
            found.chain = self.chains[file]
            flow = Flow(found, file.scope)
            flow.env = {}
            self.modules[file] = Context(found, file.scope, flow)
        return found

    def run(self, roots: Iterable[Root]) -> None:
        queue: list[File] = []
        for root in roots:
            file = self.project.load(root.file)
            if file is None:
                raise FileNotFoundError(f"{root.file} is not a file of the project {self.project.root}")
            decl = self.project.binding(file, root.name)
            if isinstance(decl, Decl) and decl.file.of_server:
                message = f"{decl.name} is declared in {decl.file.source.path}, which is server code."
                advice = "Move the class into components.py or modules.py."
                line = decl.node.lineno
                self.diagnostics.append(
                    Diagnostic(
                        "SPR113",
                        message,
                        advice,
                        decl.file.source.path,
                        line,
                        0,
                        decl.file.source.line(line),
                        decl.name,
                    )
                )
            elif isinstance(decl, Decl):
                self._want(decl, [], queue)
            elif file.errors:
                self.wanted.setdefault(file, {})
            else:
                page = CATALOGUE["SPR110"]
                message = f"{file.source.path} does not define {root.name!r}."
                self.diagnostics.append(
                    Diagnostic("SPR110", message, page.instead, file.source.path, 1, 0, "")
                )
        files = self.project.settle(list(self.wanted))
        self.classes = Classes.at(self.project)
        self._follow(queue)
        while queue := self._changed_elsewhere(files):
            self._follow(queue)

    def _follow(self, queue: list[File]) -> None:
        """Lower what is wanted of the files in ``queue``, and what that reaches."""
        while queue:
            file = queue.pop()
            entry = (
                self.cache.find(self.cache.key(file, self.wanted[file])) if file not in self.files else None
            )
            if entry is not None:
                self.entries[file] = entry
                reached = entry.reaches
            else:
                self.entries.pop(file, None)
                reached = self._lower_file(file)
            for path, name in reached:
                other = self.project.load(self.project.root / path)
                if other is not None and name in other.decls:
                    self._want(other.decls[name], [*self.chains[file], file.source.path], queue)

    def _changed_elsewhere(self, files: list[File]) -> list[File]:
        """Want what other files' decorators put into a wanted value; what else their tops change there is a problem."""
        queue: list[File] = []
        problems: dict[ast.stmt, Diagnostic] = {}
        for change in changed_elsewhere(self.project, files, self.wanted):
            names = self.wanted.get(change.file)
            if change.by is None or names is None:
                problems[change.statement] = lost(change, names is not None)
            elif change.by.name not in names:
                self._want(change.by, self.chains[change.file], queue)
        if not queue:
            self.diagnostics += problems.values()
        return queue

    def _want(self, decl: Decl, chain: list[str], queue: list[File]) -> None:
        names = self.wanted.setdefault(decl.file, {})
        self.chains.setdefault(decl.file, chain)
        if decl.name not in names:
            names[decl.name] = None
            queue.append(decl.file)

    def _lower_file(self, file: File) -> list[tuple[str, str]]:
        """Lower what is wanted of a file and what that needs in it; the declarations of other files that it reaches."""
        cx = self.context(file)
        reaches = self.reaches.setdefault(file, {})
        pending = [file.decls[n] for n in self.wanted[file] if n in file.decls]
        while pending:
            decl = pending.pop()
            if decl in self.bodies:
                continue
            cx.reached = {}
            self.bodies[decl] = []
            self.bodies[decl] = self.lower(decl, cx)
            for other in [*cx.reached, *registered_in(decl)]:
                if other.file is file:
                    pending.append(other)
                else:
                    reaches[other.file.source.path, other.name] = None
        return list(reaches)

    def result(self, file: File) -> Optional[Unit]:
        """The unit of a file; None where it has problems."""
        entry = self.entries.get(file)
        if entry is not None:
            return entry.unit
        cx = self.files.get(file)
        if cx is None or cx.diagnostics or file.errors:
            return None
        try:
            unit = self.unit(file)
        except RecursionError:
            cx.report(Refusal(next(d.node for d in self.bodies if d.file is file), "SPR199"), None, None)
            return None
        self.cache.keep(
            self.cache.key(file, self.wanted[file]), Entry(unit, list(self.reaches.get(file, {})))
        )
        return unit

    def lower(self, decl: Decl, cx: FileContext) -> list[js.Stmt]:
        module = self.modules[decl.file]
        class_name = decl.name if decl.kind == "class" else None
        method = decl.name if decl.kind == "function" else None
        before = len(cx.hoisted)
        try:
            out = self._declaration(decl, cx, module)
        except Refusal as refusal:
            cx.report(refusal, class_name, method)
            out = []
        except RecursionError:
            cx.report(Refusal(decl.node, "SPR199"), class_name, method)
            out = []
        hoisted, cx.hoisted[before:] = cx.hoisted[before:], []
        temps, module.temps = module.temps, []
        ahead: list[js.Stmt] = [js.Declare("let", [(js.Name(t), None) for t in temps])] if temps else []
        return [*ahead, *hoisted, *out]

    def _declaration(self, decl: Decl, cx: FileContext, module: Context) -> list[js.Stmt]:
        node = decl.node
        if len(decl.statements) > 1 and decl.kind != "value":
            raise Refusal(
                decl.statements[-1],
                "SPR100",
                f"{decl.name} is defined more than once.",
                "Give each definition its own name.",
            )
        if isinstance(node, ast.ClassDef):
            module.flow.visit(*_class_expressions(node))
            made = top_level_class(node, decl, cx, module)
        elif isinstance(node, DEFINITIONS):
            module.flow.visit(*_function_expressions(node))
            made = top_level(node, cx, module)
        else:
            return self._value(decl, cx, module)
        self._add(decl.file, changes_of(decl), module)
        return made

    def _value(self, decl: Decl, cx: FileContext, module: Context) -> list[js.Stmt]:
        statements = [*decl.statements, *changes_of(decl)]
        statements.sort(key=lambda s: (s.lineno, s.col_offset))
        simple = len(statements) == 1 and isinstance(statements[0], (ast.Assign, ast.AnnAssign))
        first = statements[0]
        if simple and isinstance(first, ast.Assign):
            simple = len(first.targets) == 1 and isinstance(first.targets[0], ast.Name)
        if isinstance(first, ast.AnnAssign) and first.value is None:
            simple = False
        if simple and isinstance(first, (ast.Assign, ast.AnnAssign)) and first.value is not None:
            module.flow.visit(first.value)
            value = module.value(first.value)
            kind = "let" if decl.rebound else "const"
            made = js.Declare(kind, [(js.Name(js_name(decl.name)), value)])
            made.at = place(cx.source, first)
            return [made]
        self._add(decl.file, statements, module)
        return [js.Declare("let", [(js.Name(js_name(decl.name)), None)])]

    def _add(self, file: File, statements: list[ast.stmt], module: Context) -> None:
        """Lower statements of a file's top level, each once."""
        done = self.extra.setdefault(file, {})
        fresh = [s for s in statements if s not in done]
        module.flow.visit(*fresh)
        for statement in fresh:
            done[statement] = []
            done[statement] = module.block([statement])

    # Printing

    def unit(self, file: File) -> Unit:
        cx = self.files[file]
        placed: list[tuple[int, int, list[js.Stmt]]] = []
        exports = self.wanted[file]
        cx.guards.settle(cx, exports)
        names: list[str] = []
        for decl, statements in self.bodies.items():
            if decl.file is not file:
                continue
            body = [self._exported(s, decl, exports, names) for s in statements]
            order = (
                0
                if decl.kind == "value" and len([*decl.statements, *changes_of(decl)]) > 1
                else decl.node.lineno
            )
            placed.append((order, decl.node.lineno, body))
        for statement, lowered in self.extra.get(file, {}).items():
            placed.append((statement.lineno, statement.lineno, lowered))
        placed.sort(key=lambda p: (p[0], p[1]))
        body = [*cx.hoisted, *(s for _, _, part in placed for s in part)]
        imports, lines = self._imports(cx)
        code, segments = print_program([*lines, *body])
        path = file.source.output()
        text = code + f"//# sourceMappingURL={posixpath.basename(path)}.map\n"
        mapping = source_map(posixpath.basename(path), file.source.path, file.source.text, segments)
        return Unit(
            path,
            file.source.path,
            text,
            mapping,
            imports,
            sorted(cx.features),
            sorted(names),
        )

    def _exported(
        self, statement: js.Stmt, decl: Decl, exports: dict[str, None], names: list[str]
    ) -> js.Stmt:
        if decl.name not in exports:
            return statement
        wanted = js_name(decl.name)
        declared = ""
        if isinstance(statement, (js.Function, js.Class)):
            declared = statement.id
        elif (
            isinstance(statement, js.Declare)
            and len(statement.items) == 1
            and isinstance(statement.items[0][0], js.Name)
        ):
            declared = statement.items[0][0].id
        if declared != wanted:
            return statement
        names.append(wanted)
        return js.Export(statement)

    def _imports(self, cx: FileContext) -> tuple[list[str], list[js.Stmt]]:
        wanted: dict[str, list[tuple[str, str]]] = {}
        for (path, name), local in sorted(cx.ragot_names.items()):
            wanted.setdefault(f"ragot/{path}.js", []).append((name, local))
        for name, file in sorted(cx.helpers.items()):
            wanted.setdefault(f"ragot/py/{file}.js", []).append((name, "$" + name))
        for path, names in sorted(cx.project_names.items()):
            wanted.setdefault(path, []).extend(sorted(names))
        base = posixpath.dirname(cx.source.output())
        lines: list[js.Stmt] = []
        for path, pairs in wanted.items():
            relative = posixpath.relpath(path, base or ".")
            lines.append(js.Import(pairs, relative if relative.startswith(".") else "./" + relative))
        return list(wanted), lines


def _class_expressions(node: ast.ClassDef) -> list[ast.AST]:
    out: list[ast.AST] = list(node.decorator_list)
    for statement in node.body:
        if isinstance(statement, DEFINITIONS):
            out += _function_expressions(statement)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
            out.append(statement.value)
        elif isinstance(statement, ast.ClassDef):
            out += _class_expressions(statement)
    return out


def _function_expressions(node: ast.AST) -> list[ast.AST]:
    assert isinstance(node, DEFINITIONS)
    return [*node.decorator_list, *(p.default for p in signature(node).params if p.default is not None)]


def compile_app(
    roots: Iterable[Root],
    project: Path,
    *,
    cache: Optional[Path] = None,
    dev: bool = False,
    aliases: Optional[frozenset[str]] = None,
) -> Program:
    """Compile every declaration that ``roots`` reach. ``aliases`` are the JavaScript import aliases that surfaces
    declare."""
    known = Project.at(project)
    compiler = Compiler(
        known,
        Options(dev, aliases),
        Cache(known, cache, f"{dev} {sorted(aliases) if aliases is not None else None}"),
    )
    compiler.run(roots)
    program = Program(diagnostics=list(compiler.diagnostics))
    for file in compiler.wanted:
        unit = compiler.result(file)
        if unit is not None:
            program.units[unit.path] = unit
        program.diagnostics.extend(file.errors)
        if file in compiler.files:
            program.diagnostics.extend(compiler.files[file].diagnostics)
    for cycle in cycles(program.units):
        sources = [program.units[p].source for p in cycle]
        entry = CATALOGUE["SPR114"]
        first = program.units[cycle[0]]
        message = f"{entry.title} {' → '.join(sources)}"
        program.diagnostics.append(Diagnostic("SPR114", message, entry.instead, first.source, 1, 0, ""))
    for diagnostic in program.diagnostics:
        path = diagnostic.source_file
        for key in [k for k, u in program.units.items() if u.source == path]:
            del program.units[key]
    program.diagnostics.sort(key=lambda d: (d.source_file, d.line, d.column))
    return program
