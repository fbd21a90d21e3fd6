"""Which components and stores a surface reaches, found in the code that it runs."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from ..authoring.browser import Component
from ..authoring.screen import hydrate
from ..authoring.store import StoreBridge


class Reach:
    """What was found: `hydrated` component classes, `stores`, and the `topics` joined by a literal name."""

    def __init__(self, project: Path) -> None:
        self.hydrated: list[type[Component]] = []
        self.stores: list[StoreBridge] = []
        self.topics: list[str] = []
        self._root = str(project.resolve()) + "/"
        self._seen: set[int] = set()

    def follow(self, seeds: Iterable[Any]) -> Reach:
        """Walks from classes and functions through every global of the project that their code names."""
        pending = list(seeds)
        while pending:
            value = pending.pop(0)
            if id(value) in self._seen:
                continue
            self._seen.add(id(value))
            if isinstance(value, StoreBridge):
                self.stores.append(value)
            elif isinstance(value, type):
                if self._ours(value.__module__):
                    pending.extend(member for base in value.__mro__ for member in _members(base))
            elif isinstance(value, FunctionType):
                if self._ours(value.__module__):
                    self._note_hydrated(value)
                    self._note_topics(value)
                    pending.extend(self._globals(value))
            elif isinstance(value, (list, tuple)):
                pending.extend(item for item in value if isinstance(item, type))
        return self

    def _ours(self, module: str) -> bool:
        return str(getattr(sys.modules.get(module), "__file__", "") or "").startswith(self._root)

    def _globals(self, function: FunctionType) -> Iterator[Any]:
        for name, chain in _named(function.__code__):
            value = function.__globals__.get(name)
            if isinstance(value, ModuleType) and self._ours(value.__name__):
                yield from (getattr(value, other, None) for other in chain)
            elif value is not None:
                yield value

    def _note_hydrated(self, function: FunctionType) -> None:
        if hydrate not in function.__globals__.values() and "sprag" not in function.__code__.co_names:
            return
        for call in _hydrate_calls(function):
            for value in _values(call.args[0] if call.args else call.keywords[0].value, function.__globals__):
                if isinstance(value, type) and issubclass(value, Component) and value not in self.hydrated:
                    self.hydrated.append(value)

    def _note_topics(self, function: FunctionType) -> None:
        if any("join_topic" in names for _, names in _named(function.__code__)):
            for call in _calls(function):
                if isinstance(call.func, ast.Attribute) and call.func.attr == "join_topic" and call.args:
                    name = call.args[0]
                    if isinstance(name, ast.Constant) and isinstance(name.value, str):
                        self.topics.append(name.value)
                    elif isinstance(name, ast.Name) and isinstance(function.__globals__.get(name.id), str):
                        self.topics.append(function.__globals__[name.id])


def _members(cls: type) -> Iterator[Any]:
    for member in vars(cls).values():
        if isinstance(member, (staticmethod, classmethod)):
            yield member.__func__
        elif isinstance(member, property):
            yield member.fget
        elif isinstance(member, (FunctionType, list, tuple)):
            yield getattr(member, "__wrapped__", member)


def _named(code: CodeType) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in code.co_names:
        yield name, code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _named(constant)


def _hydrate_calls(function: FunctionType) -> Iterator[ast.Call]:
    for call in _calls(function):
        if call.args or call.keywords:
            target = next(_values(call.func, function.__globals__), None)
            if target is hydrate:
                yield call


def _calls(function: FunctionType) -> Iterator[ast.Call]:
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node


def _values(node: ast.expr, names: dict[str, Any]) -> Iterator[Any]:
    """The objects that an expression may be, as far as names and attributes of globals tell."""
    if isinstance(node, ast.Name):
        if node.id in names:
            yield names[node.id]
    elif isinstance(node, ast.Attribute):
        for owner in _values(node.value, names):
            yield getattr(owner, node.attr, None)
    elif isinstance(node, ast.IfExp):
        yield from _values(node.body, names)
        yield from _values(node.orelse, names)
    elif isinstance(node, ast.Subscript):
        for owner in _values(node.value, names):
            if isinstance(owner, dict):
                yield from owner.values()
            elif isinstance(owner, (list, tuple)):
                yield from owner
