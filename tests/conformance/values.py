"""What single functions of Python give for random values: rows for values.mjs, which asks the browser's helpers the same."""

from __future__ import annotations

import operator
from random import Random
from typing import Any, Callable

NUMBERS: list[Any] = [
    0, 1, -1, 97, True, False, 255, -123456, 10**15, 2**53, -(2**53) - 1, 2**70, -(2**64), 0.0, -0.0, 1.5, -2.5, 1e10,
    123456.789, 1e-5, 1e22, 0.1, 99999.5, 1e16, 1e300, 5e-324, float("inf"), float("-inf"), float("nan"),
]  # fmt: skip
TEXTS = [
    "",
    "a",
    "é🎉",
    "hello World",
    " pad\t",
    "a,b,,c",
    "ΑΣ Σ",
    "ǆ ß ﬁ ŉ",
    "١٢",
    "x\x1cy\u2028z\r\n",
    "they're",
    "A1b2",
    "🎉",
    "²½",
    "Ⅷ",
]
TYPES = ["", "d", "f", "F", "e", "E", "g", "G", "x", "X", "b", "o", "c", "n", "s", "%"]
PARSED = [
    "12",
    " -7 ",
    "+0",
    "1_000",
    "0x1f",
    "1e3",
    ".5",
    "5.",
    "inf",
    "-Infinity",
    "nan",
    "",
    "_1",
    "1__0",
    "٣",
    "1e400",
    "0b1",
    "--1",
    "1 2",
    "1e",
    "0_7",
]


def spec(r: Random) -> str:
    parts = [
        ["", "", "+", "-", " "],
        ["", "", "#"],
        ["", "0"],
        ["", "5", "12"],
        ["", "", ",", "_"],
        ["", "", ".0", ".2", ".7"],
        TYPES,
    ]
    align = r.choice(["", "", "<", ">", "^", "=", "*<", "0>", "é^", "0="])
    return align + "".join(r.choice(part) for part in parts)


def percent(r: Random) -> str:
    parts = [
        ["", "", "+", "-", " ", "0", "#"],
        ["", "7"],
        ["", ".0", ".3"],
        ["s", "r", "d", "i", "f", "e", "g", "x", "o", "c", "%"],
    ]
    return "<%" + "".join(r.choice(part) for part in parts) + ">"


METHODS = """upper lower title capitalize swapcase casefold split rsplit splitlines strip lstrip rstrip isalpha isdigit isdecimal
isnumeric isalnum isspace isupper islower istitle isidentifier isascii isprintable""".split()
OPERATORS = {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv, "floordiv": operator.floordiv, "mod": operator.mod, "lt": operator.lt, "eq": operator.eq}  # fmt: skip


def row(r: Random) -> tuple[str, list[Any], Callable[[], Any]]:
    """The name of a helper, its arguments, and the call in Python."""
    kind = r.randrange(8)
    number = (
        r.choice(NUMBERS)
        if r.random() < 0.6
        else r.uniform(-1e3, 1e3)
        if r.random() < 0.6
        else r.getrandbits(r.choice([8, 31, 53, 60, 90]))
    )
    if kind == 0:
        text = spec(r)
        # What a zero before the width means for a string is another thing in Python 3.9.
        value = number if "0" in text else r.choice([number, r.choice(TEXTS)])
        return "format", [value, text], lambda: format(value, text)
    if kind == 1:
        value, text = r.choice([number, r.choice(TEXTS)]), percent(r)
        return "percent", [text, value], lambda: text % (value,)
    if kind == 2:
        places = r.choice([0, 1, 2, 5, -1, -2])
        return "round", [number, places], lambda: round(number, places)
    if kind == 3:
        return r.choice(
            [
                ("repr", [number], lambda: repr(number)),
                ("round", [number], lambda: round(number)),
                ("int", [number], lambda: int(number)),
            ]
        )
    if kind == 4:
        text = r.choice(PARSED)
        return r.choice([("int", [text], lambda: int(text)), ("flt", [text], lambda: float(text))])
    if kind == 5:
        name, text = r.choice(METHODS), r.choice(TEXTS) + r.choice(["", r.choice(TEXTS)])
        return name, [text], getattr(text, name)
    if kind == 6:
        text = r.choice(TEXTS) + r.choice(TEXTS)
        return "repr", [text], lambda: repr(text)
    name, other = r.choice(list(OPERATORS)), r.choice(NUMBERS)
    return name, [number, other], lambda: OPERATORS[name](number, other)


def rows(seed: int, count: int) -> list[tuple[str, list[str], str]]:
    """``count`` rows: helper, arguments and answer, all as text; `!Name` is an exception."""
    r = Random(seed)
    out: list[tuple[str, list[str], str]] = []
    for _ in range(count):
        name, args, call = row(r)
        try:
            answer = repr(call())
        except Exception as error:
            answer = f"!{type(error).__name__}"
        out.append((name, [repr(a) for a in args], answer))
    return out
