"""More that random programs are made of: functions and classes of their own, generators, format specs, sorting, exceptions.

``Constructs`` writes what `programs.Writer` does, and these. What it declares stands before `case()`; statements use it with arguments of the
right kind, of a wrong kind, and too many or too few of them."""

from __future__ import annotations

from typing import Callable

from programs import INTS, Writer

NEAR = [
    "9007199254740991",
    "9007199254740993",
    "-9007199254740992",
    "2147483648",
    "4294967295",
    "-(2**31)",
    "10**17",
]
ORDERED = ['"\\uffff"', '"𝒜z"', '"Zz"', '"ß"', '"a\\u0301"', '"0"']
SIGNS = ["", "+", "-", " "]
ALIGNS = ["", "<", ">", "^", "=", "*<", "0>", "é^"]


class Constructs(Writer):
    """Writes programs with declarations."""

    def declarations(self) -> str:
        """Functions and classes, and what the body may call: (name, least, most, promised kinds) each."""
        self.functions: list[tuple[str, int, int, list[str]]] = []
        parts = [self.function(i) for i in range(self.r.randint(1, 3))]
        parts += [self.classes(), self.generators()]
        return "\n\n".join(parts) + "\n\n\n"

    def function(self, i: int) -> str:
        name = f"fn{i}"
        kinds = [self.pick(["int", "float", "str", "list"]) for _ in range(self.r.randint(0, 3))]
        defaults = self.r.randint(0, len(kinds))
        params: list[str] = []
        promised: list[str] = []
        for at, kind in enumerate(kinds):
            noted = self.r.random() < 0.3 and kind != "float"
            default = {"int": "3", "float": "0.5", "str": '"d"', "list": "[]"}[kind]
            params.append(
                f"p{at}{': ' + kind if noted else ''}"
                + (f"={default}" if at >= len(kinds) - defaults else "")
            )
            promised.append(kind if noted else "")
        star = self.r.random() < 0.25
        body = [f"    p{at}.append({at})" for at, kind in enumerate(kinds) if kind == "list"]
        names = [f"p{at}" for at in range(len(kinds))]
        body.append(f"    out = [{', '.join(names)}]")
        if star:
            body.append("    out.append(rest)")
        for at, kind in enumerate(kinds):
            if kind == "int":
                body.append(
                    f"    out.append(p{at} {self.pick(['+', '-', '//', '%', '* 3 +'])} {self.pick([*INTS, *NEAR])})"
                )
            if kind == "str":
                body.append(f"    out.append(p{at}[{self.slice()}])")
                body.append(f"    out.append(len(p{at} + {self.pick(ORDERED)}))")
        body.append("    return out")
        self.functions.append((name, len(kinds) - defaults, 9 if star else len(kinds), promised))
        shown = ", ".join([*params, *(["*rest"] if star else [])])
        return "\n".join([f"def {name}({shown}):", *body])

    def classes(self) -> str:
        kind, other = self.pick(["int", "str"]), self.pick(["0", "0.5", '"s"', "[]", "None", "True"])
        self.promised = kind if self.r.random() < 0.5 else ""
        note = f": {kind}" if self.promised else ""
        key = self.pick(["str(self.n)", "len(str(self.n))", "-len(str(self.n))"])
        return f"""class Base:
    made = 0

    def __init__(self, n{note}, m={other}):
        self.n = n
        self.m = m
        self.log = []
        self.steps = 0
        Base.made += 1

    def step(self, by=1):
        self.steps += by
        self.log.append(self.steps)
        return self

    def twice(self, f):
        return [f(self.n), f(f(self.n))]

    @property
    def shown(self):
        return f"{{self.n!r}}:{{self.m}}:{{self.steps}}"

    def __eq__(self, other):
        return isinstance(other, Base) and str(self.n) == str(other.n)

    def __hash__(self):
        return hash(str(self.n))

    def __lt__(self, other):
        return {key} < {key.replace("self", "other")}

    def __repr__(self):
        return f"{{type(self).__name__}}({{self.n!r}})"


class Derived(Base):
    def __init__(self, n, *rest, last=2):
        super().__init__(n)
        self.rest = rest
        self.last = last

    def step(self, by=2):
        super().step(by * {self.pick(["1", "2", "-1", "0.5"])})
        return self

    def scaled(self, k):
        return [self.steps * k, self.last * k, [k for k in self.rest]]"""

    def generators(self) -> str:
        return f"""def walk(xs, log):
    for i, x in enumerate(xs):
        try:
            got = yield (i, x)
        except GeneratorExit:
            return
        if got is not None:
            log.append(got)
        if i == {self.pick(["1", "2", "7"])}:
            return "stop"


def around(xs, log):
    last = yield from walk(xs, log)
    yield last


def counter(start):
    n = start
    seen = []

    def add(by=1):
        nonlocal n
        n += by
        seen.append(n)
        return n

    return add, lambda: (n, list(seen))"""

    # Expressions

    def make_int(self, size: int) -> str:
        if self.r.random() < 0.12:
            return self.pick(NEAR)
        if size > 0 and self.r.random() < 0.1:
            return self.pick(
                [
                    f"({self.pick(NEAR)} {self.pick(['+', '-', '*'])} {self.expr('int', size - 1)})",
                    f"({self.expr('int', size - 1)} >> {self.pick(['0', '3', '40'])})",
                    f"pow({self.expr('int', 0)}, {self.pick(['0', '3', '5'])}, {self.pick(['7', '1', '-5'])})",
                    f"ord({self.pick(ORDERED)}[0])",
                    f"({self.expr('int', size - 1)}).bit_length()",
                    f"len({self.expr('str', size - 1)}.split())",
                ]
            )
        return super().make_int(size)

    def make_str(self, size: int) -> str:
        roll = self.r.random()
        if roll < 0.1:
            return self.pick(ORDERED)
        if size > 0 and roll < 0.4:
            s = size - 1
            text = self.expr("str", s)
            return self.pick(
                [
                    "f'{" + self.number(0) + ":" + self.spec() + "}'",
                    f"format({self.any(s)}, {self.spec()!r})",
                    f"'%{self.pick(['s', 'r', 'd', '5.1f', '-4s', '05d', 'x'])}|' % ({self.any(s)},)",
                    f"{text}.{self.pick(['ljust', 'rjust', 'center'])}({self.pick(['3', '8', '0'])})",
                    f"{text}.{self.pick(['removeprefix', 'removesuffix', 'strip', 'lstrip', 'rstrip'])}({self.expr('str', 0)})",
                    f"{text}.expandtabs(4).casefold()",
                    f"'-'.join({text}.{self.pick(['split', 'rsplit'])}({self.pick(['None, 1', repr(' ') + ', 2', repr('l')])}))",
                    f"'/'.join({text}.splitlines())",
                    f"''.join(sorted({text}))",
                    f"''.join(reversed({text}))",
                    f"max({text}, {self.expr('str', s)})",
                    f"({text} if {text} < {self.expr('str', s)} else 'no')",
                    f"{text}[{self.slice()}][{self.slice()}]",
                ]
            )
        return super().make_str(size)

    def spec(self) -> str:
        kind = self.pick(["", "d", "f", "e", "g", "x", "b", "o", "%", "c", "n", "s", "_", ","])
        width, precision = self.pick(["", "8", "12", "08"]), self.pick(["", "", ".0", ".3"])
        if kind in ("_", ","):
            return self.pick(SIGNS) + width + kind + precision + self.pick(["", "f", "d"])
        return self.pick(ALIGNS) + self.pick(SIGNS) + self.pick(["", "", "#"]) + width + precision + kind

    def slice(self) -> str:
        ends = ["", "", "0", "1", "-1", "-2", "3", "9", "-9", "None"]
        return f"{self.pick(ends)}:{self.pick(ends)}" + self.pick(["", ":2", ":-1", ":-3", ":1"])

    def make_list(self, size: int) -> str:
        if size > 0 and self.r.random() < 0.25:
            s = size - 1
            xs = self.expr("list", s)
            return self.pick(
                [
                    f"sorted({xs}, key=lambda v: str(v)[:1])",
                    f"sorted({xs}, key=lambda v: len(repr(v)), reverse=True)",
                    f"sorted({self.expr('str', s)})",
                    f"[(lambda: x)() for x in {xs}]",
                    f"[f() for f in [lambda: x for x in {xs}]]",
                    f"[[y for y in str(x)] for x in {xs}]",
                    f"[k for k, v in {self.expr('dict', s)}.items() if v]",
                    f"list(filter(None, {xs}))",
                    f"list(zip(*[{xs}, {self.expr('str', 0)}]))",
                    f"[*range({self.pick(['5, -5, -3', '-2, 3', '2**31, 2**31 + 2'])})]",
                    f"list(dict.fromkeys({self.expr('str', 0)}, {self.any(0)}).items())",
                    f"[a < b for a in {self.pick(['[1, 2.5]', '(0, True)'])} for b in (1, 2.0)]",
                ]
            )
        return super().make_list(size)

    def make_bool(self, size: int) -> str:
        if size > 0 and self.r.random() < 0.2:
            s = size - 1
            first, second, third = (self.number(s) for _ in range(3))
            signs = [self.pick(["<", "<=", "==", "!=", ">", ">="]) for _ in range(2)]
            return self.pick(
                [
                    f"({first} {signs[0]} {second} {signs[1]} {third})",
                    f"({self.any(s)} == {self.any(s)} != {self.any(s)})",
                    f"({self.expr('str', s)} {signs[0]} {self.expr('str', s)})",
                    f"({self.expr('list', s)} {signs[0]} {self.expr('list', s)})",
                    f"({self.expr('tuple', s)} {signs[1]} {self.expr('tuple', s)})",
                    f"{self.expr('str', s)}.{self.pick(['startswith', 'endswith'])}({self.expr('str', 0)})",
                    f"({self.any(s)} in {self.expr('tuple', s)} in [True, False])",
                ]
            )
        return super().make_bool(size)

    # Statements

    def statement(self, level: int) -> None:
        if self.r.random() < 0.3 and level <= 2:
            rules: list[Callable[[], None]] = [
                self.calls, self.objects, self.walks, self.closures, self.cleanup, self.moves,
            ]  # fmt: skip
            self.r.choice(rules)()
        else:
            super().statement(level)

    def calls(self) -> None:
        name, least, most, promised = self.r.choice(self.functions)
        count = self.r.choice([least, least, most if most < 9 else 4, self.r.randint(0, 4)])
        # An annotation is a promise that the program keeps.
        kinds = [*promised, *[""] * 9][:count]
        args = ", ".join(f"{kind}({self.expr(kind, 1)})" if kind else self.any(1) for kind in kinds)
        callee = self.pick([name, f"[{name}][0]", f"_o({name})"])
        # A call that is known to be wrong is refused when the app is built.
        self.emit(f"log.append({callee if least <= count <= most else f'_o({name})'}({args}))")

    def objects(self) -> None:
        a, b = self.fresh(), self.fresh()
        first, second = (
            f"{self.promised}({self.expr(self.promised, 1)})" if self.promised else self.any(1)
            for _ in range(2)
        )
        last = self.expr("int", 0)
        self.emit(f"{a}, {b} = Base({first}), Derived({second}, {self.any(0)}, last={last})")
        for _ in range(self.r.randint(1, 4)):
            self.emit(
                self.pick(
                    [
                        f"{a}.step().step({self.expr('int', 0)})",
                        f"log.append({b}.step({self.expr('int', 0)}).shown)",
                        f"log.append([{a} == {b}, {a} < {b}, {a} in [{b}], len({{{a}, {b}}})])",
                        f"log.append({b}.scaled({self.expr('int', 0)}))",
                        f"log.append(repr(sorted([{a}, {b}, {a}])))",
                        f"log.append(_o({a}).{self.pick(['step', 'twice', 'scaled'])}({', '.join(self.any(0) for _ in range(self.r.randint(0, 2)))}) is None)",
                        f"log.append({a}.twice(lambda v: [v]))",
                        f"{a}.m = {self.any(0)}",
                        f"{a}.n = {self.any(0)}",
                        f"log.append([{a}.m, {b}.log, {a}.steps, Base.made > 0, {b}.rest])",
                        f"log.append([f() for f in [{a}.step, {b}.step]] == [{a}, {b}])",
                    ]
                )
            )

    def walks(self) -> None:
        it = self.fresh()
        made = self.pick(["walk", "around"])
        self.emit(f"{it} = {made}({self.expr('list', 1)}, log)")
        self.emit(f"log.append(next({it}, 'none'))")
        self.emit(
            self.pick(
                [
                    f"log.append(list({it}))",
                    f"log.append({it}.send({self.any(0)}))",
                    f"{it}.close()",
                    f"for x{it} in {it}: log.append(x{it})",
                    f"log.append(dict({it}))",
                ]
            )
        )

    def closures(self) -> None:
        add, seen = self.fresh(), self.fresh()
        self.emit(f"{add}, {seen} = counter({self.expr('int', 1)})")
        for _ in range(self.r.randint(1, 3)):
            self.emit(f"log.append({add}({self.pick(['', self.expr('int', 0), self.number(0)])}))")
        self.emit(f"log.append({seen}())")

    def cleanup(self) -> None:
        raised = self.pick(
            ["ValueError('v', 1)", "KeyError('k')", "IndexError()", "ZeroDivisionError('z')", "TypeError"]
        )
        caught = self.pick(
            ["ValueError", "(KeyError, IndexError)", "LookupError", "ArithmeticError", "Exception"]
        )
        self.emit("try:")
        self.emit("    try:")
        self.emit(f"        if {self.expr('bool', 0)}: raise {raised}")
        self.emit(f"    except {caught} as e:")
        self.emit(f"        log.append([type(e).__name__, str(e), {self.pick(['e.args', 'repr(e)', '0'])}])")
        self.emit(f"        {self.pick(['raise', 'pass', 'raise RuntimeError(str(e)) from e'])}")
        self.emit("    else:")
        self.emit("        log.append('else')")
        self.emit("    finally:")
        self.emit("        log.append('finally')")
        self.emit("except Exception as e:")
        self.emit("    log.append([type(e).__name__, type(e.__cause__).__name__])")

    def moves(self) -> None:
        d = self.fresh()
        self.emit(f"{d} = {self.expr('dict', 1)}")
        self.vars[d] = "dict"
        for _ in range(self.r.randint(1, 3)):
            self.emit(
                self.pick(
                    [
                        f"{d}.pop(next(iter({d}), None), None)",
                        f"{d}['a'] = {self.any(0)}",
                        f"{d}[{self.pick(['1', 'True', '1.0', '(1, 2)', 'None'])}] = {self.any(0)}",
                        f"log.append({d}.popitem())",
                        f"del {d}[{self.pick([repr('a'), '1', repr('zz')])}]",
                        f"log.append(list({d}.items()))",
                        f"{d} = {{**{d}, 'last': len({d})}}",
                        f"log.append(list(reversed({d})))",
                    ]
                )
            )
