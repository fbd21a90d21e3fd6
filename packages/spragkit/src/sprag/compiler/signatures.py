"""What Python's builtins and methods take and give: the one table that inference and lowering read.

A parameter list is written as in Python (`"x, /, base=, *"`): a trailing `=` marks an optional one, `*name` the rest,
names after
a lone `*` keyword-only.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Callable, Union

from .types import (
    ANY,
    BOOL,
    DICT,
    FLOAT,
    INT,
    LIST,
    NONE,
    NUMERIC,
    RANGE,
    RAW,
    SET,
    STR,
    T_BASIC,
    T_BOOL,
    T_DICT,
    T_INT,
    T_ITER,
    T_LIST,
    T_NONE,
    T_RANGE,
    T_RAW,
    T_SET,
    T_SIZE,
    T_STR,
    T_TUPLE,
    TUPLE,
    T,
    integer,
)  # fmt: skip

Result = Union[T, Callable[[list[T]], T]]


@dataclass(frozen=True)
class Builtin:
    """One builtin function or method: its helper's name, parameters and result type."""

    helper: str
    params: str
    result: Result

    def result_of(self, args: list[T]) -> T:
        return self.result(args) if callable(self.result) else self.result


def _abs(args: list[T]) -> T:
    (t,) = args[:1] or [ANY]
    if t.only(RAW | FLOAT):
        return T_RAW if t.only(RAW) else T(FLOAT)
    if not t.only(INT | BOOL):
        return ANY
    return T(INT, t.bits, natural=True) if t.mask & INT else T_SIZE


def _str(args: list[T]) -> T:
    basic = not args or (
        len(args) == 1 and (args[0].only(NUMERIC | NONE) or (args[0].only(STR) and args[0].basic))
    )
    return T_BASIC if basic else T_STR


def _round(args: list[T]) -> T:
    if len(args) == 1 and args[0].only(NUMERIC):
        return T_INT if not args[0].small else integer(args[0].bits)
    if len(args) == 2 and args[0].only(RAW | FLOAT) and args[1].only(INT):
        return T(FLOAT)
    return T(INT | FLOAT) if args and args[0].only(NUMERIC) else ANY


def _same_if_numbers(args: list[T]) -> T:
    if len(args) > 1 and all(a.only(NUMERIC) for a in args):
        out = args[0]
        for a in args[1:]:
            out = out.join(a)
        return T(FLOAT) if out.only(RAW) else out
    return ANY


