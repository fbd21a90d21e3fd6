"""Broken and odd source files, made from good ones: by character, by token, by syntax tree. The same seed makes the same file."""

from __future__ import annotations

import ast
import copy
import io
import tokenize
from random import Random
from typing import Callable

PIECES = [
    "(", ")", "[", "]", "{", "}", ":", ",", "=", "\n", "    ", "\t", "\\\n", "*", "**", ":=", "->", "@", ".", "...", "~", "//=",
    "def f():\n", "class C:\n", "class C(Module):\n", "lambda ", "yield ", "yield from ", "await ", "async ", "return ", "del ",
    "global x\n", "nonlocal x\n", "import ", "from app import ", "with ", "try:\n", "except* E:\n", "finally:\n", "match x:\n",
    "case _:\n", "else:\n", "for ", " in ", " is ", " not ", " if ", "self", "super()", "None", "0x", "1e999", "9" * 40, "'", '"',
    "'''", 'f"{', "}\"", "\\N{", "\\ud800", "\x00", "\ufeff", "\u00e9", "\U0001f600", "__proto__", "constructor", "type X = int\n",
]  # fmt: skip
HEADS = [
    "\ufeff", "# -*- coding: latin-1 -*-\n", "# coding: utf-7\n", "# coding: nothing\n", "from __future__ import annotations\n", "\x0c", "\r\n",
    "type X[T] = list[T]\n", "def f[T: int = str, *Ts, **P](x: T, /, *y: *Ts) -> T: return f'{x!r:{len(f\"{x}\")}}'\n", "x: int\n",
    "try:\n    pass\nexcept* (KeyError, ValueError) as e:\n    pass\n", "if (y := 1): pass\n", "with (open('a') as a, open('b') as b,): pass\n",
]  # fmt: skip
NAMES = """delete new this arguments eval undefined NaN window Map Object let yield_ constructor __proto__ prototype $ self cls super len str
    list dict print range type int Module Component ui state name __init__ __class__ __name__ _ é ﬁ 变量 add eq at truthy case then""".split()
CONSTANTS = [
    None,
    True,
    False,
    0,
    1,
    -1,
    2**53,
    10**400,
    0.0,
    1e308,
    1j,
    "",
    "a",
    "\ud800",
    "__proto__",
    b"x",
    ...,
]
OPERATORS = [
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.FloorDiv,
    ast.Mod,
    ast.Pow,
    ast.LShift,
    ast.MatMult,
    ast.BitAnd,
]
COMPARISONS = [ast.Eq, ast.Lt, ast.Is, ast.IsNot, ast.In, ast.NotIn]
Mutation = Callable[[str, str, Random], str]


def mutant(text: str, other: str, rng: Random) -> str:
    """``text`` with one to four changes; parts may come from ``other``."""
    for _ in range(rng.randint(1, 4)):
        text = rng.choice(MUTATIONS)(text, other, rng)
    return text


def by_character(text: str, other: str, rng: Random) -> str:
    at = rng.randrange(len(text) + 1)
    cut = min(len(text), at + rng.choice([0, 0, 1, 3, 12]))
    start = rng.randrange(len(other) + 1)
    new = rng.choice(["", rng.choice(PIECES), other[start : start + rng.randrange(25)]])
    return text[:at] + new + text[cut:]


def by_file(text: str, other: str, rng: Random) -> str:
    """What is at the head of a file, how its lines end, how they are indented, what is at its end."""
    kind = rng.randrange(4)
    if kind == 0:
        return rng.choice(HEADS) + text
    if kind == 1:
        return text.replace("\n", rng.choice(["\r\n", "\r", "\n\n", "\n\x0c", " \\\n", ";\n"]))
    if kind == 2:
        return text.replace("    ", rng.choice(["\t", "  ", "     "]))
    return text + rng.choice(["\\", "'''", "(" * 300, "    ", "\n@", "\nclass C: ...", "\n" + other])


def by_line(text: str, other: str, rng: Random) -> str:
    lines, more = text.split("\n"), other.split("\n")
    at = rng.randrange(len(lines))
    kind = rng.randrange(4)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(at, rng.choice(more))
    elif kind == 2:
        lines[at] = rng.choice(["", "    ", "\t"]) + lines[at].lstrip()
    else:
        swapped = rng.randrange(len(lines))
        lines[at], lines[swapped] = lines[swapped], lines[at]
    return "\n".join(lines)


def by_token(text: str, other: str, rng: Random) -> str:
    tokens, more = _tokens(text), _tokens(other)
    if not tokens or not more:
        return by_character(text, other, rng)
    start, end = rng.choice(tokens)
    first, last = rng.choice(rng.choice([tokens, more]))
    source = text if (first, last) in tokens else other
    new = rng.choice(["", source[first:last], text[start:end] * 2, rng.choice(PIECES)])
    return text[:start] + new + text[end:]


