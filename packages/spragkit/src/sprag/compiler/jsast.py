"""JavaScript as data: what lowering makes and `emit` prints.

Nodes are plain records. Every node may carry ``at``, the place in the Python source that it came from (``(line,
column)``,
1-based line, 0-based column) and, where the text differs, the Python ``name``; the printer writes one mapping per node
that
has it. Nobody outside `emit` makes JavaScript text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional, Union

Position = tuple[int, int]


class Node:
    """What every node shares: its place in the Python source, when it has one."""

    at: Optional[Position] = None
    name: Optional[str] = None


@dataclass(eq=False)
class Name(Node):
    id: str


@dataclass(eq=False)
class Literal(Node):
    """A string, a number (``int`` beyond 2**53 prints as a BigInt), ``True``/``False`` or ``None`` (``null``)."""

    value: Union[str, int, float, bool, None]


@dataclass(eq=False)
class Template(Node):
    """A template literal: strings and expressions in order."""

    parts: list[Union[str, Expr]]


@dataclass(eq=False)
class Array(Node):
    items: list[Expr]


@dataclass(eq=False)
class Property(Node):
    """``key: value`` of an object; ``key`` is a name or, when computed, an expression."""

    key: Union[str, Expr]
    value: Expr


@dataclass(eq=False)
class Object(Node):
    properties: list[Union[Property, Spread]]


@dataclass(eq=False)
class Spread(Node):
    value: Expr


@dataclass(eq=False)
class Call(Node):
    callee: Expr
    args: list[Expr] = field(default_factory=list)


@dataclass(eq=False)
class New(Node):
    callee: Expr
    args: list[Expr] = field(default_factory=list)


@dataclass(eq=False)
class Member(Node):
    """``object.key``; a key that is no identifier prints in brackets."""

    object: Expr
    key: str


@dataclass(eq=False)
class Index(Node):
    object: Expr
    index: Expr


@dataclass(eq=False)
class Unary(Node):
    op: str
    operand: Expr


@dataclass(eq=False)
class Update(Node):
    """``target++`` or ``target--``."""

    op: str
    target: Expr


@dataclass(eq=False)
class Binary(Node):
    """Any infix operator, ``&&``, ``||`` and ``??`` among them."""

    op: str
    left: Expr
    right: Expr


@dataclass(eq=False)
class Conditional(Node):
    test: Expr
    then: Expr
    otherwise: Expr


@dataclass(eq=False)
class Assign(Node):
    target: Expr
    value: Expr
    op: str = "="


@dataclass(eq=False)
class Sequence(Node):
    items: list[Expr]


@dataclass(eq=False)
class Await(Node):
    value: Expr


@dataclass(eq=False)
class Yield(Node):
    value: Optional[Expr]
    delegate: bool = False


@dataclass(eq=False)
class Param(Node):
    name_: str
    default: Optional[Expr] = None
    rest: bool = False
    pattern: Optional[Expr] = None


@dataclass(eq=False)
class Arrow(Node):
    """An arrow function; ``body`` is an expression or a list of statements."""

    params: list[Param]
    body: Union[Expr, list[Stmt]]
    is_async: bool = False


@dataclass(eq=False)
class Function(Node):
    """``function`` as an expression, a declaration (as a statement) or a method (in a class)."""

    id: str
    params: list[Param]
    body: list[Stmt]
    is_async: bool = False
    generator: bool = False


@dataclass(eq=False)
class Method(Node):
    key: Union[str, Expr]
    function: Function
    static: bool = False
    kind: str = "method"  # method | get | set


@dataclass(eq=False)
class ClassField(Node):
    key: Union[str, Expr]
    value: Optional[Expr]
    static: bool = True


@dataclass(eq=False)
class Class(Node):
    """A class, as an expression or a declaration."""

    id: str
    base: Optional[Expr]
    members: list[Union[Method, ClassField]]


Expr = Union[
    Name, Literal, Template, Array, Object, Spread, Call, New, Member, Index, Unary, Update, Binary, Conditional,
    Assign,
    Sequence, Await, Yield, Arrow, Function, Class,
]  # fmt: skip


@dataclass(eq=False)
class ExprStmt(Node):
    value: Expr
    needless: bool = False
    """Found to do nothing after it was made; it is not printed."""


@dataclass(eq=False)
class Declare(Node):
    """``let a, b = 1`` / ``const x = 2``; a target may be a destructuring pattern (`Array` or `Name`)."""

    kind: str
    items: list[tuple[Expr, Optional[Expr]]]


@dataclass(eq=False)
class Return(Node):
    value: Optional[Expr] = None


@dataclass(eq=False)
class Throw(Node):
    value: Expr


@dataclass(eq=False)
class If(Node):
    test: Expr
    then: list[Stmt]
    otherwise: list[Stmt] = field(default_factory=list)


@dataclass(eq=False)
class While(Node):
    test: Expr
    body: list[Stmt]


@dataclass(eq=False)
class For(Node):
    init: Union[Declare, Expr, None]
    test: Optional[Expr]
    update: Optional[Expr]
    body: list[Stmt]


@dataclass(eq=False)
class ForOf(Node):
    """``for (kind target of iterable)``; without ``kind`` the target is assigned."""

    kind: str
    target: Expr
    iterable: Expr
    body: list[Stmt]
    is_async: bool = False


@dataclass(eq=False)
class Break(Node):
    label: str = ""


@dataclass(eq=False)
class Continue(Node):
    label: str = ""


@dataclass(eq=False)
class Labeled(Node):
    label: str
    body: Stmt


@dataclass(eq=False)
class Block(Node):
    body: list[Stmt]


@dataclass(eq=False)
class Try(Node):
    body: list[Stmt]
    error: Optional[str] = None
    handler: Optional[list[Stmt]] = None
    final: Optional[list[Stmt]] = None


@dataclass(eq=False)
class Import(Node):
    """``import { name as local, … } from 'source'``."""

    names: list[tuple[str, str]]
    source: str


@dataclass(eq=False)
class Export(Node):
    """``export`` before a declaration (`Function`, `Class` or `Declare`)."""

    declaration: Stmt


Stmt = Union[
    ExprStmt, Declare, Return, Throw, If, While, For, ForOf, Break, Continue, Labeled, Block, Try, Import, Export,
    Function, Class,
]  # fmt: skip

NULL = Literal(None)
THIS = Name("this")
UNDEFINED = Name("undefined")


def call(callee: Union[str, Expr], *args: Expr) -> Call:
    """A call of a name or an expression."""
    return Call(Name(callee) if isinstance(callee, str) else callee, list(args))


def member(value: Expr, *keys: str) -> Expr:
    """``value.key.key…``"""
    for key in keys:
        value = Member(value, key)
    return value
