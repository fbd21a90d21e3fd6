"""Links ES modules into as few files as a page needs, without Node.

Every top-level declaration of every module is a node of one graph, and so is every method of a runtime's
class: a method whose name no live code mentions is not reached. What an entry does not reach is left out;
what all entries reach goes into one runtime chunk that they share, the rest into the entry's own file. The
modules of a file are joined in one scope under short names, so a link costs no wrapper.
"""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Callable, Optional

from sprag.compiler.jsexpressions import ASSIGNMENT
from sprag.compiler.jsmodule import Binding, Module, Statement
from sprag.compiler.jsprint import Printed, is_reserved, print_tokens, short_name, shorten_locals
from sprag.compiler.jsscope import read_module
from sprag.compiler.jstokens import NAME, PRIVATE, PUNCT, STRING, JavaScriptSyntaxError
from sprag.compiler.linkmap import MapWriter


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


@dataclass(frozen=True)
class Linked:
    """One file of the result. ``code`` ends without a map comment; ``sizes`` are bytes of text by module."""

    code: str
    map: Optional[str]
    sizes: Mapping[str, int]


#: A piece of a module: path, number of the top-level statement, and the number of one of its class's
#: methods or -1 for the statement without them.
Key = tuple[str, int, int]

# Methods that the language and the browser call by themselves.
_CALLED_UNNAMED = frozenset(
    """constructor toString valueOf toJSON then next return throw handleEvent connectedCallback
    disconnectedCallback attributeChangedCallback adoptedCallback""".split()
)


def link(
    load: Callable[[str], Source],
    entries: Mapping[str, str],
    *,
    chunk: str,
    name_chunk: Callable[[str], str],
    whole: Container[str] = (),
    reflective: Iterable[tuple[str, str]] = (),
    maps: bool = True,
) -> dict[str, Linked]:
    """Link every entry.

    Args:
        load: gives the module at a path; raises KeyError for a path that is not there.
        entries: path of the entry's module by the name of its output.
        chunk: name of the output that holds what all entries share; absent from the result when there is
            one entry.
        name_chunk: the path that entries import the chunk by, given its text.
        whole: entries that foreign code may reach into: they keep every method of the classes that they
            use.
        reflective: exports (path, name) that look members up under names made at run time: who uses one
            keeps every method.
        maps: whether to write source maps for the modules that have one.

    Raises:
        LinkError: naming the modules.
    """
    graph = _Graph(load)
    for path in entries.values():
        graph.add(path)
    graph.connect()
    by_name = {found for path, name in reflective if (found := graph.exported(path, name)) is not None}
    live = {name: graph.reach(path, by_name, whole=name in whole) for name, path in entries.items()}
    shared: set[Key] = set.intersection(*live.values()) if len(live) > 1 else set()
    shared = graph.closed(shared, set().union(*live.values()) if live else set())
    out: dict[str, Linked] = {}
    names: dict[Binding, str] = {}
    imported_from = ""
    if shared:
        wanted = graph.bindings_used(set().union(*live.values()) - shared) & graph.bindings_declared(shared)
        out[chunk] = graph.write(shared, names, exports=wanted, maps=maps)
        imported_from = name_chunk(out[chunk].code)
    for name, keys in live.items():
        own = keys - shared
        taken = graph.bindings_used(own) & graph.bindings_declared(shared)
        out[name] = graph.write(own, dict(names), imports=taken, imported_from=imported_from, maps=maps)
    return out


# The runtime's modules are the same in every link of a process.
_module = lru_cache(maxsize=512)(read_module)


@dataclass
class _Part:
    """A module in the graph, with what each of its statements needs."""

    source: Source
    module: Module
    paths: dict[str, str]  # path by specifier
    members: list[list[int]] = field(default_factory=list)  # per statement, methods that may go
    needs: dict[Key, set[Binding]] = field(default_factory=dict)  # top-level bindings and imports per piece
    assigns: dict[Key, set[Binding]] = field(default_factory=dict)
    words: dict[Key, set[str]] = field(default_factory=dict)  # every name that a piece mentions


