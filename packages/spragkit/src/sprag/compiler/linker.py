"""Links ES modules into as few files as a page needs, without Node.

Every top-level declaration of every module is a node of one graph, and so is every method and field of a
runtime's class: a member whose name no live code mentions is not reached, and neither is a class of the runtime
that live code asks for with `instanceof` only: there are no instances. What an entry does not reach is left out;
what all entries reach goes into one runtime chunk that they share, the rest into the entry's own file. The
modules of a file are joined in one scope under short names, so a link costs no wrapper.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Callable, Optional

from sprag.compiler.jsmodule import Binding, Scope
from sprag.compiler.jsprint import Printed, is_reserved, print_tokens, short_name, shorten_locals
from sprag.compiler.jstokens import NAME, PUNCT
from sprag.compiler.linkgraph import Graph, Key, LinkError, Part, Source
from sprag.compiler.linkmap import MapWriter

__all__ = ["LinkError", "Linked", "Source", "link"]


@dataclass(frozen=True)
class Linked:
    """One file of the result. ``code`` ends without a map comment; ``sizes`` are bytes of text by module."""

    code: str
    map: Optional[str]
    sizes: Mapping[str, int]


def link(
    load: Callable[[str], Source],
    entries: Mapping[str, str],
    *,
    chunk: str,
    name_chunk: Callable[[str], str],
    whole: Container[str] = (),
    reflective: Iterable[tuple[str, str]] = (),
    heading: str = "",
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
        reflective: exports (path, name) that look a member of their first argument up under the name in their
            second one: an entry whose own code makes that name at run time keeps every method.
        heading: the first line of each file, a comment.
        maps: whether to write source maps for the modules that have one.

    Raises:
        LinkError: naming the modules.
    """
    graph = Graph(load)
    for path in entries.values():
        graph.add(path)
    graph.connect()
    by_name = {found for path, name in reflective if (found := graph.exported(path, name)) is not None}
    live = {name: graph.reach(path, by_name, whole=name in whole) for name, path in entries.items()}
    shared: set[Key] = set.intersection(*live.values()) if len(live) > 1 else set()
    shared = graph.closed(shared, set().union(*live.values()) if live else set())
    writer = _Writer(graph, heading)
    out: dict[str, Linked] = {}
    names: dict[Binding, str] = {}
    imported_from = ""
    if shared:
        wanted = graph.bindings_named(set().union(*live.values()) - shared) & graph.bindings_declared(shared)
        out[chunk] = writer.write(shared, names, exports=wanted, maps=maps)
        imported_from = name_chunk(out[chunk].code)
    for name, keys in live.items():
        own = keys - shared
        taken = graph.bindings_named(own) & graph.bindings_declared(shared)
        out[name] = writer.write(own, dict(names), imports=taken, imported_from=imported_from, maps=maps)
    return out


class _Writer:
    """Writes pieces of the graph as files."""

    def __init__(self, graph: Graph, heading: str) -> None:
        self._graph = graph
        self._heading = heading

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
            for path in self._graph.order
            for number in range(len(self._graph.parts[path].module.statements))
            if (path, number, -1) in keys
        ]
        paths = [path for path in self._graph.order if any(key[0] == path for key in ordered)]
        absent = self._graph.bindings_tested(keys) - self._graph.bindings_declared(keys) - imports
        nobody = [Binding("nobody", Scope(None, True), "nobody")] if absent else []
        self._name_top_level(ordered, paths, names, imports, nobody)
        names.update((binding, names[each]) for each in nobody for binding in absent)
        out, writer, sizes = Printed(), MapWriter(), dict.fromkeys(paths, 0)
        if self._heading:
            out.write(f"{self._heading}\n", PUNCT)
        if imports:
            listed = ",".join(sorted(names[binding] for binding in imports))
            out.write(f'import{{{listed}}}from"{imported_from}";', PUNCT)
        for each in nobody:  # classes of which there are no instances
            out.write(f"class {names[each]}{{}}", PUNCT)
        for path in paths:
            part = self._graph.parts[path]
            local = dict(names)
            for binding in part.module.top.names.values():
                origin = self._graph.origin.get(binding)
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
        part: Part,
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
        self,
        ordered: list[Key],
        paths: list[str],
        names: dict[Binding, str],
        imports: set[Binding],
        more: list[Binding],
    ) -> None:
        """Short names by number of uses; never one that some module means as a global or that an import brings."""
        taken = {name for path in paths for name in self._graph.parts[path].module.globals}
        taken.update(names[binding] for binding in imports)
        fresh: list[Binding] = [*more]
        for key in ordered:
            part = self._graph.part(key)
            fresh += [part.module.top.names[name] for name in self._graph.statement(key).declares]
        for binding in fresh:
            if binding.kind == "class" and self._graph.part(self._graph.home[binding]).source.droppable:
                name = binding.name
                while name in taken:
                    name += "$"
                names[binding] = name
                taken.add(name)
        uses = {binding: len(binding.tokens) for binding in fresh}
        for path in paths:
            for binding in self._graph.parts[path].module.top.names.values():
                origin = self._graph.origin.get(binding)
                if origin in uses:
                    uses[origin] += len(binding.tokens) - 1
        at = 0
        for binding in sorted((each for each in fresh if each not in names), key=lambda each: -uses[each]):
            while is_reserved(short_name(at)) or short_name(at) in taken:
                at += 1
            names[binding] = short_name(at)
            at += 1


def _keep_classes(binding: Binding) -> bool:
    """A class keeps the name that the program's author gave it: ``type(x).__name__`` and error messages show it."""
    return binding.kind == "class"


def _keep_none(binding: Binding) -> bool:
    return False
