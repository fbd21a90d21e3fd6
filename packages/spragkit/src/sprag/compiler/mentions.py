"""What the files of a project say about attributes by name, whatever object they stand on.

An object's class is often not known where an attribute of it is read; what all files together do with that name is."""

from __future__ import annotations

import ast
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Optional, Union

from .classvalues import ANY_CLASS, REMADE, class_values
from .namedcalls import NamedCalls
from .names import EXCEPTIONS
from .scopes import Scope, first_parameter
from .types import T
from .walking import walk

Layout = tuple[str, tuple[str, ...]]
"""The name of a class, and what the parameters of a method of it are called, in order, without `self`."""
Method = Union[ast.FunctionDef, ast.AsyncFunctionDef]
METHODS = (ast.FunctionDef, ast.AsyncFunctionDef)
TYPE_NAMES = frozenset("int float str bool list List dict Dict set Set tuple Tuple".split())
UNCALLED = -1
"""In place of a count: a starred call, or the attribute is not called at all."""


@dataclass(frozen=True)
class Store:
    """`self.name = value` (or `op=`) in a method; ``value`` is None for every other way to set an attribute."""

    method: Optional[Method] = None
    value: Optional[ast.expr] = None
    op: Optional[ast.operator] = None


@dataclass(eq=False)
class Mentions:
    """Of one file."""

    members: Counter[str] = field(default_factory=Counter)
    """Every name that a class body binds, and how many do."""
    attributes: set[str] = field(default_factory=set)
    """Every attribute that is mentioned."""
    replaced: set[str] = field(default_factory=set)
    """Every attribute that is assigned on anything; `*` where there is setattr()."""
    deleted: set[str] = field(default_factory=set)
    """Every attribute that is deleted; `*` where there is delattr()."""
    assigned: set[str] = field(default_factory=set)
    """Every attribute that is assigned on `self`."""
    stores: dict[str, list[Store]] = field(default_factory=dict)
    classes: set[str] = field(default_factory=set)
    """Names of the classes, wherever they stand."""
    values: set[str] = field(default_factory=set)
    """Names that are read where a class would be handed on; `*` where the class of an object is."""
    takes: dict[str, set[tuple[int, float]]] = field(default_factory=dict)
    """How many arguments the methods of a name take by position: least and most."""
    given: dict[str, set[int]] = field(default_factory=dict)
    """How many arguments calls of an attribute give, or `UNCALLED`."""
    bases: list[tuple[str, list[str]]] = field(default_factory=list)
    """Every class with the names of its bases."""
    looked_up: set[str] = field(default_factory=set)
    """Every attribute that getattr() reads; `*` where it may read any."""
    read: set[str] = field(default_factory=set)
    """Attributes that are read and not called."""
    named: NamedCalls = field(default_factory=NamedCalls)
    layouts: dict[str, set[Layout]] = field(default_factory=dict)
    wraps: bool = False
    """Whether `functools.wraps` is used."""
    statics: set[str] = field(default_factory=set)
    """Names of static and class methods."""
    twisted: set[str] = field(default_factory=set)
    """Methods whose parameters stand in another order in JavaScript: keywords after `*args`."""

    @classmethod
    def of(cls, tree: ast.Module, scopes: dict[ast.AST, Scope]) -> Mentions:
        """Read a file once."""
        out = cls()
        for node, scope in scopes.items():
            if isinstance(node, ast.ClassDef):
                out.members.update(scope.local)
                out._class(node)
            if "setattr" in scope.uses:
                out.replaced.add("*")
            if "delattr" in scope.uses:
                out.deleted.add("*")
        out.named = NamedCalls.of(tree, scopes)
        shadowed = any(s.local & TYPE_NAMES for s in scopes.values() if s.kind in ("module", "function"))
        out.classes = {n.name for n in scopes if isinstance(n, ast.ClassDef) and not _of_framework(n)}
        out.values = class_values(tree)
        out.wraps = "wraps" in out.values or any("wraps" in s.uses for s in scopes.values())
        called: set[ast.expr] = set()
        plain: set[ast.expr] = set()
        for child in walk(tree):
            if (
                isinstance(child, ast.Call)
                and isinstance(child.func, ast.Name)
                and child.func.id == "getattr"
            ):
                name = getattr(child.args[1], "value", None) if len(child.args) > 1 else None
                out.looked_up.add(name if isinstance(name, str) else "*")
            if isinstance(child, ast.Call) and isinstance(child.func, ast.Attribute):
                called.add(child.func)
                if not child.keywords:
                    starred = any(isinstance(a, ast.Starred) for a in child.args)
                    out.given.setdefault(child.func.attr, set()).add(UNCALLED if starred else len(child.args))
            elif isinstance(child, METHODS) and not shadowed:
                plain |= out._plain_stores(child)
            elif isinstance(child, ast.Attribute):
                out._attribute(child, child in called, child in plain)
        return out

    def _attribute(self, node: ast.Attribute, called: bool, plain: bool) -> None:
        self.attributes.add(node.attr)
        own = isinstance(node.value, ast.Name) and node.value.id == "self"
        if isinstance(node.ctx, ast.Load):
            if not called:
                self.read.add(node.attr)
            if not called and not own:
                self.given.setdefault(node.attr, set()).add(UNCALLED)
        elif isinstance(node.ctx, ast.Del):
            self.deleted.add(node.attr)
        else:
            self.replaced.add(node.attr)
            if own:
                self.assigned.add(node.attr)
            if not plain:
                self.stores.setdefault(node.attr, []).append(Store())

    def _plain_stores(self, node: Method) -> set[ast.expr]:
        """Note every `self.name = value` of a method's own statements; the targets."""
        out: set[ast.expr] = set()
        if first_parameter(node) != "self":
            return out
        pending: list[ast.stmt] = list(node.body)
        while pending:
            statement = pending.pop()
            if isinstance(statement, (*METHODS, ast.ClassDef)):
                continue
            targets: list[ast.expr] = []
            op: Optional[ast.operator] = None
            if isinstance(statement, ast.Assign):
                targets = statement.targets
            elif isinstance(statement, (ast.AnnAssign, ast.AugAssign)):
                targets = [statement.target]
                op = statement.op if isinstance(statement, ast.AugAssign) else None
            value: Optional[ast.expr] = getattr(statement, "value", None)
            for target in targets:
                if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                    if target.value.id == "self" and value is not None:
                        self.stores.setdefault(target.attr, []).append(Store(node, value, op))
                        out.add(target)
            pending.extend(c for c in ast.iter_child_nodes(statement) if isinstance(c, ast.stmt))
            for part in [*getattr(statement, "handlers", []), *getattr(statement, "cases", [])]:
                pending.extend(part.body)
        return out

    def _class(self, node: ast.ClassDef) -> None:
        self.bases.append(
            (
                node.name,
                [b.attr if isinstance(b, ast.Attribute) else getattr(b, "id", "") for b in node.bases],
            )
        )
        for member in node.body:
            if isinstance(member, ast.Assign) and isinstance(member.value, ast.Name):
                self._other_names(member.value.id, member.targets)
            if not isinstance(member, METHODS):
                continue
            decorators = {ast.unparse(d).rpartition(".")[2] for d in member.decorator_list}
            if decorators & {"property", "cached_property", "setter"}:
                continue
            if decorators & {"staticmethod", "classmethod"}:
                self.statics.add(member.name)
            args = member.args
            names = [a.arg for a in (*args.posonlyargs, *args.args)]
            own = names if "staticmethod" in decorators else names[1:]
            layout = (*own, *(a.arg for a in args.kwonlyargs))
            self.layouts.setdefault(member.name, set()).add((node.name, layout))
            named = len(args.posonlyargs) + len(args.args) - ("staticmethod" not in decorators)
            if any(d is None for d in args.kw_defaults):
                counts: tuple[int, float] = (0, -1)
            else:
                counts = (named - len(args.defaults), math.inf if args.vararg else named)
            self.takes.setdefault(member.name, set()).add(counts)
            if args.vararg and (args.kwonlyargs or args.kwarg):
                self.twisted.add(member.name)

    def _other_names(self, method: str, targets: list[ast.expr]) -> None:
        """`__radd__ = __add__` in a class body."""
        for target in targets:
            if isinstance(target, ast.Name) and method in self.takes:
                self.takes.setdefault(target.id, set()).update(self.takes[method])
                if method in self.twisted:
                    self.twisted.add(target.id)


