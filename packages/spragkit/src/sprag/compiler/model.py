"""Functions and classes as callers see them: parameters, bases, members."""

from __future__ import annotations

import ast
import math
from dataclasses import dataclass, field, replace
from typing import Optional, Union

from .instances import assigned_on, callbacks, calls_super, definite
from .names import EXCEPTIONS
from .project import Binding, Decl, External, ModuleRef, Project
from .scopes import FunctionNode, first_parameter
from .walking import walk

FRAMEWORK_BASES = frozenset(["Module", "Component"])
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Definition = Union[ast.FunctionDef, ast.AsyncFunctionDef]


@dataclass(frozen=True)
class Param:
    """One parameter; ``kind`` is positional | keyword | rest | keywords."""

    name: str
    kind: str
    default: Optional[ast.expr] = None
    annotation: Optional[ast.expr] = None
    positional_only: bool = False

    @property
    def required(self) -> bool:
        return self.default is None and self.kind in ("positional", "keyword")


@dataclass(frozen=True)
class Signature:
    """Parameters in the order of the JavaScript function: positional, keyword-only, `**kw`, then `*args`."""

    params: tuple[Param, ...]

    @property
    def rest(self) -> Optional[Param]:
        return next((p for p in self.params if p.kind == "rest"), None)

    @property
    def keywords(self) -> Optional[Param]:
        return next((p for p in self.params if p.kind == "keywords"), None)

    @property
    def positional(self) -> list[Param]:
        return [p for p in self.params if p.kind == "positional"]

    @property
    def most(self) -> float:
        """How many arguments a call by position may have; -1: none will do, as a keyword is required."""
        if any(p.kind == "keyword" and p.required for p in self.params):
            return -1
        return math.inf if self.rest else len(self.positional)

    @property
    def least(self) -> int:
        return sum(p.required for p in self.positional)

    @property
    def plain(self) -> bool:
        """Whether an unknown caller, who passes by position, does what Python does."""
        return self.keywords is None and not (self.rest and any(p.kind == "keyword" for p in self.params))

    @property
    def by_keyword(self) -> bool:
        """Whether it has parameters that only keywords reach."""
        return self.keywords is not None or any(p.kind == "keyword" for p in self.params)

    @property
    def text(self) -> str:
        """The parameters as `py/keywords.ts` reads them: `a / b= *rest c **more`."""
        hidden = [_described(p) for p in self.positional if p.positional_only]
        shown = [_described(p) for p in self.positional if not p.positional_only]
        only = [_described(p) for p in self.params if p.kind == "keyword"]
        star = [f"*{self.rest.name}"] if self.rest else ["*"] if only else []
        more = [f"**{self.keywords.name}"] if self.keywords else []
        return " ".join([*hidden, *(["/"] if hidden else []), *shown, *star, *only, *more])


def _described(param: Param) -> str:
    return f"{param.name}=" if param.default is not None else param.name


def signature(node: FunctionNode, bound: bool = False) -> Signature:
    """The parameters of ``node``; ``bound`` leaves out the first (`self`)."""
    args = node.args
    plain = [*args.posonlyargs, *args.args]
    defaults: list[Optional[ast.expr]] = [None] * (len(plain) - len(args.defaults)) + list(args.defaults)
    params = [
        Param(a.arg, "positional", d, a.annotation, i < len(args.posonlyargs))
        for i, (a, d) in enumerate(zip(plain, defaults))
    ]
    if bound:
        params = params[1:]
    params += [Param(a.arg, "keyword", d, a.annotation) for a, d in zip(args.kwonlyargs, args.kw_defaults)]
    if args.kwarg:
        params.append(Param(args.kwarg.arg, "keywords"))
    if args.vararg:
        params.append(Param(args.vararg.arg, "rest"))
    return Signature(tuple(params))


def parse(params: str) -> Signature:
    """The signature that a `Builtin` describes in text."""
    known = _PARSED.get(params)
    if known is None:
        out: list[Param] = []
        keyword = False
        for part in [p.strip() for p in params.split(",") if p.strip()]:
            if part == "*":
                keyword = True
            elif part == "/":
                out = [replace(p, positional_only=True) for p in out]
            elif part.startswith("**"):
                out.append(Param(part[2:], "keywords"))
            elif part.startswith("*"):
                out.append(Param(part[1:], "rest"))
                keyword = True
            else:
                name = part.rstrip("=")
                default = ast.Constant(None) if part.endswith("=") else None
                out.append(Param(name, "keyword" if keyword else "positional", default))
        known = _PARSED[params] = Signature(tuple(out))
    return known


_PARSED: dict[str, Signature] = {}