class _Graph:
    def __init__(self, load: Callable[[str], Source]) -> None:
        self._load = load
        self._parts: dict[str, _Part] = {}
        self._order: list[str] = []  # dependencies first
        self._home: dict[Binding, Key] = {}
        self._origin: dict[Binding, Binding] = {}  # an import's binding -> the one that it means

    # -- reading

    def add(self, path: str, trail: tuple[str, ...] = ()) -> None:
        """Read a module and what it imports, in the order in which a browser would run them."""
        if path in trail:
            circle = (*trail[trail.index(path) :], path)
            if any(self._parts[each].source.droppable for each in circle):
                raise LinkError("modules import each other in a circle: " + " -> ".join(circle))
            return  # a runtime's functions may call each other
        if path in self._parts:
            return
        part = self._parts[path] = self._read(path, trail)
        imported = [each for each, _, _ in part.module.imports]
        for specifier in imported + [each for _, _, each in part.module.exports]:
            if specifier:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(path), specifier))
                part.paths[specifier] = target
                self.add(target, (*trail, path))
        self._order.append(path)

    def connect(self) -> None:
        """Find what every import means and what every piece needs."""
        for path in self._order:
            self._connect(path, self._parts[path])

    def _read(self, path: str, trail: tuple[str, ...]) -> _Part:
        try:
            source = self._load(path)
        except KeyError:
            importer = trail[-1] if trail else "the build"
            raise LinkError(f"{importer} imports {path}, which does not exist") from None
        try:
            module = _module(source.code)
        except JavaScriptSyntaxError as error:
            line = source.code.count("\n", 0, error.offset) + 1
            raise LinkError(f"{path}:{line}: {error}") from None
        return _Part(source, module, {})

    def _connect(self, path: str, part: _Part) -> None:
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
                self._origin[module.top.names[local]] = found
        keys = _pieces(path, part)
        for number, statement in enumerate(module.statements):
            for name in statement.declares:
                self._home[module.top.names[name]] = (path, number, -1)
        for binding in module.top.names.values():
            for index in binding.tokens:
                key = keys[index]
                part.needs[key].add(binding)
                if _is_assigned(module, index):
                    part.assigns[key].add(binding)

    def exported(self, path: str, name: str) -> Optional[Binding]:
        """The binding that a module exports under a name, through re-exports."""
        part = self._parts.get(path)
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
        """Every piece that an entry needs; with `whole`, no method is left out."""
        live: set[Key] = set()
        mentioned: set[str] = set(_CALLED_UNNAMED)
        waiting: dict[str, list[Key]] = {}
        awake: set[str] = set()
        statements = self._parts[entry].module.statements
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
            part = self._parts[path]
            if path not in awake:
                awake.add(path)
                pending += self._effects(path)
                for specifier, imported, _local in part.module.imports:
                    if not imported:
                        pending += self._effects(part.paths[specifier])
            needed = {self._origin.get(binding, binding) for binding in part.needs[key]}
            if not whole and needed & reflective:
                return self.reach(entry, reflective, whole=True)
            pending += [home for home in map(self._home.get, needed) if home is not None and home not in live]
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
        part = self._parts[path]
        for number, statement in enumerate(part.module.statements):
            declares = statement.kind in ("variable", "declaration")
            if statement.kind == "expression" or (
                declares and not part.source.droppable and not _is_pure(part.module, statement)
            ):
                yield (path, number, -1)

    def closed(self, chosen: set[Key], live: set[Key]) -> set[Key]:
        """`chosen` with what must stand in the same file, and what that needs.

        A statement that assigns a variable stands beside it (an import cannot be assigned); so does each
        method of a class.
        """
        chosen = set(chosen)
        while True:
            declared = self.bindings_declared(chosen)
            added = {
                key
                for key in live - chosen
                if (key[2] >= 0 and (key[0], key[1], -1) in chosen) or self._part(key).assigns[key] & declared
            }
            if not added:
                return chosen
            while added:
                key = added.pop()
                chosen.add(key)
                homes = (self._home.get(binding) for binding in self.bindings_used({key}))
                added.update(home for home in homes if home is not None and home not in chosen)

    def bindings_declared(self, keys: set[Key]) -> set[Binding]:
        return {
            self._part(key).module.top.names[name]
            for key in keys
            if key[2] < 0
            for name in self._statement(key).declares
        }

    def bindings_used(self, keys: set[Key]) -> set[Binding]:
        return {self._origin.get(binding, binding) for key in keys for binding in self._part(key).needs[key]}

    def _part(self, key: Key) -> _Part:
        return self._parts[key[0]]

    def _statement(self, key: Key) -> Statement:
        return self._part(key).module.statements[key[1]]

    # -- writing

    def write(
        self,
        keys: set[Key],
        names: dict[Binding, str],
        *,
        exports: set[Binding] = frozenset(),  # type: ignore[assignment]
        imports: set[Binding] = frozenset(),  # type: ignore[assignment]
        imported_from: str = "",
        maps: bool,
    ) -> Linked:
        """One file of the statements ``keys``; ``names`` holds what earlier files named and receives what this
        one does.
        """
        ordered = [
            (path, number, -1)
            for path in self._order
            for number in range(len(self._parts[path].module.statements))
            if (path, number, -1) in keys
        ]
        paths = [path for path in self._order if any(key[0] == path for key in ordered)]
        self._name_top_level(ordered, paths, names, imports)
        out, writer, sizes = Printed(), MapWriter(), dict.fromkeys(paths, 0)
        if imports:
            listed = ",".join(sorted(names[binding] for binding in imports))
            out.write(f'import{{{listed}}}from"{imported_from}";', PUNCT)
        for path in paths:
            part = self._parts[path]
            local = dict(names)
            for binding in part.module.top.names.values():
                origin = self._origin.get(binding)
                if origin is not None:
                    local[binding] = names.get(origin, origin.name)
            if not part.module.uses_eval:
                shorten_locals(
                    part.module, local, keep=_keep_classes if part.source.droppable else _keep_none
                )
            before = out.size
            hear = writer.source(part.source, part.module, out.line, out.column) if maps else None
            self._print(part, [key for key in ordered if key[0] == path], keys, local, out, hear)
            sizes[path] = out.size - before
        if exports:
            out.write(f"export{{{','.join(sorted(names[binding] for binding in exports))}}};", PUNCT)
        return Linked(out.text(), writer.text() if maps else None, sizes)

    def _print(
        self,
        part: _Part,
        ordered: list[Key],
        keys: set[Key],
        names: Mapping[Binding, str],
        out: Printed,
        hear: Optional[Callable[[int, int, int], None]],
    ) -> None:
        statements = part.module.statements
        numbers = [key[1] for key in ordered]
        for place, number in enumerate(numbers):
            statement = statements[number]
            joined = (
                statement.kind == "variable"
                and place > 0
                and statements[numbers[place - 1]].keyword == statement.keyword
            )
            if statement.kind == "variable":
                out.write("," if joined else statement.keyword, PUNCT if joined else NAME)
            gone = [
                part.module.members[member]
                for member in part.members[number]
                if (part.source.path, number, member) not in keys
            ]
            start = statement.start
            for member in gone:
                print_tokens(part.module, start, member.start, names, out, hear)
                if member.start in part.module.inserted and out.last != ";":
                    out.write(";", PUNCT)
                start = member.end
            print_tokens(part.module, start, statement.end, names, out, hear)
            following = statements[numbers[place + 1]] if place + 1 < len(numbers) else None
            if statement.kind == "variable":
                if following is None or following.keyword != statement.keyword:
                    out.write(";", PUNCT)
            elif statement.kind == "expression" and out.last != ";":
                out.write(";", PUNCT)

    def _name_top_level(
        self, ordered: list[Key], paths: list[str], names: dict[Binding, str], imports: set[Binding]
    ) -> None:
        """Short names by number of uses; never one that some module means as a global or that an import brings."""
        taken = {name for path in paths for name in self._parts[path].module.globals}
        taken.update(names[binding] for binding in imports)
        fresh: list[Binding] = []
        for key in ordered:
            part = self._part(key)
            fresh += [part.module.top.names[name] for name in self._statement(key).declares]
        for binding in fresh:
            if binding.kind == "class" and self._part(self._home[binding]).source.droppable:
                name = binding.name
                while name in taken:
                    name += "$"
                names[binding] = name
                taken.add(name)
        uses = {binding: len(binding.tokens) for binding in fresh}
        for path in paths:
            for binding in self._parts[path].module.top.names.values():
                origin = self._origin.get(binding)
                if origin in uses:
                    uses[origin] += len(binding.tokens) - 1
        at = 0
        for binding in sorted((each for each in fresh if each not in names), key=lambda each: -uses[each]):
            while is_reserved(short_name(at)) or short_name(at) in taken:
                at += 1
            names[binding] = short_name(at)
            at += 1


