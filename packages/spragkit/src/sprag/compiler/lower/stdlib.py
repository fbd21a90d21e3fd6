"""The pure parts of the standard library: what each name becomes."""

from __future__ import annotations

import ast
import math
import sys
from dataclasses import dataclass
from typing import Callable, Union

from .. import jsast as js
from ..context import Context
from ..model import parse
from .arguments import fit_builtin


@dataclass(frozen=True)
class Function:
    """A function with a helper. ``fixed`` are arguments put before the call's own; ``raw``: gives a bare float."""

    helper: str
    params: str
    fixed: tuple[str, ...] = ()
    raw: bool = False

    def call(self, node: ast.Call, cx: Context) -> js.Expr:
        name = ast.unparse(node.func)
        args = fit_builtin(node, self.params, name, cx)
        return cx.helper(self.helper, *(js.Literal(f) for f in self.fixed), *args)

    def value(self, node: ast.expr, cx: Context) -> js.Expr:
        sig = parse(self.params)
        before: list[js.Expr] = [js.Literal(f) for f in self.fixed]
        if sig.rest:
            # Keywords stand before the rest.
            before += [js.UNDEFINED for p in sig.params if p.kind == "keyword"]
        helper: js.Expr = cx.file.helper(self.helper)
        if before:
            helper = js.Arrow([js.Param("a", rest=True)], js.call(helper, *before, js.Spread(js.Name("a"))))
        return cx.helper("fn", helper, js.Literal(sig.most), js.Literal(sig.least))


@dataclass(frozen=True)
class Constant:
    """A number."""

    number: float

    def call(self, node: ast.Call, cx: Context) -> js.Expr:
        raise cx.refuse(node, "SPR120", "A number cannot be called.")

    def value(self, node: ast.expr, cx: Context) -> js.Expr:
        return js.Literal(self.number)


@dataclass(frozen=True)
class Special:
    """A function with a rule of its own."""

    rule: Callable[[ast.Call, Context], js.Expr]

    def call(self, node: ast.Call, cx: Context) -> js.Expr:
        return self.rule(node, cx)

    def value(self, node: ast.expr, cx: Context) -> js.Expr:
        raise cx.refuse(node, "SPR101", f"{ast.unparse(node)} can only be called.")


STDLIB: dict[tuple[str, str], Union[Function, Constant, Special]] = {}


def _functions(module: str, text: str) -> None:
    for line in text.strip().splitlines():
        name, helper, params = (part.strip() for part in line.split("|"))
        fixed = tuple(helper.split()[1:])
        STDLIB[module, name] = Function(helper.split()[0], params, fixed)


_functions(
    "math",
    """
    floor | floor | x
    ceil | ceil | x
    trunc | trunc | x
    gcd | gcd | *xs
    lcm | lcm | *xs
    isqrt | isqrt | n
    comb | comb | n, k
    perm | perm | n, k=, /
    factorial | factorial | n
    prod | prod | it, /, *, start=
    fsum | fsum | it
    sqrt | sqrt | x
    log | log | x, base=, /
    isclose | isclose | a, b, *, rel_tol=, abs_tol=
    isnan | isnan | x
    isinf | isinf | x
    isfinite | isfinite | x
    hypot | hypot | *xs
    dist | dist | p, q
    copysign | copysign | x, y
    fmod | fmod | x, y
    fabs | fabs | x
    atan2 | atan2 | y, x
    degrees | degrees | x
    radians | radians | x
    pow | mathpow | x, y
    modf | modf | x
    """,
)


_functions(
    "math",
    "\n".join(
        f"{n} | trig {n} | x"
        for n in "exp expm1 log1p log2 log10 sin cos tan asin acos atan sinh cosh tanh cbrt".split()
    ),
)


_functions(
    "json",
    """
    dumps | json_dumps | obj, *, indent=, separators=, sort_keys=, ensure_ascii=, default=
    loads | json_loads | s
    """,
)


_functions(
    "itertools",
    """
    accumulate | accumulate | iterable, func=, *, initial=
    chain | chain | *its
    product | product | *its, *, repeat=
    permutations | permutations | iterable, r=
    combinations | combinations | iterable, r
    combinations_with_replacement | combinations_with_replacement | iterable, r
    islice | islice | it, a, b=, c=, /
    takewhile | takewhile | fn, it, /
    dropwhile | dropwhile | fn, it, /
    filterfalse | filterfalse | fn, it, /
    repeat | repeat | object, times=
    cycle | cycle | it, /
    count | counter | start=, step=
    groupby | groupby | iterable, key=
    starmap | starmap | fn, it, /
    pairwise | pairwise | it, /
    zip_longest | zip_longest | *its, *, fillvalue=
    compress | compress | data, selectors
    """,
)


_functions("itertools.chain", "from_iterable | chain_from | its")


