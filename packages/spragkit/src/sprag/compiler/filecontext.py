"""The file that is compiled: what its top-level names are, and its imports, helpers, features and problems so far."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Optional

from . import jsast as js
from .diagnostics import Diagnostic, Refusal
from .facts import FileFacts
from .guards import Guards
from .helpers import HELPERS
from .model import Classes
from .names import FEATURES, js_name
from .project import Decl, External, File, Project, place

STARRED = "What `from … import *` brings is not known in browser code: import each name that is used."


@dataclass(frozen=True)
class Options:
    """``dev``: keep names readable. ``aliases``: JavaScript import aliases that some surface declares (None: not
    known)."""

    dev: bool = False
    aliases: Optional[frozenset[str]] = None


class FileContext(FileFacts):
    """One file being compiled."""

    def __init__(self, project: Project, classes: Classes, file: File, options: Options) -> None:
        super().__init__(project, classes, file)
        self.options = options
        self.helpers: dict[str, str] = {}
        self.ragot_names: dict[tuple[str, str], str] = {}
        self.project_names: dict[str, set[tuple[str, str]]] = {}
        self.features: set[str] = set()
        self.guards = Guards()
        self.hoisted: list[js.Stmt] = []
        self.diagnostics: list[Diagnostic] = []
        self._seen: set[tuple[str, int, int, str]] = set()
        self._hoists = 0
        self.reached: dict[Decl, None] = {}
        self.chain: list[str] = []
        self._serial = 0

    def helper(self, name: str) -> js.Name:
        """The local name of a function of ragot/py."""
        self.helpers[name] = HELPERS[name]
        return js.Name("$" + name)

    def ragot(self, path: str, name: str) -> js.Name:
        """The local name of an export of ragot/<path>.js."""
        local = name if not self._taken(name) else "$" + name
        self.ragot_names[path, name] = local
        return js.Name(local)

    def _taken(self, name: str) -> bool:
        if any(name in scope.local for scope in self.file.scopes.values()):
            return True  # a local variable of this name would hide the import
        return (
            name in self.file.decls
            or name.startswith("$")
            or (name in self.file.imports and name not in ("Module", "Component"))
        )

    def serial(self) -> int:
        """A number for a module-level name."""
        self._serial += 1
        return self._serial

    def feature(self, name: str) -> None:
        self.features.add(name)

    def uses_member(self, name: str) -> None:
        """Note a member name, on whatever receiver, that a feature of the client stands behind."""
        if name in FEATURES:
            self.features.add(FEATURES[name])

    def reference(self, decl: Decl, node: ast.AST) -> js.Name:
        """The local name of a declaration of this file or of another one of the project."""
        if decl.file is not self.file:
            self._check_secret(decl, node)
            if (
                decl.rebound
                and decl.kind == "value"
                and any(decl.name in scope.globals for scope in decl.file.scopes.values())
            ):
                raise Refusal(
                    node,
                    "SPR112",
                    f"{decl.name} is assigned by functions of {decl.file.source.path} and cannot be imported.",
                    "Put it into a dict or a store.",
                )
            local = self._import_name(decl)
            self.reached[decl] = None
            self.project_names.setdefault(decl.file.source.output(), set()).add((js_name(decl.name), local))
            return js.Name(local)
        self.reached[decl] = None
        return js.Name(js_name(decl.name))

    def _check_secret(self, decl: Decl, node: ast.AST) -> None:
        if decl.file.of_server:
            raise Refusal(
                node, "SPR113", f"{decl.name} comes from {decl.file.source.path}, which is server code."
            )
        value = decl.node.value if isinstance(decl.node, (ast.Assign, ast.AnnAssign)) else None
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and is_private(value):
            if self.project.binding(decl.file, value.func.id) == External("sprag", "store"):
                raise Refusal(node, "SPR117", f"The store {decl.name} of {decl.file.source.path} is private.")

    def _import_name(self, decl: Decl) -> str:
        for name, (_statement, module, attribute, level) in self.file.imports.items():
            if attribute is not None and self.project.imported(self.file, module, attribute, level) is decl:
                return js_name(name)
        return (
            "$"
            + decl.file.source.output().replace("/", "_").replace(".js", "").replace("-", "_")
            + "_"
            + decl.name
        )

    def is_generator(self, node: ast.AST) -> bool:
        scope = next((f.scopes[node] for f in self.project.parsed.values() if node in f.scopes), None)
        return scope is not None and scope.yields

    @property
    def assigned_attributes(self) -> frozenset[str]:
        return self.project.attributes.defined

    def hoist(self, hint: str, value: js.Expr) -> js.Name:
        """A constant at module level that holds ``value``."""
        self._hoists += 1
        name = js.Name(f"${hint}{self._hoists}")
        self.hoisted.append(js.Declare("const", [(name, value)]))
        return name

    def report(self, refusal: Refusal, class_name: Optional[str], method_name: Optional[str]) -> None:
        node = refusal.node if isinstance(refusal.node, ast.AST) else self.file.tree
        line, col = place(self.source, node)
        key = (refusal.code, line, col, refusal.message)
        if key in self._seen:
            return
        self._seen.add(key)
        message = refusal.message
        if self.chain and refusal.code in ("SPR112", "SPR113", "SPR117"):
            message += " It is reached through " + " → ".join([*self.chain, self.source.path]) + "."
        starred = "*" in self.file.imports and refusal.code in ("SPR110", "SPR130")
        end = getattr(node, "end_col_offset", None) if getattr(node, "end_lineno", None) == line else None
        self.diagnostics.append(
            Diagnostic(
                refusal.code,
                message,
                refusal.hint if not starred else STARRED,
                self.source.path,
                line,
                col,
                self.source.line(line),
                class_name,
                method_name,
                end,
            )
        )


def is_private(store: ast.Call) -> bool:
    """Whether a `store(…)` is not certainly for pages too."""
    private = next((k.value for k in store.keywords if k.arg in ("private", None)), ast.Constant(False))
    return bool(getattr(private, "value", True))