def _pieces(path: str, part: _Part) -> list[Key]:
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
            part.needs[key], part.assigns[key], part.words[key] = set(), set(), set()
    last: Key = (path, len(module.statements) - 1, -1)
    keys += [last] * (len(words) - len(keys))
    for index, key in enumerate(keys):
        if kinds[index] == NAME:
            part.words[key].add(words[index])
        elif kinds[index] == STRING:
            part.words[key].add(words[index][1:-1])
        elif kinds[index] == PRIVATE:
            part.words[key].add(words[index] + path)
    return keys


def _keep_classes(binding: Binding) -> bool:
    """A class keeps the name that the program's author gave it: ``type(x).__name__`` and error messages show it."""
    return binding.kind == "class"


def _keep_none(binding: Binding) -> bool:
    return False


def _is_assigned(module: Module, index: int) -> bool:
    """Whether a reference writes to its variable (or may: inside a destructuring pattern)."""
    words, pair = module.tokens.words, module.tokens.pair
    after = words[index + 1] if index + 1 < len(words) else ""
    if after in ASSIGNMENT or after in ("++", "--") or (index and words[index - 1] in ("++", "--")):
        return True
    at = index + 1
    while at < len(words) and words[at] in (",", "]", "}"):
        if words[at] in ("]", "}") and at + 1 < len(words) and words[at + 1] == "=" and pair[at] >= 0:
            return True
        at += 1
    return False