_functions(
    "functools",
    """
    wraps | wraps | f
    reduce | reduce | fn, it, initial=, /
    partial | partial | fn, *args
    cmp_to_key | cmp_to_key | fn
    """,
)


_functions(
    "random",
    """
    random | random |
    randint | randint | a, b
    randrange | randrange | start, stop=, step=
    choice | choice | seq
    choices | choices | population, weights=, *, k=
    shuffle | shuffle | x
    sample | sample | population, k
    uniform | uniform | a, b
    """,
)


_functions("copy", "copy | copyOf | x\ndeepcopy | deepcopy | x")


_functions("asyncio", "sleep | sleep | seconds, result=")


_functions(
    "collections",
    f"""
    Counter | Counter | it=, /, **kw
    defaultdict | defaultdict | factory=, it=, /, **kw
    OrderedDict | OrderedDict {"dict" if sys.version_info >= (3, 12) else "pairs"} | it=, /, **kw
    """,
)


_functions("operator", "\n".join(
    f"{n} | {h} | a, b" for n, h in {
        "add": "add", "sub": "sub", "mul": "mul", "truediv": "div", "floordiv": "floordiv", "mod": "modulo",
        "eq": "eq", "lt": "lt",
        "le": "le", "gt": "gt", "ge": "ge", "pow": "pow", "getitem": "getitem", "and_": "bitand", "or_": "bitor",
        "xor": "bitxor",
    }.items()
))  # fmt: skip


_functions("operator", "neg | neg | a\nnot_ | not | a\ntruth | truthy | a")


_functions("dataclasses", "asdict | asdict | x")


for _name in ("pi", "e", "tau", "inf", "nan"):
    STDLIB["math", _name] = Constant(getattr(math, _name))


def _field(node: ast.Call, cx: Context) -> js.Expr:
    raise cx.refuse(node, "SPR101", "field() can only be the default of a dataclass field.")


def _replace(node: ast.Call, cx: Context) -> js.Expr:
    if len(node.args) != 1 or any(k.arg is None for k in node.keywords):
        raise cx.refuse(node, "SPR120", "replace() takes an instance and keywords.")
    changes = js.Object([js.Property(k.arg or "", cx.value(k.value)) for k in node.keywords])
    return cx.helper("replaceFields", cx.value(node.args[0]), changes)


def _itemgetter(node: ast.Call, cx: Context) -> js.Expr:
    if node.keywords or not node.args or any(isinstance(a, ast.Starred) for a in node.args):
        raise cx.refuse(node, "SPR120", "itemgetter() takes keys.")
    return cx.helper("itemgetter", *(cx.value(a) for a in node.args))


def _attrgetter(node: ast.Call, cx: Context) -> js.Expr:
    names = [
        a.value
        for a in node.args
        if isinstance(a, ast.Constant) and isinstance(a.value, str) and "." not in a.value
    ]
    if len(names) != len(node.args) or node.keywords or not names:
        raise cx.refuse(node, "SPR120", "attrgetter() takes names as strings.")
    return cx.helper("attrgetter", *(js.Literal(n) for n in names))


def _cast(node: ast.Call, cx: Context) -> js.Expr:
    if len(node.args) != 2 or node.keywords:
        raise cx.refuse(node, "SPR120", "cast() takes a type and a value.")
    return cx.value(node.args[1])


def _gather(node: ast.Call, cx: Context) -> js.Expr:
    """Coroutines awaited together. Python starts them when all of them are made, JavaScript each at its call."""
    if node.keywords or any(isinstance(a, ast.Starred) for a in node.args):
        raise cx.refuse(node, "SPR120", "asyncio.gather() takes coroutines, one by one.")
    if node is not cx.may_be_coroutine:
        raise cx.refuse(node, "SPR122", "asyncio.gather() must be awaited or returned here.")
    made = [cx.awaited(a) for a in node.args]
    for arg, value in zip(node.args[1:], made[1:]):
        given = value.args if isinstance(value, js.Call) else [value]
        if not all(isinstance(v, (js.Literal, js.Name)) for v in given):
            raise cx.refuse(
                arg, "SPR122", "The coroutine before this one would have begun when these arguments are evaluated.",
                "Compute the arguments before asyncio.gather().",
            )  # fmt: skip
    return cx.helper("gather", *made)


STDLIB["asyncio", "gather"] = Special(_gather)


STDLIB["dataclasses", "field"] = Special(_field)


STDLIB["dataclasses", "replace"] = Special(_replace)


STDLIB["operator", "itemgetter"] = Special(_itemgetter)


STDLIB["operator", "attrgetter"] = Special(_attrgetter)


STDLIB["typing", "cast"] = Special(_cast)


_functions("time", "time | now |\nperf_counter | ticks |\nmonotonic | ticks |")
