"""Edits of the user's own Python files: with libcst, so that every comment and blank line stays."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import libcst as cst

if TYPE_CHECKING:
    from ..site import Surface


def set_controller_route(project: Path, surface: Surface) -> list[str]:
    """Make the controller's ``route`` say where its page is; returns the files changed, relative to the project."""
    if surface.controller is None:
        return []
    changed = []
    for file in sorted((project / surface.file).parent.glob("*.py")):
        module = cst.parse_module(file.read_text("utf-8"))
        edit = _SetRoute(surface.controller, surface.pattern)
        after = module.visit(edit)
        if edit.changed:
            file.write_text(after.code, "utf-8")
            changed.append(file.relative_to(project).as_posix())
    return changed


class _SetRoute(cst.CSTTransformer):
    """Replace the text in ``route = "…"`` of one class."""

    def __init__(self, class_name: str, route: str) -> None:
        self.class_name = class_name
        self.route = route
        self.changed = False
        self._classes: list[str] = []

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self._classes.append(node.name.value)

    def leave_ClassDef(self, original_node: cst.ClassDef, updated_node: cst.ClassDef) -> cst.ClassDef:
        self._classes.pop()
        return updated_node

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return False

    def leave_Assign(self, original_node: cst.Assign, updated_node: cst.Assign) -> cst.Assign:
        target = updated_node.targets[0].target
        named = isinstance(target, cst.Name) and target.value == "route"
        value = updated_node.value
        if self._classes != [self.class_name] or not named or not isinstance(value, cst.SimpleString):
            return updated_node
        if value.evaluated_value == self.route:
            return updated_node
        self.changed = True
        return updated_node.with_changes(value=cst.SimpleString(f'"{self.route}"'))