class Attributes:
    """Of all files of a project together."""

    def __init__(self, files: Iterable[Mentions] = ()) -> None:
        found = list(files)
        counted: Counter[str] = sum((f.members for f in found), Counter())
        replaced = _union(f.replaced for f in found)
        takes: dict[str, set[tuple[int, float]]] = {}
        for file in found:
            for name, counts in file.takes.items():
                takes.setdefault(name, set()).update(counts)
        self.members = frozenset(counted)
        """Every name that a class body binds."""
        self.defined = self.members | _union(f.assigned for f in found)
        """Those, and every name that is assigned on `self`."""
        self.single = frozenset(
            n for n, times in counted.items() if times == 1 and n not in replaced and "*" not in replaced
        )
        """Members that one class has and nothing replaces: on an object of that class they are what it says."""
        self.methods = frozenset(takes) - replaced
        """Methods that nothing replaces."""
        self.bases = {(cls, base) for f in found for cls, bases in f.bases for base in bases}
        """The names of each class and a base of it."""
        layouts: dict[str, set[Layout]] = {}
        for file in found:
            for name, own in file.layouts.items():
                layouts.setdefault(name, set()).update(own)
        self.layouts = {n: known for n, known in layouts.items() if len({at for _, at in known}) > 1}
        """Methods of one name whose parameters stand differently."""
        self._owners = {name: {cls for cls, _ in known} for name, known in layouts.items()}
        self.statics = _union(f.statics for f in found)
        """Static and class methods, which JavaScript does not find through an instance."""
        self.twisted = _union(f.twisted for f in found)
        """Methods with keywords after their `*args`."""
        self.deleted = _union(f.deleted for f in found)
        """Attributes that are deleted somewhere; `*` where any may be."""
        self.loose = frozenset(_loose(found, takes, replaced))
        """Attributes that some call gives more or fewer arguments than something of that name takes."""
        looked_up = _union(f.looked_up for f in found)
        self.counted = self.loose | (frozenset(takes) if "*" in looked_up else looked_up & frozenset(takes))
        """Methods that carry what they take: those, and what getattr() may hand on."""
        self.lent = _lent([pair for f in found for pair in f.bases])
        """Plain classes that stand beside a Module or Component as bases, with which of the two."""
        names = _union(f.classes for f in found) | frozenset(EXCEPTIONS)
        self.classes = any(ANY_CLASS in f.values or not f.values.isdisjoint(names) for f in found)
        remade = any(REMADE in f.values for f in found) and len(takes.get("__init__", ())) > 1
        self.classes = self.classes or remade
        """Whether some class is handed on as a value: an unknown function may be one."""
        self.titled = any("__name__" in f.attributes or f.wraps for f in found)
        """Whether functions are asked for their names."""
        called = _union(f.named.attributes for f in found)
        values = _union(f.named.names for f in found) & _union(f.named.values for f in found)
        self.named_values = (
            any(f.named.anything for f in found)
            or bool(values)
            or bool((called & self.defined) - self.methods)
        )
        """Whether what may be any function is called with keywords."""
        handed_on = (_union(f.read for f in found) | {"__call__"}) if self.named_values else frozenset()
        self.named = frozenset(takes) & (called | handed_on)
        """Methods that are called with keywords where their class is not known."""
        self.stores: dict[str, list[Store]] = {}
        """Every assignment to an attribute that is no member."""
        self._shown: dict[str, str] = {}
        self._special = ",".join(sorted(n for n in self.members if n.startswith("__")))
        """What operators may call, wherever they stand."""
        self.types: dict[str, T] = {}
        """What is known of their types so far (`infer.stored_type`)."""
        if "*" not in replaced:
            for file in found:
                for name, stores in file.stores.items():
                    if name not in counted:
                        self.stores.setdefault(name, []).extend(stores)

    def may_be_named(self, name: str) -> bool:
        """Whether something of the app may be called under this name with keywords."""
        return name in self.named or (self.named_values and name in self.defined)

    def key(self, file: Mentions) -> str:
        """What a compiled file may depend on, of all this."""
        own = file.attributes | set(file.members)
        parts = (
            self.defined,
            self.single,
            self.methods,
            self.twisted,
            self.deleted,
            self.loose,
            self.counted,
            self.named,
            self.statics,
        )
        stored = [self._stores_of(name) for name in sorted(file.attributes & self.stores.keys())]
        lent = [f"{name}:{self.lent[name]}" for name, _ in file.bases if name in self.lent]
        for name in sorted(own & self.layouts.keys()):
            classes = {cls for cls, _ in self.layouts[name]}
            stored.append(f"{sorted(self.layouts[name])} {sorted(b for b in self.bases if b[0] in classes)}")
        return "\n".join(
            [
                *(",".join(sorted(own & part)) for part in parts),
                self._special,
                *stored,
                *lent,
                f"{'*' in self.deleted} {self.classes} {self.named_values} {self.titled}",
            ]
        )

    def defined_below(self, method: str, cls: str) -> bool:
        """Whether a class below ``cls`` has a method of that name."""
        owners = self._owners.get(method, set())
        return len(owners) > 1 and not owners.isdisjoint(self._below(cls) - {cls})

    def _below(self, cls: str) -> set[str]:
        below = {cls}
        while more := {name for name, base in self.bases if base in below} - below:
            below |= more
        return below

    def moved(self, method: str, parameter: str, cls: str) -> bool:
        """Whether a class below ``cls`` has that method with the parameter at another place."""
        known = self.layouts.get(method, set())
        places = {layout.index(parameter) for name, layout in known if name == cls and parameter in layout}
        below = self._below(cls)
        return any(
            parameter not in layout or layout.index(parameter) not in places
            for name, layout in known
            if name in below - {cls}
        )

    def _stores_of(self, name: str) -> str:
        shown = self._shown.get(name)
        if shown is None:
            texts = [
                f"{ast.dump(s.method.args)} {ast.dump(s.value)} {s.op}" if s.method and s.value else "?"
                for s in self.stores[name]
            ]
            shown = self._shown[name] = f"{name}: {texts}"
        return shown