@dataclass(eq=False)
class ClassInfo:
    """A class of the project. ``base`` is its compiled base, ``framework`` the sprag class that it ends in,
    ``exception`` the
    builtin exception that it ends in."""

    decl: Optional[Decl]
    node: ast.ClassDef
    base: Optional[ClassInfo] = None
    mixins: list[ClassInfo] = field(default_factory=list)
    """Its other bases, whose members are copied."""
    ahead: int = 0
    """How many of the mixins stand before the base, and win over it."""
    lent: bool = False
    """A plain class that stands beside a Module or Component as a base: its `self` is that one's."""
    framework: Optional[str] = None
    exception: Optional[str] = None
    also: list[str] = field(default_factory=list)
    """Further builtin exceptions among the bases."""
    enum: Optional[str] = None
    typed: Optional[str] = None  # NamedTuple
    unknown_base: Optional[ast.expr] = None
    members: dict[str, ast.stmt] = field(default_factory=dict)
    dataclass: Optional[ast.expr] = None
    definite: set[str] = field(default_factory=set)
    """Attributes that every instance has once it is made."""
    attributes: set[str] = field(default_factory=set)
    """Every attribute that a method assigns on self."""
    callbacks: set[str] = field(default_factory=set)
    """Methods that are only ever handed to a promise: what they get comes from JavaScript."""

    def find(self, name: str) -> Optional[tuple[ClassInfo, ast.stmt]]:
        """The member ``name`` as Python's method resolution finds it (single inheritance, then mixins)."""
        for info in self.mro():
            if name in info.members:
                return info, info.members[name]
        return None

    def mro(self) -> list[ClassInfo]:
        out: list[ClassInfo] = [self]
        for parent in [*self.mixins[: self.ahead], self.base, *self.mixins[self.ahead :]]:
            for info in parent.mro() if parent else []:
                if info not in out:
                    out.append(info)
        return out

    def has(self, name: str) -> bool:
        return any(name in info.members or name in info.definite for info in self.mro())


def decorator_name(node: ast.expr) -> str:
    """`a.b` of `@a.b` or `@a.b(…)`."""
    target = node.func if isinstance(node, ast.Call) else node
    if isinstance(target, ast.Attribute):
        return f"{decorator_name(target.value)}.{target.attr}"
    return target.id if isinstance(target, ast.Name) else ""


def kind_of(member: ast.stmt) -> str:
    """method | static | class | property | setter | value, for a member of a class body."""
    if not isinstance(member, DEFINITIONS):
        return "value"
    names = [decorator_name(d) for d in member.decorator_list]
    if "staticmethod" in names:
        return "static"
    if "classmethod" in names:
        return "class"
    if "property" in names or "cached_property" in names or "functools.cached_property" in names:
        return "property"
    if any(n.endswith(".setter") for n in names):
        return "setter"
    return "method"


def paced(member: Definition) -> bool:
    """Whether calls of a method go through `@debounce` or `@throttle`, which answer None at once."""
    return any(
        decorator_name(d).rpartition(".")[2] in ("debounce", "throttle") for d in member.decorator_list
    )


def abstract_methods(info: ClassInfo) -> list[str]:
    """The abstract methods of a class of an `ABC` that nothing below defines."""
    above = info.mro()
    if not any(ast.unparse(b).rpartition(".")[2] == "ABC" for i in above for b in i.node.bases):
        return []
    return [
        name
        for name in dict.fromkeys(n for i in above for n in i.members)
        if any(
            decorator_name(d).rpartition(".")[2] == "abstractmethod"
            for d in getattr(_member(info, name), "decorator_list", [])
        )
    ]


def _member(info: ClassInfo, name: str) -> Optional[ast.stmt]:
    found = info.find(name)
    return found[1] if found is not None else None


