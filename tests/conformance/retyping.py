"""Random programs that are hard on inference: lists and dicts with two names, items and variables that change their
kind in loops, in `finally`, in closures and helpers, integers that grow.

``retyping(random)`` writes one case; `test_programs.py` compares CPython with Node on many of them. Every statement
that may fail stands in a `try` of its own, and what is seen is written down as text, where kinds show."""

from __future__ import annotations

from random import Random

VALUES = ["0", "1", "-3", "7", "2**31", "2**52", "2**53 - 1", "2**60", "0.5", "2.0", "-0.0", "True", "False", "None", '"s"', '""', '"🎉x"',
          "[1]", "[]", '["q", 2.0]', "(1, 2)", "{}", '{"k": 1}']  # fmt: skip
NUMBERS = VALUES[:13]
HELPERS = """
def put(xs, v):
    xs.append(v)
    return xs


def swap(xs, i: int, j: int):
    xs[i], xs[j] = xs[j], xs[i]
    return len(xs)


def plus(n: int, by: float = 1):
    return n + by


def twice(s: str):
    return s + s


def last(xs, otherwise=None):
    return xs[-1] if xs else otherwise


def total(n):
    return 0 if n <= 0 else n + total(n - 1)


def kinds(n):
    if n == 0:
        return "zero"
    return n if n == 1 else kinds(n - 2)


class Box:
    def __init__(self, items, n: int = 0):
        self.items = items
        self.n = n
        self.kept = None

    def add(self, v):
        self.items.append(v)
        self.n += 1
        return self

    def keep(self, v):
        self.kept = v
        return self.kept
"""