_BUILTINS: dict[str, tuple[str, str, Result]] = {
    "abs": ("abs", "x, /", _abs),
    "all": ("all", "it, /", T_BOOL),
    "any": ("any", "it, /", T_BOOL),
    "ascii": ("ascii", "x, /", T_BASIC),
    "bin": ("bin", "x, /", T_BASIC),
    "bool": ("truthy", "x=, /", T_BOOL),
    "callable": ("callable", "x, /", T_BOOL),
    "chr": ("chr", "x, /", T_STR),
    "dict": ("dict", "it=, /, **kw", T_DICT),
    "divmod": ("divmod", "a, b, /", T_TUPLE),
    "enumerate": ("enumerate", "iterable, start=", T_ITER),
    "filter": ("filter", "fn, it, /", T_ITER),
    "float": ("float", "x=, /", T_RAW),
    "format": ("format", "x, spec=, /", T_STR),
    "frozenset": ("frozenset", "it=, /", T_SET),
    "getattr": ("getattr", "o, name, default=, /", ANY),
    "hasattr": ("hasattr", "o, name, /", T_BOOL),
    "hash": ("hash", "x, /", T_INT),
    "hex": ("hex", "x, /", T_BASIC),
    "id": ("id", "x, /", T_INT),
    "int": ("int", "x=, /, base=", T_INT),
    "isinstance": ("isinstance", "x, cls, /", T_BOOL),
    "issubclass": ("issubclass", "x, cls, /", T_BOOL),
    "iter": ("iterator", "it, /", T_ITER),
    "len": ("len", "x, /", T_SIZE),
    "list": ("list", "it=, /", T_LIST),
    "map": ("map", "fn, it, /, *more", T_ITER),
    "max": ("max", "a, *more, *, key=, default=", _same_if_numbers),
    "min": ("min", "a, *more, *, key=, default=", _same_if_numbers),
    "next": ("next", "it, default=, /", ANY),
    "oct": ("oct", "x, /", T_BASIC),
    "ord": ("ord", "x, /", T_SIZE),
    "pow": ("powmod", "base, exp, mod=", ANY),
    "print": ("print", "*xs, *, sep=, end=, file=, flush=", T_NONE),
    "range": ("range", "a, b=, c=, /", T_RANGE),
    "repr": ("repr", "x, /", T_STR),
    "reversed": ("reversed", "it, /", T_ITER),
    "round": ("round", "number, ndigits=", _round),
    "set": ("set", "it=, /", T_SET),
    "setattr": ("setattr", "o, name, value, /", T_NONE),
    "slice": ("sliceObject", "a, b=, c=, /", ANY),
    "sorted": ("sorted", "it, /, *, key=, reverse=", T_LIST),
    "str": ("str", "object=", _str),
    # The server's own CPython decides, so that both sides show the same.
    "sum": ("sumPrecise" if sys.version_info >= (3, 12) else "sum", "it, /, start=", ANY),
    "tuple": ("tuple", "it=, /", T_TUPLE),
    "type": ("type", "x, /", ANY),
    "zip": ("zip", "*its, *, strict=", T_ITER),
}
BUILTINS = {name: Builtin(*row) for name, row in _BUILTINS.items()}

# From 3.13 on, replace() takes its count by name.
REPLACE = "old, new, /, count=" if sys.version_info >= (3, 13) else "old, new, count=, /"

