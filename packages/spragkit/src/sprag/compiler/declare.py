"""Where each local variable is declared: as near to its use as Python's function scope allows."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Optional

from .scopes import Scope
from .walking import walk

LOOPS = (ast.For, ast.AsyncFor, ast.While)


@dataclass
class Plan:
    """``at``: the statement that declares a name, with `const` or `let`; ``hoisted``: names declared at the function's
    top."""

    at: dict[ast.stmt, dict[str, str]] = field(default_factory=dict)
    loops: dict[ast.stmt, dict[str, str]] = field(default_factory=dict)
    hoisted: list[str] = field(default_factory=list)

    def kind(self, statement: Optional[ast.stmt], name: str) -> Optional[str]:
        return self.at.get(statement, {}).get(name) if statement is not None else None


@dataclass
class _Mention:
    path: tuple[tuple[int, int], ...]
    store: Optional[ast.stmt]
    in_target: Optional[ast.stmt]
    place: int


class _Collector:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.mentions: dict[str, list[_Mention]] = {}
        self.lists: dict[tuple[tuple[int, int], ...], list[ast.stmt]] = {}
        self.looped: dict[int, bool] = {}
        self.count = 0

    def block(self, body: list[ast.stmt], path: tuple[tuple[int, int], ...], looped: bool) -> None:
        self.looped[id(body)] = looped
        for i, statement in enumerate(body):
            self.statement(statement, (*path, (id(body), i)), looped)

    def statement(self, node: ast.stmt, path: tuple[tuple[int, int], ...], looped: bool) -> None:
        loop = isinstance(node, LOOPS)
        if isinstance(node, ast.AnnAssign) and node.value is None:
            return
        for name, value in ast.iter_fields(node):
            if (
                name == "body"
                and isinstance(value, list)
                and not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
            ):
                if isinstance(node, (ast.For, ast.AsyncFor)):
                    self.tree(node.target, path, None, node)
                self.block(value, path, looped or loop)
            elif (
                name in ("orelse", "finalbody") and isinstance(value, list) and not isinstance(node, ast.expr)
            ):
                # Outside of what the loop itself declares.
                self.block(value, (*path, (id(node), 1)), looped)
            elif name == "handlers":
                for handler in value:
                    if handler.type is not None:
                        self.tree(handler.type, path, None, None)
                    if handler.name:
                        self.mention(handler.name, path, None, None)
                    self.block(handler.body, path, looped)
            elif name == "cases":
                for case in value:
                    self.tree(case.pattern, path, None, None)
                    if case.guard is not None:
                        self.tree(case.guard, path, None, None)
                    self.block(case.body, path, looped)
            elif isinstance(node, (ast.For, ast.AsyncFor)) and name == "target":
                continue
            elif isinstance(node, (ast.For, ast.AsyncFor)) and name == "iter":
                self.tree(node.iter, (*path, (id(node), 0)), None, None)
            else:
                store = (
                    node
                    if isinstance(node, (ast.Assign, ast.AnnAssign)) and name in ("targets", "target")
                    else None
                )
                for child in value if isinstance(value, list) else [value]:
                    if isinstance(child, ast.AST):
                        simple = store is not None and (
                            isinstance(child, ast.Name) or _pattern_of_names(child)
                        )
                        self.tree(child, path, store if simple else None, None)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            self.mention(node.name, path, None, None)

    def tree(
        self,
        node: ast.AST,
        path: tuple[tuple[int, int], ...],
        store: Optional[ast.stmt],
        target: Optional[ast.stmt],
    ) -> None:
        for child in walk(node):
            if isinstance(child, ast.Name):
                self.mention(child.id, path, store if isinstance(child.ctx, ast.Store) else None, target)
            else:
                for attr in ("name", "rest"):
                    bound = getattr(child, attr, None)
                    if isinstance(bound, str):
                        self.mention(bound, path, None, None)

    def mention(
        self,
        name: str,
        path: tuple[tuple[int, int], ...],
        store: Optional[ast.stmt],
        target: Optional[ast.stmt],
    ) -> None:
        self.count += 1
        self.mentions.setdefault(name, []).append(_Mention(path, store, target, self.count))


def plan(scope: Scope, body: list[ast.stmt], unsure: set[str]) -> Plan:
    """Decide for each local of ``scope``; ``unsure`` names are read where they may be unbound, and must exist from the
    start."""
    collector = _Collector(scope)
    collector.block(body, (), False)
    by_id: dict[int, list[ast.stmt]] = {}
    _index(body, by_id)
    out = Plan()
    for name in sorted(scope.local):
        if name in scope.params:
            continue
        if name in unsure or not _place(name, scope, collector, by_id, out):
            out.hoisted.append(name)
    return out


def _index(body: list[ast.stmt], by_id: dict[int, list[ast.stmt]]) -> None:
    by_id[id(body)] = body
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        for name in ("body", "orelse", "finalbody"):
            inner = getattr(statement, name, None)
            if isinstance(inner, list):
                _index(inner, by_id)
        for part in [*getattr(statement, "handlers", []), *getattr(statement, "cases", [])]:
            _index(part.body, by_id)


def _place(
    name: str, scope: Scope, collector: _Collector, by_id: dict[int, list[ast.stmt]], out: Plan
) -> bool:
    mentions = collector.mentions.get(name, [])
    if not mentions:
        return False
    shared = _common(mentions)
    captured = name in scope.captured
    stores = scope.stores.get(name, 0)
    loop = mentions[0].in_target
    first = min(mentions, key=lambda m: m.place)
    if loop is not None and not captured and _inside(mentions, loop):
        out.loops.setdefault(loop, {})[name] = "const" if stores == 1 and name not in scope.shared else "let"
        return True
    if first.store is None or len(first.path) != len(shared):
        # The first mention must be an assignment that stands in the innermost list that holds them all.
        return False
    depth = len(shared) - 1
    list_id = shared[depth][0]
    if list_id not in by_id or (captured and collector.looped.get(list_id, False)):
        return False
    if any(m.path[depth][1] < first.path[depth][1] for m in mentions):
        return False
    same = [m for m in mentions if m.path == first.path]
    if any(m.store is None for m in same):
        return False  # `x = x + 1` as the first statement: x is read before it is there
    out.at.setdefault(first.store, {})[name] = "const" if stores == 1 and name not in scope.shared else "let"
    return True


def _common(mentions: list[_Mention]) -> tuple[tuple[int, int], ...]:
    """The path to the innermost statement list that holds every mention, with the first one's place in it."""
    first = mentions[0].path
    depth = len(first)
    for mention in mentions:
        depth = min(depth, len(mention.path))
        while depth and [p[0] for p in mention.path[:depth]] != [p[0] for p in first[:depth]]:
            depth -= 1
    # Two mentions in different statements of one list share the list but not the deeper path.
    while depth > 1 and any(m.path[: depth - 1] != first[: depth - 1] for m in mentions):
        depth -= 1
    return first[:depth]


def _inside(mentions: list[_Mention], loop: ast.stmt) -> bool:
    body: list[ast.stmt] = loop.body  # type: ignore[attr-defined]
    for mention in mentions:
        if mention.in_target is loop:
            continue
        if not any(part[0] == id(body) for part in mention.path):
            return False
    return True


def _pattern_of_names(node: ast.AST) -> bool:
    return isinstance(node, (ast.Tuple, ast.List)) and all(isinstance(e, ast.Name) for e in node.elts)