class Classes:
    """Class infos by declaration or node, made once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.edition = project.edition
        self.known: dict[ast.ClassDef, ClassInfo] = {}

    @classmethod
    def at(cls, project: Project) -> Classes:
        """The classes of a project. They know their bases, so a file that changed makes all of them anew."""
        found = project.classes
        if not isinstance(found, cls) or found.edition != project.edition:
            found = project.classes = cls(project)
        return found

    def of(self, decl: Decl) -> ClassInfo:
        assert isinstance(decl.node, ast.ClassDef)
        return self.of_node(decl.node, decl)

    def of_node(
        self, node: ast.ClassDef, decl: Optional[Decl], scope_file: Optional[Decl] = None
    ) -> ClassInfo:
        info = self.known.get(node)
        if info is None:
            info = self.known[node] = ClassInfo(decl, node)
            owner = decl or scope_file
            if owner is not None:
                self._bases(info, owner)
            _members(info)
        return info

    def _bases(self, info: ClassInfo, owner: Decl) -> None:
        found = [(base, self._base(base, owner)) for base in info.node.bases]
        # JavaScript's one base is what decides how instances are made; where nothing does, the first.
        main = next((f for _, f in found if _makes_instances(f)), None)
        if main is None:
            main = next((f for _, f in found if isinstance(f, ClassInfo)), None)
        for base, one in found:
            if isinstance(one, ClassInfo):
                if one is not main:
                    info.mixins.append(one)
                    continue
                info.base, info.ahead = one, len(info.mixins)
                info.framework, info.exception, info.enum = one.framework, one.exception, one.enum
            elif one == "NamedTuple":
                info.typed = one
            elif one is None or not _makes_instances(one):
                if one not in ("object", "Generic", "Protocol", "ABC"):
                    info.unknown_base = base
            elif one is not main and main is not None and info.exception and one in EXCEPTIONS:
                info.also.append(str(one))
            elif one is not main:
                info.unknown_base = base if info.unknown_base is None else info.unknown_base
            else:
                info.ahead = len(info.mixins)
                info.framework = one if one in FRAMEWORK_BASES else None
                info.exception = one if one in EXCEPTIONS else None
                info.enum = one if one == "Enum" else None
        kind = self.project.attributes.lent.get(info.node.name)
        if kind and main is None and not info.typed and info.unknown_base is None:
            info.framework, info.lent = kind, True
        for decorator in info.node.decorator_list:
            if decorator_name(decorator) in ("dataclass", "dataclasses.dataclass"):
                info.dataclass = decorator

    def _base(self, base: ast.expr, owner: Decl) -> Union[ClassInfo, str, None]:
        binding = self._binding(base, owner)
        if isinstance(binding, Decl) and binding.kind == "class" and isinstance(binding.node, ast.ClassDef):
            return None if self._above(binding, owner) else self.of(binding)
        if isinstance(binding, External):
            return binding.name
        name = base.id if isinstance(base, ast.Name) else ""
        return name if binding is None and (name in EXCEPTIONS or name == "object") else None

    def _binding(self, base: ast.expr, owner: Decl) -> Optional[Binding]:
        if isinstance(base, ast.Subscript):
            base = base.value
        if isinstance(base, ast.Name):
            return self.project.binding(owner.file, base.id)
        if isinstance(base, ast.Attribute) and isinstance(base.value, ast.Name):
            outer = self.project.binding(owner.file, base.value.id)
            if isinstance(outer, ModuleRef):
                return self.project.binding(outer.file, base.attr)
            return External(outer.module, base.attr) if isinstance(outer, External) else None
        return None

    def _above(self, decl: Decl, owner: Decl) -> bool:
        """Whether a class would inherit from itself; in Python one of the names is not there yet."""
        seen: list[Decl] = [decl]
        for one in seen:
            if one.node is owner.node:
                return True
            bases = (
                [self._binding(b, one) for b in one.node.bases] if isinstance(one.node, ast.ClassDef) else []
            )
            seen += [b for b in bases if isinstance(b, Decl) and b not in seen]
        return False


def _makes_instances(found: Union[ClassInfo, str, None]) -> bool:
    if isinstance(found, ClassInfo):
        return bool(found.framework or found.exception or found.enum) and not found.lent
    return found in FRAMEWORK_BASES or found in EXCEPTIONS or found == "Enum"


def _members(info: ClassInfo) -> None:
    for statement in info.node.body:
        if isinstance(statement, DEFINITIONS):
            if kind_of(statement) == "setter":
                continue
            info.members[statement.name] = statement
        elif isinstance(statement, ast.Assign):
            method = info.members.get(statement.value.id) if isinstance(statement.value, ast.Name) else None
            if not isinstance(method, DEFINITIONS) or kind_of(method) != "method" or info.framework:
                method = None
            for target in statement.targets:
                for name in walk(target):
                    if isinstance(name, ast.Name):
                        # `__radd__ = __add__` is one method with two names.
                        info.members[name.id] = method or statement
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            if statement.value is not None or info.dataclass is not None or info.typed:
                info.members[statement.target.id] = statement
    for member in info.members.values():
        own = first_parameter(member) if isinstance(member, DEFINITIONS) else None
        if own is not None:
            info.attributes |= assigned_on(member, own)
    if info.framework:
        info.callbacks = callbacks(info.node)
    init = info.members.get("__init__")
    own = first_parameter(init) if isinstance(init, DEFINITIONS) else None
    if init is not None and own is not None:
        info.definite |= definite(init, own)
    if info.base is not None and (init is None or calls_super(init)):
        info.definite |= info.base.definite
    if info.base is not None:
        info.attributes |= info.base.attributes
    if info.dataclass is not None:
        info.definite |= {n for n, m in info.members.items() if isinstance(m, ast.AnnAssign)}