METHODS: dict[str, tuple[int, Builtin]] = {
    name: (kinds, Builtin(helper, params, result))
    for name, kinds, helper, params, result in (
        # sequences
        ("append", LIST, "append", "x, /", T_NONE),
        ("extend", LIST, "extend", "it, /", T_NONE),
        ("insert", LIST, "insert", "i, x, /", T_NONE),
        ("sort", LIST, "sort", "*, key=, reverse=", T_NONE),
        ("reverse", LIST, "reverse", "", T_NONE),
        ("index", LIST | TUPLE | STR | RANGE, "index", "x, start=, stop=, /", T_SIZE),
        ("count", LIST | TUPLE | STR | RANGE, "count", "x, start=, stop=, /", T_SIZE),
        # several
        ("pop", LIST | DICT | SET, "pop", "x=, default=, /", ANY),
        ("remove", LIST | SET, "remove", "x, /", T_NONE),
        ("clear", LIST | DICT | SET, "clear", "", T_NONE),
        ("copy", LIST | DICT | SET, "copy", "", ANY),
        ("update", DICT | SET, "update", "it=, /, *more, **kw", T_NONE),
        # dicts
        ("get", DICT, "get", "k, default=, /", ANY),
        ("keys", DICT, "keys", "", ANY),
        ("values", DICT, "values", "", ANY),
        ("items", DICT, "items", "", ANY),
        ("setdefault", DICT, "setdefault", "k, default=, /", ANY),
        ("popitem", DICT, "popitem", "", T_TUPLE),
        # sets
        ("add", SET, "setAdd", "x, /", T_NONE),
        ("discard", SET, "discard", "x, /", T_NONE),
        ("union", SET, "union", "*its", T_SET),
        ("intersection", SET, "intersection", "*its", T_SET),
        ("difference", SET, "difference", "*its", T_SET),
        ("symmetric_difference", SET, "symmetric_difference", "it, /", T_SET),
        ("issubset", SET, "issubset", "it, /", T_BOOL),
        ("issuperset", SET, "issuperset", "it, /", T_BOOL),
        ("isdisjoint", SET, "isdisjoint", "it, /", T_BOOL),
        ("intersection_update", SET, "intersection_update", "*its", T_NONE),
        ("difference_update", SET, "difference_update", "*its", T_NONE),
        ("symmetric_difference_update", SET, "symmetric_difference_update", "it, /", T_NONE),
        # strings
        ("upper", STR, "upper", "", T_STR),
        ("lower", STR, "lower", "", T_STR),
        ("casefold", STR, "casefold", "", T_STR),
        ("capitalize", STR, "capitalize", "", T_STR),
        ("title", STR, "title", "", T_STR),
        ("swapcase", STR, "swapcase", "", T_STR),
        ("strip", STR, "strip", "chars=, /", T_STR),
        ("lstrip", STR, "lstrip", "chars=, /", T_STR),
        ("rstrip", STR, "rstrip", "chars=, /", T_STR),
        ("split", STR, "split", "sep=, maxsplit=", T_LIST),
        ("rsplit", STR, "rsplit", "sep=, maxsplit=", T_LIST),
        ("splitlines", STR, "splitlines", "keepends=", T_LIST),
        ("join", STR, "join", "it, /", T_STR),
        ("replace", STR, "replace", REPLACE, T_STR),
        ("startswith", STR, "startswith", "x, start=, stop=, /", T_BOOL),
        ("endswith", STR, "endswith", "x, start=, stop=, /", T_BOOL),
        ("find", STR, "find", "x, start=, stop=, /", T_INT),
        ("rfind", STR, "rfind", "x, start=, stop=, /", T_INT),
        ("rindex", STR, "rindex", "x, start=, stop=, /", T_SIZE),
        ("partition", STR, "partition", "sep, /", T_TUPLE),
        ("rpartition", STR, "rpartition", "sep, /", T_TUPLE),
        ("removeprefix", STR, "removeprefix", "x, /", T_STR),
        ("removesuffix", STR, "removesuffix", "x, /", T_STR),
        ("zfill", STR, "zfill", "width, /", T_STR),
        ("ljust", STR, "ljust", "width, fill=, /", T_STR),
        ("rjust", STR, "rjust", "width, fill=, /", T_STR),
        ("center", STR, "center", "width, fill=, /", T_STR),
        ("expandtabs", STR, "expandtabs", "tabsize=", T_STR),
        ("isdigit", STR, "isdigit", "", T_BOOL),
        ("isdecimal", STR, "isdecimal", "", T_BOOL),
        ("isnumeric", STR, "isnumeric", "", T_BOOL),
        ("isalpha", STR, "isalpha", "", T_BOOL),
        ("isalnum", STR, "isalnum", "", T_BOOL),
        ("isspace", STR, "isspace", "", T_BOOL),
        ("isupper", STR, "isupper", "", T_BOOL),
        ("islower", STR, "islower", "", T_BOOL),
        ("istitle", STR, "istitle", "", T_BOOL),
        ("isidentifier", STR, "isidentifier", "", T_BOOL),
        ("isascii", STR, "isascii", "", T_BOOL),
        ("isprintable", STR, "isprintable", "", T_BOOL),
        ("format", STR, "strformat", "*args, **kw", T_STR),
        ("translate", STR, "translate", "table, /", T_STR),
        # numbers
        ("bit_length", INT | BOOL, "bit_length", "", T_SIZE),
        ("is_integer", FLOAT | RAW, "is_integer", "", T_BOOL),
        ("conjugate", INT | FLOAT | RAW | BOOL, "conjugate", "", ANY),
        # iterators
        ("send", 2048, "send", "x, /", ANY),
        ("close", 2048, "close", "", T_NONE),
        ("throw", 2048, "throwInto", "e, /", ANY),
    )
}

STATIC_METHODS: dict[tuple[str, str], Builtin] = {
    ("dict", "fromkeys"): Builtin("fromkeys", "it, value=, /", T_DICT),
    ("str", "maketrans"): Builtin("maketrans", "x, y=, z=, /", T_DICT),
    ("str", "join"): Builtin("join", "sep, it, /", T_STR),
}

__all__ = ["BUILTINS", "METHODS", "STATIC_METHODS", "Builtin"]
