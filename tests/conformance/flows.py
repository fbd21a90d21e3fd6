"""Control flow for random programs: functions and generators of nested loops, `try`, `with`, `match`, left in every way.

What a function did shows in `log`: each statement of these functions adds to it."""

from __future__ import annotations

import sys

from constructs import Constructs

ERRORS = ["ValueError", "KeyError", "IndexError", "ZeroDivisionError"]
CATCHERS = [
    "ValueError",
    "KeyError",
    "LookupError",
    "(IndexError, ValueError)",
    "Exception",
    "ArithmeticError",
    "",
]
MANAGER = """class Manager:
    def __init__(self, log, name, swallow=None):
        self.log = log
        self.name = name
        self.swallow = swallow

    def __enter__(self):
        self.log.append(["enter", self.name])
        return self.name * 2

    def __exit__(self, kind, error, trace):
        self.log.append(["exit", self.name, kind.__name__ if kind else None, str(error)])
        return kind is not None and self.swallow is not None and issubclass(kind, self.swallow)"""


class Flows(Constructs):
    """Adds `flow` and `sent`."""

    def mark(self) -> str:
        self.count += 1
        return str(self.count)

    def condition(self) -> str:
        loops = [f"{name} == {self.pick(['0', '1', '2'])}" for name in self.counters]
        return self.pick(
            [*loops, *loops, "x % 2", "x > 1", "len(log) % 3 == 0", "len(log) % 2", "x", "not x"]
        )

    def flow(self) -> None:
        """A function whose body is left in many ways, called a few times."""
        name = self.fresh()
        self.counters: list[str] = []
        self.yielding = False
        self.emit(f"def {name}(x):")
        self.body(3, in_loop=False)
        self.emit(f"for a{name} in range(4):")
        self.emit("    try:")
        self.emit(f"        log.append(['result', {name}(a{name})])")
        self.emit("    except Exception as e:")
        self.emit("        log.append([type(e).__name__, str(e), type(e.__cause__).__name__])")

    def sent(self) -> None:
        """A generator that is stepped, sent to, thrown into and closed."""
        name, it = self.fresh(), self.fresh()
        self.counters = []
        self.yielding = True
        self.emit(f"def {name}(x):")
        self.emit("    yield 'first'")
        self.body(3, in_loop=False)
        self.emit(f"{it} = {name}({self.pick(['0', '1', '2', '3'])})")
        # One that yields while it is closed ends when CPython collects it, which the one around decides.
        closed = it
        if self.r.random() < 0.3:
            outer = self.fresh()
            self.emit(f"def {outer}(inner):")
            self.emit("    try:")
            self.emit("        got = yield from inner")
            self.emit("        log.append(['got', got])")
            self.emit(f"    finally: log.append({self.mark()})")
            self.emit(f"around{it} = {outer}({it})")
            it = f"around{it}"
        self.emit(f"log.append(next({it}))")
        closes = f"{it}.close()" if it == closed else "0"
        for _ in range(self.r.randint(1, 4)):
            step = self.pick(
                [
                    f"next({it}, 'end')",
                    f"{it}.send({self.any(0)})",
                    f"{it}.throw({self.pick(ERRORS)}('t'))",
                    closes,
                    f"list({it})",
                    f"[a for a, b in zip({it}, 'ab')]",
                ]
            )
            self.emit("try:")
            self.emit(f"    log.append(['step', {step}])")
            self.emit("except (Exception, StopIteration) as e:")
            self.emit("    log.append([type(e).__name__, str(e)])")

    def body(self, deep: int, in_loop: bool) -> None:
        self.depth += 1
        for _ in range(self.r.randint(1, 3)):
            self.one(deep, in_loop)
        self.depth -= 1

    def one(self, deep: int, in_loop: bool) -> None:
        """One statement of a function."""
        self.emit(f"log.append({self.mark()})")
        roll = self.r.random()
        if deep <= 0 or roll < 0.3:
            self.leave(in_loop)
        elif roll < 0.5:
            self.repeat(deep, in_loop)
        elif roll < 0.78:
            self.attempt(deep, in_loop)
        elif roll < 0.88:
            target = self.pick(["", f" as w{self.mark()}"])
            swallow = self.pick(["", f", {self.pick(ERRORS)}", ", LookupError"])
            second = self.pick(["", "", ", Manager(log, 'n')"])
            self.emit(f"with Manager(log, 'm'{swallow}){target}{second}:")
            self.body(deep - 1, in_loop)
        elif roll < 0.94 and sys.version_info >= (3, 10):
            self.choice(deep, in_loop)
        else:
            self.emit(f"if {self.condition()}:")
            self.body(deep - 1, in_loop)
            self.emit("else:")
            self.body(deep - 1, in_loop)

    def leave(self, in_loop: bool) -> None:
        ways = [
            f"return {self.mark()}",
            f"return log.append({self.mark()})",
            f"raise {self.pick(ERRORS)}({self.mark()})",
            f"raise {self.pick(ERRORS)}",
            f"x += {self.pick(['1', '-1'])}",
            f"assert not x, {self.mark()}",
            "log.append(10 // x)",
            "log.append([7, 8][x])",
        ]
        if in_loop:
            ways += ["break", "continue", "break", "continue"]
        if self.yielding:
            ways += [
                f"log.append(['sent', (yield {self.mark()})])",
                f"x = (yield {self.mark()}) or x",
                "yield x",
                f"yield from [x, {self.mark()}]",
            ]
        way = self.pick(ways)
        always = way.startswith(("x", "assert", "log", "yield")) or self.r.random() < 0.15
        self.emit(way if always else f"if {self.condition()}: {way}")

    def repeat(self, deep: int, in_loop: bool) -> None:
        name = "i" + self.mark()
        if self.r.random() < 0.3:
            self.emit(f"{name} = {self.pick(['2', '3'])}")
            self.emit(f"while {name} > 0:")
            self.emit(f"    {name} -= 1")
        else:
            source = self.pick(["range(3)", "[0, 1]", "range(2, -1, -1)", "enumerate('ab')", "(x, 1)"])
            self.emit(f"for {name} in {source}:")
        self.counters.append(name)
        self.body(deep - 1, in_loop=True)
        self.counters.pop()
        if self.r.random() < 0.5:
            self.emit("else:")
            self.body(deep - 1, in_loop)

    def attempt(self, deep: int, in_loop: bool) -> None:
        self.emit("try:")
        self.body(deep - 1, in_loop)
        caught = [self.pick(CATCHERS) for _ in range(self.r.randint(0, 2))]
        if "" in caught:
            caught = [*caught[: caught.index("")], ""]
        for kind in caught:
            name = f" as e{self.mark()}" if kind and self.r.random() < 0.5 else ""
            self.emit(f"except {kind}{name}:".replace(" :", ":"))
            if name:
                self.emit(f"    log.append([type({name[4:]}).__name__, {name[4:]}.args])")
            again = ["", "", "raise", "raise RuntimeError('again')"] + (
                [f"raise TypeError('on') from {name[4:]}"] if name else []
            )
            line = self.pick(again)
            if line:
                self.emit(f"    if {self.condition()}: {line}")
            self.body(deep - 1, in_loop)
        if caught and self.r.random() < 0.4:
            self.emit("else:")
            self.body(deep - 1, in_loop)
        if not caught or self.r.random() < 0.5:
            self.emit("finally:")
            self.body(deep - 2, in_loop)

    def choice(self, deep: int, in_loop: bool) -> None:
        """`match` with the patterns of the seed."""
        subject = self.pick(
            ["x", "[x, 1]", "{'k': x, 'n': [x]}", "(x, [x, 2])", "str(x)", "None", self.any(0)]
        )
        self.emit(f"match {subject}:")
        self.depth += 1
        for _ in range(self.r.randint(1, 3)):
            guard = f" if {self.condition()}" if self.r.random() < 0.4 else ""
            self.emit(f"case {self.pattern(2)}{guard}:")
            self.body(deep - 1, in_loop)
        if self.r.random() < 0.5:
            self.emit(f"case {self.pick(['_', 'c' + self.mark()])}:")
            self.body(deep - 1, in_loop)
        self.depth -= 1

    def pattern(self, deep: int) -> str:
        literals = ["0", "1", "-1", "2.0", "None", "True", "'1'", "'a'", "''"]
        simple = [*literals, self.pick(literals) + " | " + self.pick(literals), "_", "p" + self.mark()]
        if deep <= 0:
            return self.pick(literals)
        inner = [self.pattern(deep - 1).replace(" | ", " |") for _ in range(2)]
        inner = [f"({p})" if "|" in p else p for p in inner]
        nested = [
            f"[{inner[0]}]",
            f"[{inner[0]}, {inner[1]}]",
            f"({inner[0]}, [_, {inner[1]}])",
            "[]",
            "{}",
            "{'k': " + inner[0] + "}",
            "{'k': " + inner[0] + ", 'n': " + inner[1] + "}",
            f"{inner[0]} as q{self.mark()}"
            if inner[0][0] not in "p_" and " as " not in inner[0]
            else inner[0],
        ]
        chosen = self.pick(simple if self.r.random() < 0.4 else nested)
        # A capture or `_` alone matches everything, which Python allows in the last case only.
        return chosen if chosen[0] not in "p_" else f"[{chosen}]"