def _tokens(text: str) -> list[tuple[int, int]]:
    """Where each token stands, as offsets; none where the text cannot be cut into tokens."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    try:
        found = list(tokenize.generate_tokens(io.StringIO(text).readline))
        places = [(t.start, t.end) for t in found if t.string.strip()]
        return [(starts[a[0] - 1] + a[1], starts[b[0] - 1] + b[1]) for a, b in places]
    except (tokenize.TokenError, SyntaxError, IndexError):
        return []


def by_tree(text: str, other: str, rng: Random) -> str:
    """Expressions and statements moved, replaced, wrapped and dropped: the result is nearly always valid Python."""
    try:
        tree, source = ast.parse(text), ast.parse(other)
    except (SyntaxError, ValueError):
        return by_line(text, other, rng)
    change = rng.choice([_replace, _replace, _wrap, _statements, _operator, _rename, _nest])
    change(tree, source, rng)
    try:
        return ast.unparse(ast.fix_missing_locations(tree))
    except (ValueError, TypeError, AttributeError, RecursionError, KeyError):
        return text


def _slots(tree: ast.AST, kind: type[ast.AST]) -> list[tuple[ast.AST, str, int]]:
    """Where nodes of a kind hang: parent, field, index (-1: not in a list)."""
    out: list[tuple[ast.AST, str, int]] = []
    for node in ast.walk(tree):
        for name, value in ast.iter_fields(node):
            if isinstance(value, kind):
                out.append((node, name, -1))
            elif isinstance(value, list):
                out += [(node, name, i) for i, item in enumerate(value) if isinstance(item, kind)]
    return out


def _put(slot: tuple[ast.AST, str, int], new: object) -> None:
    parent, name, index = slot
    if index < 0:
        setattr(parent, name, new)
    else:
        getattr(parent, name)[index] = new


def _at(slot: tuple[ast.AST, str, int]) -> ast.AST:
    parent, name, index = slot
    found: ast.AST = getattr(parent, name) if index < 0 else getattr(parent, name)[index]
    return found


def _replace(tree: ast.Module, source: ast.Module, rng: Random) -> None:
    slots, more = _slots(tree, ast.expr), _slots(source, ast.expr)
    if not slots or not more:
        return
    new: ast.AST = copy.deepcopy(_at(rng.choice(more)))
    if rng.random() < 0.3:
        new = ast.Constant(rng.choice(CONSTANTS))
    _put(rng.choice(slots), new)


def _wrap(tree: ast.Module, source: ast.Module, rng: Random) -> None:
    slots = _slots(tree, ast.expr)
    if not slots:
        return
    slot = rng.choice(slots)
    inner = _at(slot)
    assert isinstance(inner, ast.expr)
    name = rng.choice(["x", "self", "len", "__class__", "ui", "case"])
    nothing = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    each = ast.comprehension(
        target=ast.Name(name, ast.Store()), iter=inner, ifs=[], is_async=rng.choice([0, 0, 1])
    )
    item = ast.Name(name, ast.Load())
    wrappers: list[Callable[[], ast.expr]] = [
        lambda: ast.Lambda(nothing, inner), lambda: ast.Await(inner), lambda: ast.Yield(inner), lambda: ast.YieldFrom(inner),
        lambda: ast.NamedExpr(ast.Name(name, ast.Store()), inner), lambda: ast.Starred(inner, ast.Load()),
        lambda: ast.UnaryOp(rng.choice([ast.Not, ast.USub, ast.Invert])(), inner), lambda: ast.ListComp(item, [each]),
        lambda: ast.DictComp(item, inner, [each]), lambda: ast.GeneratorExp(inner, [each]), lambda: ast.Set([inner, item]),
        lambda: ast.Dict([None, inner], [item, inner]), lambda: ast.IfExp(inner, inner, item), lambda: ast.Call(inner, [inner], []),
        lambda: ast.Call(item, [inner], [ast.keyword(rng.choice([None, "key"]), item)]), lambda: ast.Attribute(inner, name, ast.Load()),
        lambda: ast.Subscript(inner, rng.choice([item, ast.Slice(item, None, item)]), ast.Load()),
        lambda: ast.JoinedStr([ast.FormattedValue(inner, rng.choice([-1, 114, 97]), None)]),
        lambda: ast.Compare(inner, [rng.choice(COMPARISONS)(), ast.Lt()], [item, inner]), lambda: ast.BoolOp(ast.And(), [inner, item]),
    ]  # fmt: skip
    _put(slot, rng.choice(wrappers)())


def _statements(tree: ast.Module, source: ast.Module, rng: Random) -> None:
    slots = [s for s in _slots(tree, ast.stmt) if s[2] >= 0]
    more = _slots(source, ast.stmt)
    if not slots or not more:
        return
    parent, name, index = rng.choice(slots)
    body: list[ast.stmt] = getattr(parent, name)
    new = copy.deepcopy(_at(rng.choice(more)))
    assert isinstance(new, ast.stmt)
    here = body[index]
    kind = rng.randrange(6)
    if kind == 0:
        body[index] = new
    elif kind == 1:
        body.insert(index, new)
    elif kind == 2 and len(body) > 1:
        del body[index]
    elif kind == 3:
        body[index] = ast.Try([here], [ast.ExceptHandler(None, None, [new])], [], rng.choice([[], [here]]))
    elif kind == 4:
        forms: list[ast.stmt] = [
            ast.While(ast.Constant(value=True), [here], [new]),
            ast.If(ast.Name("x", ast.Load()), [here], [new]),
            ast.For(
                ast.Tuple([ast.Name("x", ast.Store())], ast.Store()), ast.List([], ast.Load()), [here], [new]
            ),
            ast.With([ast.withitem(ast.Name("x", ast.Load()), ast.Name("y", ast.Store()))], [here]),
        ]
        body[index] = rng.choice(forms)
    else:
        nothing = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
        outer: list[ast.stmt] = [
            ast.FunctionDef("f", nothing, [here], [], None),
            ast.AsyncFunctionDef("case", nothing, [here], [], None),
            ast.ClassDef("C", [], [], [here], []),
        ]
        body[index] = rng.choice(outer)


def _operator(tree: ast.Module, source: ast.Module, rng: Random) -> None:
    nodes = [
        n
        for n in ast.walk(tree)
        if isinstance(n, (ast.BinOp, ast.AugAssign, ast.Name, ast.Attribute, ast.Constant))
    ]
    if not nodes:
        return
    node = rng.choice(nodes)
    if isinstance(node, (ast.BinOp, ast.AugAssign)):
        node.op = rng.choice(OPERATORS)()
    elif isinstance(node, ast.Name):
        node.id = rng.choice(
            [n.id for n in ast.walk(tree) if isinstance(n, ast.Name)] + ["case", "self", "print", "__name__"]
        )
    elif isinstance(node, ast.Attribute):
        node.attr = rng.choice(
            ["append", "items", "__class__", "length", "constructor", "state", "prevent_default"]
        )
    else:
        node.value = rng.choice(CONSTANTS)


def _rename(tree: ast.Module, source: ast.Module, rng: Random) -> None:
    """One name, attribute, parameter or definition gets another name, often wherever it stands."""
    fields = ("id", "attr", "arg", "name")
    found = [(n, f) for n in ast.walk(tree) for f in fields if isinstance(getattr(n, f, None), str)]
    if not found:
        return
    node, field = rng.choice(found)
    old, new = getattr(node, field), rng.choice([*NAMES, getattr(*rng.choice(found))])
    for other, at in found if rng.random() < 0.7 else [(node, field)]:
        if getattr(other, at) == old:
            setattr(other, at, new)


def _nest(tree: ast.Module, source: ast.Module, rng: Random) -> None:
    """A statement or an expression deep inside others of one kind."""
    slots = _slots(tree, ast.expr if rng.random() < 0.6 else ast.stmt)
    slots = [s for s in slots if isinstance(_at(s), ast.expr) or s[2] >= 0]
    if not slots:
        return
    slot = rng.choice(slots)
    inner = _at(slot)
    kind = rng.randrange(6)
    deep = rng.choice([3, 12, 18, 90, 400] if isinstance(inner, ast.expr) else [2, 6, 18])
    for _ in range(deep):
        if isinstance(inner, ast.expr):
            wrapped: list[ast.expr] = [
                ast.List([inner], ast.Load()), ast.UnaryOp(ast.USub(), inner), ast.BinOp(inner, ast.Add(), ast.Constant(1)),
                ast.Attribute(inner, "strip", ast.Load()), ast.Call(inner, [], []), ast.IfExp(inner, ast.Constant(1), ast.Constant(2)),
            ]  # fmt: skip
            inner = wrapped[kind]
        elif isinstance(inner, ast.stmt):
            x, one = ast.Name("x", ast.Load()), ast.Assign([ast.Name("x", ast.Store())], ast.Constant(kind))
            none = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
            held: list[ast.stmt] = [
                ast.While(x, [inner, one], []), ast.If(x, [inner], [one]), ast.Try([inner], [], [], [one]),
                ast.For(ast.Name("x", ast.Store()), ast.List([x], ast.Load()), [inner], [one]),
                ast.With([ast.withitem(x, ast.Name("x", ast.Store()))], [inner, one]), ast.FunctionDef("x", none, [inner], [], None),
            ]  # fmt: skip
            inner = held[kind]
    _put(slot, inner)


MUTATIONS: list[Mutation] = [by_character, by_line, by_token, by_file, *[by_tree] * 11]