class Retyping:
    """Writes one program over a handful of names that may hold anything."""

    def __init__(self, random: Random) -> None:
        self.r = random
        self.lines: list[str] = []
        self.depth = 1
        self.loops = 0
        self.functions = 0
        self.names = ["a", "b", "c", "d", "e", "p", "q"]
        self.given = dict.fromkeys(self.names, "")
        self.tame = random.random() < 0.6
        """Nothing but lists and numbers that stay in this function, where most is known."""

    def name(self, kind: str = "") -> str:
        """A name, mostly one that was given a value of that kind last."""
        fitting = [n for n in self.names if self.given[n] == kind]
        return self.r.choice(fitting if fitting and self.r.random() < 0.85 else self.names)

    def assign(self, name: str, value: str) -> str:
        """`name = value`, remembered by what the value looks like."""
        head = value[0]
        looks = {"[": "list", "{": "dict", '"': "str", "'": "str", "f": "str"}
        kind = looks.get(head, "int" if head in "-0123456789i" else "")
        if value in self.names:
            kind = self.given[value]
        elif value.startswith(("list(", "sorted(", "put(")):
            kind = "list"
        elif value.startswith("str("):
            kind = "str"
        self.given[name] = kind or self.given[name]
        return f"{name} = {value}"

    def emit(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    def value(self) -> str:
        if self.tame:
            return self.tame_value()
        if self.r.random() < 0.5:
            n, m = self.name("list"), self.name(self.r.choice(["int", "list", "str"]))
        else:
            n, m = self.name("int"), self.name("int")
        small = self.r.choice(["0", "1", "2", "-1", "i"])
        return self.r.choice(
            [
                self.r.choice(VALUES), self.r.choice(VALUES), n, n, f"[{n}, {self.r.choice(VALUES)}]", f"[{self.r.choice(NUMBERS)}] * 3",
                f"[[{self.r.choice(NUMBERS)}] * 2 for _ in range(3)]", f"{n}[{small}]", f"{n} + {m} if len(str({m})) < 99 else 0", f"{n} * (2 if len(str({n})) < 99 else 0)",
                f"{n} - {m}", f"{n} / {self.r.choice(['2', m])}", f"{n} % {self.r.choice(['3', '7', m])}", f"{n} // {self.r.choice(['2', '5', m])}",
                f"str({n})", f"len({n})", f"list({n})", f"sorted({n})", f"{n} or {m}", f"{n} and {m}", f"{n} if {m} else {self.r.choice(VALUES)}",
                f"({n} := {self.r.choice(VALUES)})", f"[x for x in {n}]", f"[x + x for x in {n}]", f"sum({n})", f"max({n}, {m})", f"min({n})",
                f"{n}.pop()", f"{n}.get('k', {m})", f"{n}.copy()", f"{n}[1:]", f"put({n}, {m})", f"last({n})", "kinds(i)", "total(i)",
                f"Box({n}).add({m}).items", f"Box([]).keep({n})", f"-{n}", f"f'{{{n}}}'", f"int({n})", f"round({n})", f"abs({n})", "i", "i * 2",
                f"{n} == {m}", f"{n} in {m}", f"not {n}", f"'x' * {small}", f"{n} is None", f"plus({self.r.choice(['1', '2**53', 'True', 'i'])}, 0.5)",
            ]
        )  # fmt: skip

    def tame_value(self) -> str:
        n, m = self.name("list"), self.name("list")
        kept = self.r.choice(VALUES[:16])
        return self.r.choice(
            [
                f"[{kept}]", f"[{kept}, {self.r.choice(VALUES[:6])}]", f"[{kept}] * 3", n, n, n, f"[{n}, {m}]", f"[{n}, [{kept}]]",
                f"[[{kept}] * 2 for _ in range(2)]", f"{n}[0]", f"{n}[-1]", f"{n} or {m}", f"{n} if i else {m}", f"{n}[1:]",
                f"list({n})", f"{n}.copy()", f"{n} + {m}", f"({n} := {m})", "[x for x in range(4)]", f"[x for x in {n}]", "i * 2", "i",
            ]
        )  # fmt: skip

    def tame_change(self) -> str:
        n, m = self.name("list"), self.name("list")
        kept = self.r.choice([*VALUES[:16], m, "i"])
        if self.r.random() < 0.2:
            return self.r.choice(
                [
                    f"put({n}, {kept})", f"Box({n}).add({kept})", f"(lambda v: v.append({kept}))({n})", f"({n}, 1)[0].append({kept})",
                    f"put({n}[0], {kept})", f"[{n}][0].append({kept})", f"{{'k': {n}}}['k'].append({kept})", f"put({m}, {n})[-1].append({kept})",
                ]
            )  # fmt: skip
        return self.r.choice(
            [
                f"{n}.append({kept})", f"{n}.append({kept})", f"{n}[0] = {kept}", f"{n}[-1] = {kept}", f"{n}.insert(0, {kept})",
                f"{n}[0] += {self.r.choice(['1', '0.5', '2**53'])}", f"{n}[0].append({kept})", f"{n}[0][0] = {kept}", f"{n}[0:1] = [{kept}]",
                f"{n}, {m} = {m}, {n}", f"{n} += [{kept}]", f"{n}.pop()", f"for x in list({n})[:3]: x.append({kept})",
                f"for x in {n}: log.append(str(x) + str(x * 2))", f"for x in {n}: log.append(f'{{x + x}}')", f"for x in {n}: q += x",
                f"for k, x in enumerate({n}): log.append(str(x))", f"for x, y in zip({n}, {m}): log.append(str(x) + str(y))",
                f"log.append([str(x) for x in {n}])", f"log.append(str({n}[0]))", f"log.append(str({n}[-1] == 1))", f"log.append(str({n}[0] % 5))",
                f"for x in {n}: log.append(str(x[0]))", f"log.append([str(y) for x in {n} for y in x])", f"q = {n}[0]", "log.append(str(q + q))",
            ]
        )  # fmt: skip

    def seen(self) -> str:
        n = self.name(self.r.choice(["int", "list", "str"]))
        return self.r.choice(
            [f"str({n})", f"repr([{n}])", f"f'{{{n}}}|'", f"str({n} + {n})", f"str({n} * 2)", f"[str(x) for x in {n}]", f"str({n}[-1])",
             f"str({n} == 1)", f"str({n} % 4)", f"len({n})", f"type({n}).__name__", f"str({n} // 3)", f"str(bool({n}))", f"str({n} < 5)"]
        )  # fmt: skip

    def guarded(self, text: str) -> None:
        self.emit("try:")
        self.emit(f"    {text}")
        self.emit("except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:")
        self.emit("    log.append(type(error).__name__)")

    def statement(self, level: int) -> None:
        n, m = self.name(self.r.choice(["list", "list", "int", "dict"])), self.name()
        roll = self.r.random()
        if roll < (0.2 if self.tame else 0.3):
            self.guarded(self.assign(self.name(), self.value()))
        elif roll < (0.25 if self.tame else 0.5):
            self.guarded(f"log.append({self.seen()})")
        elif self.tame and (roll < 0.78 or roll > 0.93):
            self.guarded(self.tame_change())
        elif roll < 0.72 or level > 2:
            self.guarded(
                self.r.choice(
                    [
                        f"{n}.append({m})", f"{n}.append({self.r.choice(VALUES)})", f"{n}.extend({m} if len(str({m})) < 99 else [1])", f"{n}.insert(0, {m})", f"{n} += {m} if len(str({m})) < 99 else [1]", f"{n} -= {m}",
                        f"{n} *= 2 if len(str({n})) < 99 else 0", f"{n}[{self.r.choice(['0', '-1', 'i', '1'])}] = {self.value()}",
                        f"{n}[0] += {self.r.choice(['1', '0.5', '[1]', m])}", f"{n}['k'] = {m}", f"{n}[0][1] = {m}", f"{n}[0].append({m})",
                        f"{n}, {m} = {m}, {n}", f"{n}[0:1] = {m}", f"{n}.setdefault('k', []).append({m})", f"swap({n}, 0, -1)", f"del {n}[0]",
                        f"{n}, *{m} = {self.r.choice(self.names)}", f"for {n} in {m}: log.append(str({n}))",
                        f"for k, x in enumerate({n}, {self.r.choice(['1', '-2', '2**53'])}): log.append(str(k % 3) + str(x))",
                        f"for x, y in zip({n}, {m}): log.append([str(x), str(y)])", f"for x in list({n})[:3]: x.append({m})",
                        f"for x in range(len({n})): {n}[x] = {m}", f"for k, x in {n}.items(): log.append(str(x))",
                    ]
                )
            )  # fmt: skip
        elif roll < 0.8:
            self.loop(level)
        elif roll < 0.86:
            self.emit(
                self.r.choice(
                    [
                        f"if isinstance({n}, str):",
                        f"if {n} is not None:",
                        f"if {n} and {m}:",
                        f"if {n} == {m}:",
                    ]
                )
            )
            self.block(level)
            if self.r.random() < 0.5:
                self.emit("else:")
                self.block(level)
        elif roll < 0.93:
            self.emit("try:")
            self.block(level)
            if self.r.random() < 0.5:
                self.depth += 1
                self.emit(
                    self.r.choice(["raise ValueError('v')", *(["break", "continue"] if self.loops else [])])
                )
                self.depth -= 1
            self.emit("except (TypeError, ValueError, LookupError) as error:")
            self.block(level)
            if self.r.random() < 0.6:
                self.emit("finally:")
                self.block(level)
        else:
            self.closure(level)

    def block(self, level: int) -> None:
        self.depth += 1
        for _ in range(self.r.randint(1, 3)):
            self.statement(level + 1)
        self.depth -= 1

    def loop(self, level: int) -> None:
        if self.loops > 1:
            self.guarded(f"log.append({self.seen()})")
            return
        self.loops += 1
        if self.r.random() < 0.5:
            self.emit(
                f"for {self.r.choice(['i', 'i', self.name()])} in range({self.r.choice(['3', '1, 4', '3, 0, -1', '0, 9, 4'])}):"
            )
        else:
            self.emit("while i < 4:")
            self.emit("    i += 1")
        self.emit("    if len(log) > 60: break")
        self.block(level)
        self.loops -= 1

    def closure(self, level: int) -> None:
        self.functions += 1
        n, inner = self.name(), f"f{self.functions}"
        self.emit(f"def {inner}(v):")
        if self.r.random() < 0.6:
            self.emit(f"    nonlocal {n}")
            self.emit(f"    {n} = v")
        else:
            self.emit(f"    {n}.append(v)")
        self.guarded(f"{inner}({self.value()})")

    def text(self) -> str:
        if self.tame:
            self.emit("i = 0")
            self.emit("q = 0")
            for part in range(6):
                self.tame_part(part)
            return self.program()
        for name in self.names:
            self.emit(self.assign(name, self.r.choice(VALUES)))
        self.emit("i = 0")
        for _ in range(self.r.randint(6, 14)):
            self.statement(0)
        for name in self.names:
            self.guarded(f"log.append(str({name}))")
        return self.program()

    def tame_part(self, part: int) -> None:
        """A few lists of their own, of one kind but for what is put in later."""
        self.names = [f"{letter}{part}" for letter in "abc"]
        self.given = dict.fromkeys(self.names, "list")
        kind = self.r.choice([VALUES[:4], VALUES[:8], VALUES[8:11], ['"s"', '"t"']])
        for name in self.names:
            made = [
                f"[{self.r.choice(kind)}, {self.r.choice(kind)}]",
                f"[{self.r.choice(kind)}] * 2",
                f"[[{self.r.choice(kind)}]] * 2",
            ]
            self.emit(f"{name} = {self.r.choice(made)}")
        for _ in range(self.r.randint(2, 4)):
            if self.r.random() < 0.5:
                self.guarded(self.assign(self.name(), self.tame_value()))
            self.guarded(self.tame_change())
            if self.r.random() < 0.3:
                self.statement(1)
        for name in self.names:
            self.guarded(f"for x in {name}: log.append(str(x) + str(x + x))")
            self.guarded(f"log.append(str({name}[0] * 2))")

    def program(self) -> str:
        body = "\n".join(self.lines)
        return f"{HELPERS.lstrip()}\n\ndef case():\n    log = []\n{body}\n    return log\n"


def retyping(random: Random) -> str:
    """One program."""
    return Retyping(random).text()
