"""The graph of a link: which piece of which module needs what, and what an entry reaches."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Callable, Optional

from sprag.compiler.jseffects import is_assigned, is_pure
from sprag.compiler.jsmodule import Binding, Module, Statement
from sprag.compiler.jsscope import read_module
from sprag.compiler.jstokens import NAME, PRIVATE, STRING, JavaScriptSyntaxError


class LinkError(ValueError):
    """Modules that cannot be joined: a missing module or name, a cycle, text that is not a module."""


@dataclass(frozen=True)
class Source:
    """One module to link: its text, its source map, and whether its unused declarations may go whatever they
    compute.
    """

    path: str
    code: str
    map: Optional[str] = None
    droppable: bool = False


#: A piece of a module: path, number of the top-level statement, and the number of one of its class's
#: members or -1 for the statement without them.
Key = tuple[str, int, int]

# Methods that the language and the browser call by themselves.
_CALLED_UNNAMED = frozenset(
    """constructor toString valueOf toJSON then next return throw handleEvent connectedCallback
    disconnectedCallback attributeChangedCallback adoptedCallback""".split()
)


# An attribute in a format string: `"{user.name}"`.
_FIELD = re.compile(r"\.(\w+)")


@lru_cache(maxsize=512)
def _module(path: str, code: str) -> Module:
    """A module as it was read: the runtime's are the same in every link of a process, and two paths with the same
    code are two modules.
    """
    return read_module(code)


@dataclass
class Part:
    """A module in the graph, with what each of its statements needs."""

    source: Source
    module: Module
    paths: dict[str, str]  # path by specifier
    members: list[list[int]] = field(default_factory=list)  # per statement, members that may go
    needs: dict[Key, set[Binding]] = field(default_factory=dict)  # top-level bindings and imports per piece
    tests: dict[Key, set[Binding]] = field(default_factory=dict)  # classes that `instanceof` asks for
    assigns: dict[Key, set[Binding]] = field(default_factory=dict)
    looks: dict[Key, set[Binding]] = field(
        default_factory=dict
    )  # called with a name made at run time, or passed on
    words: dict[Key, set[str]] = field(default_factory=dict)  # every member's name that a piece mentions


class Graph:
    def __init__(self, load: Callable[[str], Source]) -> None:
        self._load = load
        self.parts: dict[str, Part] = {}
        self.order: list[str] = []  # dependencies first
        self.home: dict[Binding, Key] = {}
        self.origin: dict[Binding, Binding] = {}  # an import's binding -> the one that it means

    # -- reading

    def add(self, path: str, trail: tuple[str, ...] = ()) -> None:
        """Read a module and what it imports, in the order in which a browser would run them."""
        if path in trail:
            circle = (*trail[trail.index(path) :], path)
            if any(self.parts[each].source.droppable for each in circle):
                raise LinkError("modules import each other in a circle: " + " -> ".join(circle))
            return  # a runtime's functions may call each other
        if path in self.parts:
            return
        part = self.parts[path] = self._read(path, trail)
        imported = [each for each, _, _ in part.module.imports]
        for specifier in imported + [each for _, _, each in part.module.exports]:
            if specifier:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(path), specifier))
                part.paths[specifier] = target
                self.add(target, (*trail, path))
        self.order.append(path)

    def connect(self) -> None:
        """Find what every import means and what every piece needs."""
        for path in self.order:
            module = self.parts[path].module
            for number, statement in enumerate(module.statements):
                for name in statement.declares:
                    self.home[module.top.names[name]] = (path, number, -1)
        for path in self.order:
            self._connect(path, self.parts[path])

    def _read(self, path: str, trail: tuple[str, ...]) -> Part:
        try:
            source = self._load(path)
        except KeyError:
            importer = trail[-1] if trail else "the build"
            raise LinkError(f"{importer} imports {path}, which does not exist") from None
        try:
            module = _module(path, source.code)
        except JavaScriptSyntaxError as error:
            line = source.code.count("\n", 0, error.offset) + 1
            raise LinkError(f"{path}:{line}: {error}") from None
        return Part(source, module, {})

    def _connect(self, path: str, part: Part) -> None:
        module = part.module
        for specifier, imported, local in module.imports:
            if imported == "*":
                raise LinkError(f"{path}: 'import * as {local}' cannot be linked: import the names")
            if imported:
                found = self.exported(part.paths[specifier], imported)
                if found is None:
                    raise LinkError(
                        f"{path} imports {imported!r}, which {part.paths[specifier]} does not export"
                    )
                self.origin[module.top.names[local]] = found
        keys = _pieces(path, part)
        for binding in module.top.names.values():
            for index in binding.tokens:
                key = keys[index]
                if module.tokens.words[index - 1] == "instanceof" and self._is_runtime_class(binding):
                    part.tests[key].add(self.origin.get(binding, binding))
                    continue
                part.needs[key].add(binding)
                if is_assigned(module, index):
                    part.assigns[key].add(binding)
                if part.source.droppable and not _names_literally(module, index):
                    part.looks[key].add(binding)

    def _is_runtime_class(self, binding: Binding) -> bool:
        origin = self.origin.get(binding, binding)
        home = self.home.get(origin)
        return origin.kind == "class" and home is not None and not self.parts[home[0]].source.droppable

    def exported(self, path: str, name: str) -> Optional[Binding]:
        """The binding that a module exports under a name, through re-exports."""
        part = self.parts.get(path)
        if part is None:
            return None
        for exported, local, specifier in part.module.exports:
            if exported == name and local != "*":
                if specifier:
                    return self.exported(part.paths[specifier], local)
                binding = part.module.top.names.get(local)
                if binding is not None and binding.kind == "import":
                    specifier, imported = next((a, b) for a, b, c in part.module.imports if c == local)
                    return self.exported(part.paths[specifier], imported)
                return binding
        for exported, local, specifier in part.module.exports:
            if exported == "*" and local == "*":
                found = self.exported(part.paths[specifier], name)
                if found is not None:
                    return found
        return None

    # -- reaching

    def reach(self, entry: str, reflective: set[Binding], *, whole: bool) -> set[Key]:
        """Every piece that an entry needs; with `whole`, no member is left out."""
        live: set[Key] = set()
        mentioned: set[str] = set(_CALLED_UNNAMED)
        waiting: dict[str, list[Key]] = {}
        awake: set[str] = set()
        statements = self.parts[entry].module.statements
        pending: list[Key] = [
            (entry, number, -1)
            for number, each in enumerate(statements)
            if each.kind not in ("import", "export")
        ]
        while pending:
            key = pending.pop()
            if key in live:
                continue
            live.add(key)
            path, number, _ = key
            part = self.parts[path]
            if path not in awake:
                awake.add(path)
                pending += self._effects(path)
                for specifier, imported, _local in part.module.imports:
                    if not imported:
                        pending += self._effects(part.paths[specifier])
            needed = {self.origin.get(binding, binding) for binding in part.needs[key]}
            if not whole and {self.origin.get(each, each) for each in part.looks[key]} & reflective:
                return self.reach(entry, reflective, whole=True)
            pending += [home for home in map(self.home.get, needed) if home is not None and home not in live]
            for word in part.words[key] - mentioned:
                mentioned.add(word)
                pending += waiting.pop(word, ())
            if key[2] < 0:
                for member in part.members[number]:
                    name = part.module.members[member].name
                    if name.startswith("#"):
                        name += path  # private to the classes of its module
                    if whole or name in mentioned:
                        pending.append((path, number, member))
                    else:
                        waiting.setdefault(name, []).append((path, number, member))
        return live

    def _effects(self, path: str) -> Iterable[Key]:
        """The statements of a module that run for their effect: they come along when anything of it does."""
        part = self.parts[path]
        for number, statement in enumerate(part.module.statements):
            declares = statement.kind in ("variable", "declaration")
            if statement.kind == "expression" or (
                declares and not part.source.droppable and not is_pure(part.module, statement)
            ):
                yield (path, number, -1)

    def closed(self, chosen: set[Key], live: set[Key]) -> set[Key]:
        """`chosen` with what must stand in the same file, and what that needs.

        A statement that assigns a variable stands beside it (an import cannot be assigned); so does each
        method of a class, and a class that is made somewhere beside what asks for it.
        """
        chosen = set(chosen)
        while True:
            declared = self.bindings_declared(chosen)
            added = {
                key
                for key in live - chosen
                if (key[2] >= 0 and (key[0], key[1], -1) in chosen) or self.part(key).assigns[key] & declared
            }
            tested = (self.home[binding] for binding in self.bindings_tested(chosen))
            added.update(home for home in tested if home in live and home not in chosen)
            if not added:
                return chosen
            while added:
                key = added.pop()
                chosen.add(key)
                homes = (self.home.get(binding) for binding in self.bindings_used({key}))
                added.update(home for home in homes if home is not None and home not in chosen)

    def bindings_declared(self, keys: set[Key]) -> set[Binding]:
        return {
            self.part(key).module.top.names[name]
            for key in keys
            if key[2] < 0
            for name in self.statement(key).declares
        }

    def bindings_used(self, keys: set[Key]) -> set[Binding]:
        return {self.origin.get(binding, binding) for key in keys for binding in self.part(key).needs[key]}

    def bindings_named(self, keys: set[Key]) -> set[Binding]:
        """Everything that pieces refer to by name."""
        return self.bindings_used(keys) | self.bindings_tested(keys)

    def bindings_tested(self, keys: set[Key]) -> set[Binding]:
        """Classes that pieces ask for with `instanceof`; nothing is one when no live piece makes one."""
        return {binding for key in keys for binding in self.part(key).tests[key]}

    def part(self, key: Key) -> Part:
        return self.parts[key[0]]

    def statement(self, key: Key) -> Statement:
        return self.part(key).module.statements[key[1]]


def _names_literally(module: Module, index: int) -> bool:
    """Whether a name is called with a string as its second argument: `setattr(value, "name", …)`."""
    words, kinds, pair = module.tokens.words, module.tokens.kinds, module.tokens.pair
    at = index + 1
    if at >= len(words) or words[at] != "(":
        return False
    end = pair[at]
    at += 1
    while at < end and words[at] != ",":
        at = max(at, pair[at]) + 1
    return at + 1 < end and kinds[at + 1] == STRING and words[at + 2] in (",", ")")


def _pieces(path: str, part: Part) -> list[Key]:
    """The piece that each token belongs to; fills in the part's members and words."""
    module = part.module
    keys: list[Key] = []
    part.members = [[] for _ in module.statements]
    members = [] if part.source.droppable else list(enumerate(module.members))
    kinds, words = module.tokens.kinds, module.tokens.words
    following = 0
    for number, statement in enumerate(module.statements):
        plain: Key = (path, number, -1)
        keys += [plain] * (statement.start - len(keys))
        while following < len(members) and members[following][1].start < statement.end:
            index, member = members[following]
            following += 1
            if member.start >= len(keys):
                part.members[number].append(index)
                keys += [plain] * (member.start - len(keys))
                keys += [(path, number, index)] * (member.end - member.start)
        keys += [plain] * (statement.end - len(keys))
        for key in (plain, *((path, number, index) for index in part.members[number])):
            part.needs[key], part.tests[key], part.assigns[key] = set(), set(), set()
            part.looks[key], part.words[key] = set(), set()
    last: Key = (path, len(module.statements) - 1, -1)
    keys += [last] * (len(words) - len(keys))
    for index, key in enumerate(keys):
        if index in module.defines or (index in module.meaning and index not in module.shorthand):
            continue
        if kinds[index] == NAME:
            part.words[key].add(words[index])
        elif kinds[index] == STRING:
            text = words[index][1:-1]
            part.words[key].add(text)
            if "{" in text:
                part.words[key].update(_FIELD.findall(text))
        elif kinds[index] == PRIVATE:
            part.words[key].add(words[index] + path)
    return keys
