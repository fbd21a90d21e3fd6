"""A JavaScript module as it was read: its tokens, scopes, bindings and top-level statements."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional

from sprag.compiler.jstokens import Tokens


@dataclass(eq=False)
class Binding:
    """One variable: its name in the text and the tokens that mean it."""

    name: str
    scope: Scope
    kind: str  # let const var function class param catch import, or global for what nobody declares
    tokens: list[int] = field(default_factory=list)


@dataclass(eq=False)
class Scope:
    parent: Optional[Scope]
    function: bool
    names: dict[str, Binding] = field(default_factory=dict)
    children: list[Scope] = field(default_factory=list)
    used: set[Binding] = field(
        default_factory=set
    )  # bindings of outer scopes that this one or one inside refers to


@dataclass
class Statement:
    """One top-level statement: tokens [start, end)."""

    start: int
    end: int
    kind: str  # import export variable declaration expression
    declares: list[str] = field(default_factory=list)
    keyword: str = ""  # of a variable: const let var; each declarator is a statement of its own


@dataclass
class Member:
    """A method, accessor or simple field of a top-level class under a plain or private name: tokens [start, end)."""

    name: str
    start: int
    end: int


@dataclass
class Module:
    tokens: Tokens
    top: Scope
    globals: dict[str, Binding]
    statements: list[Statement]
    meaning: dict[int, Binding]  # token index -> the binding it refers to
    shorthand: set[int]  # names standing for both key and value: { a }
    imports: list[tuple[str, str, str]]  # (specifier, imported name or "*" or "", local name)
    exports: list[tuple[str, str, str]]  # (exported name, local or imported name, specifier or "")
    inserted: set[int]  # tokens before which the grammar inserts a semicolon
    needless: set[int]  # semicolons that a closing brace makes needless
    deferred: dict[int, int]  # first token of what runs later (parameters and bodies) -> the token after it
    members: list[Member]  # in order of the text
    defines: set[int]  # names of members in classes and object literals
    uses_eval: bool = False