# Constructors that have no effect; everything else that is called may have one.
_PURE_CONSTRUCTORS = frozenset(
    ("Map", "Set", "WeakMap", "WeakSet", "Symbol", "TextEncoder", "TextDecoder", "Object")
)


def _is_pure(module: Module, statement: Statement) -> bool:
    """Whether evaluating a declaration can be left out when nobody uses what it declares."""
    tokens, words = module.tokens, module.tokens.words
    at, assigned = statement.start, False
    while at < statement.end:
        if at in module.deferred:
            at = module.deferred[at]
            continue
        word = words[at]
        if at in tokens.pure:
            at = _after_call(module, at, statement.end)
            continue
        if (
            word == "("
            and tokens.kinds[at - 1] != PUNCT
            and words[at - 1] not in ("return", "typeof", "void", "extends")
        ):
            callee = words[at - 1]
            if callee not in _PURE_CONSTRUCTORS:
                return False
        elif word == "(" and words[at - 1] in (")", "]", "}"):
            return False
        elif word in ASSIGNMENT and statement.kind == "variable":
            if assigned or word != "=":
                return False
            assigned = True
        elif word in ("++", "--", "await", "yield", "delete", "import"):
            return False
        at += 1
    return True


def _after_call(module: Module, at: int, end: int) -> int:
    """The token after the call that a PURE comment stands before."""
    words, pair = module.tokens.words, module.tokens.pair
    while at < end and words[at] != "(":
        at += 1
    return pair[at] + 1 if at < end else end
