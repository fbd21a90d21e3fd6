"""`render()` as a Python function that joins prebuilt strings with escaped holes: the server's half of a
template.

Each `ui.*` call becomes one `%` of a constant string; everything around it stays the Python that the author
wrote. What this cannot see into stays a call of the generic `ui`, whose result the joined string prints
like any child. The output is plain Python text (`sprag.rendering.compiled` loads it), so a build serves
without the compiler.
"""

from __future__ import annotations

import ast
from typing import Any, Optional

from ..rendering.compiled import PREFIX
from .joined import Rewriter
from .scopes import first_parameter
from .uitree import Trees


def server_functions(source: str) -> Optional[str]:
    """The text of the compiled functions of a file; None when it has nothing to compile."""
    tree = server_tree(source)
    if tree is None:
        return None
    try:
        return ast.unparse(tree) + "\n"
    except ValueError:  # before Python 3.12 some f-strings have no text
        return None


def server_tree(source: str) -> Optional[ast.Module]:
    """The same as a tree that keeps the lines of the source, for tracebacks in dev."""
    module = ast.parse(source)
    names = _ui_names(module)
    if not names:
        return None
    file = _File(module, names)
    functions = file.functions()
    if not functions:
        return None
    table = ast.Assign(
        [ast.Name(f"{PREFIX}components", ast.Store())],
        ast.Dict(
            [ast.Constant(each) for each in file.components],
            [_constants(each) for each in file.components.values()],
        ),
    )
    return ast.fix_missing_locations(ast.Module([*functions, table], []))


def _ui_names(module: ast.Module) -> set[str]:
    """The names that mean sprag's `ui` all through the file."""
    names = _imported(module, "ui")
    for node in ast.walk(module):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.discard(node.id)
        elif isinstance(node, ast.arg):
            names.discard(node.arg)
    return names


def _imported(module: ast.Module, name: str) -> set[str]:
    """The local names of something of sprag's."""
    return {
        alias.asname or alias.name
        for node in module.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sprag"
        for alias in node.names
        if alias.name == name
    }


def _constants(value: Any) -> ast.expr:
    if isinstance(value, (tuple, list)):
        return ast.Tuple([_constants(each) for each in value], ast.Load())
    return ast.Constant(value)


class _File:
    """The functions of one file that can be compiled."""

    def __init__(self, module: ast.Module, ui_names: set[str]) -> None:
        self.module = module
        self.hydrate_names = _imported(module, "hydrate")
        self.trees = Trees(lambda node: _ui_member(node, ui_names))
        self.components: dict[str, tuple[str, list[str]]] = {}
        stored = [
            node.id
            for node in ast.walk(module)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        ]
        self.helpers = {
            node.name: f"{PREFIX}{node.name}"
            for node in module.body
            if isinstance(node, ast.FunctionDef) and self._compiles(node) and node.name not in stored
        }
        for node in module.body:  # a name that is bound twice is not the function for certain
            if (
                isinstance(node, (ast.FunctionDef, ast.ClassDef))
                and sum(
                    isinstance(each, (ast.FunctionDef, ast.ClassDef)) and each.name == node.name
                    for each in module.body
                )
                > 1
            ):
                self.helpers.pop(node.name, None)

    def functions(self) -> list[ast.stmt]:
        out: list[ast.stmt] = []
        for node in self.module.body:
            if isinstance(node, ast.FunctionDef) and node.name in self.helpers:
                out.append(
                    Rewriter(self.trees, self.helpers, {}, "", set()).function(node, self.helpers[node.name])
                )
            elif isinstance(node, ast.ClassDef):
                out += self._methods(node)
        return out

    def _methods(self, node: ast.ClassDef) -> list[ast.stmt]:
        defined = [each for each in node.body if isinstance(each, ast.FunctionDef)]
        plain = {each.name for each in defined if not each.decorator_list}
        assigned = {
            each.attr
            for each in ast.walk(node)
            if isinstance(each, ast.Attribute) and not isinstance(each.ctx, ast.Load)
        }
        methods = {
            each.name: f"{PREFIX}{node.name}_{each.name}"
            for each in defined
            if self._compiles(each) and first_parameter(each) and each.name not in assigned
        }
        if any(isinstance(each, ast.Name) and each.id in self.hydrate_names for each in ast.walk(node)):
            return []  # what a hydrated component needs of its page passes through the generic printer only
        render = next((each for each in defined if each.name == "render"), None)
        if render is None or "render" not in methods or len(defined) != len({each.name for each in defined}):
            return []
        self.components[node.name] = (methods["render"], list(methods))
        return [
            Rewriter(
                self.trees, self.helpers, methods, first_parameter(each) or "", plain - assigned
            ).function(each, methods[each.name])
            for each in defined
            if each.name in methods
        ]

    def _compiles(self, function: ast.FunctionDef) -> bool:
        """Whether a function says the same outside its class and holds a tree that can be read."""
        if function.decorator_list:
            return False
        defaults = [
            *function.args.defaults,
            *(each for each in function.args.kw_defaults if each is not None),
        ]
        if not all(isinstance(each, ast.Constant) for each in defaults):
            return False
        found = False
        for node in ast.walk(function):
            if isinstance(node, (ast.Yield, ast.YieldFrom, ast.Await, ast.Global)):
                return False
            if isinstance(node, ast.Lambda) and any(
                isinstance(each, ast.NamedExpr) for each in ast.walk(node)
            ):
                return False  # a row's lambda becomes a comprehension, out of which the name would leak
            if isinstance(node, ast.Name) and (
                node.id in ("super", "__class__", "locals", "vars") or node.id.startswith(PREFIX)
            ):
                return False
            name = node.attr if isinstance(node, ast.Attribute) else ""
            if name in ("children", "attrs", "tag") or (name.startswith("__") and not name.endswith("__")):
                return False  # looks into a tree, or at a private name that its class spells otherwise
            found = found or self.trees.element(node) is not None or self.trees.rows(node) is not None
        return found


def _ui_member(node: ast.expr, names: set[str]) -> Optional[str]:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
        return node.attr
    return None