def _lent(classes: list[tuple[str, list[str]]]) -> dict[str, str]:
    known: dict[str, list[list[str]]] = {}
    for name, bases in classes:
        known.setdefault(name, []).append(bases)

    def ends(name: str, seen: frozenset[str] = frozenset()) -> set[str]:
        if name in seen:
            return set()
        if name not in known:
            return {name} & {"Module", "Component"}
        return set().union(*(ends(b, seen | {name}) for bases in known[name] for b in bases))

    out: dict[str, set[str]] = {}
    for _, bases in classes:
        kinds = set().union(*map(ends, bases)) if len(bases) > 1 else set()
        for base in bases:
            if kinds and len(known.get(base, [])) == 1 and not ends(base):
                out.setdefault(base, set()).update(kinds)
    return {name: kinds.pop() for name, kinds in out.items() if len(kinds) == 1}


def _of_framework(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base) in ("Module", "Component") for base in node.bases)


def _loose(
    files: list[Mentions], takes: dict[str, set[tuple[int, float]]], replaced: frozenset[str]
) -> set[str]:
    out = {"__call__"} & set(takes)
    for file in files:
        for name, given in file.given.items():
            # What is assigned may be any function.
            counts = takes.get(name, set())
            unfit = any(not least <= n <= most for n in given for least, most in counts)
            if unfit or (name in replaced and given != {UNCALLED}):
                out.add(name)
    return out


def _union(parts: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset().union(*parts)
