"""Random programs in the subset: typed and untyped expressions, with everything that may raise inside `try`.

``Writer`` writes statements over a few kinds of values; constructs.py adds what is declared, and writes whole programs.
"""

from __future__ import annotations

from random import Random
from typing import Callable

INTS = ["0", "1", "2", "3", "7", "-1", "-3", "10", "255", "2**31", "2**53", "-(2**60)"]
FLOATS = ["0.5", "2.0", "-1.5", "0.1", "3.0", "1e10", "100.25", "-0.0", "1e-7"]
STRINGS = ['""', '"a"', '"ab"', '"Hello World"', '"12"', '"x,y"', '" pad "', '"é🎉"', '"3.5"', '"a\\nb"']
KINDS = ["int", "float", "bool", "str", "list", "dict", "tuple", "set", "none"]


class Writer:
    """Writes one program. Variables remember the kind that they were last given."""

    def __init__(self, random: Random) -> None:
        self.r = random
        self.vars: dict[str, str] = {}
        self.lines: list[str] = []
        self.depth = 1
        self.count = 0
        self.opaque = random.random() < 0.5
        self.loops = 0

    def pick(self, items: list[str]) -> str:
        return self.r.choice(items)

    def emit(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    def hide(self, text: str) -> str:
        return f"_o({text})" if self.opaque and self.r.random() < 0.4 else text

    # Expressions

    def expr(self, kind: str, size: int = 2) -> str:
        known = [n for n, k in self.vars.items() if k == kind]
        if known and self.r.random() < 0.45:
            return self.pick(known)
        rule: Callable[[int], str] = getattr(self, "make_" + kind)
        return self.hide(rule(size))

    def any(self, size: int = 2) -> str:
        # Sets stand only where their order cannot show.
        return self.expr(self.pick([k for k in KINDS if k != "set"]), size)

    def number(self, size: int) -> str:
        return self.expr(self.pick(["int", "int", "float", "bool"]), size)

    def make_none(self, size: int) -> str:
        return "None"

    def make_bool(self, size: int) -> str:
        if size <= 0:
            return self.pick(["True", "False"])
        s = size - 1
        return self.pick(
            [
                f"({self.number(s)} {self.pick(['<', '<=', '>', '>=', '==', '!='])} {self.number(s)})",
                f"({self.any(s)} == {self.any(s)})",
                f"({self.any(s)} != {self.any(s)})",
                f"(not {self.any(s)})",
                f"({self.expr('str', s)} in {self.expr('str', s)})",
                f"({self.any(s)} in {self.expr('list', s)})",
                f"({self.expr('str', s)} in {self.expr('dict', s)})",
                f"bool({self.any(s)})",
                f"isinstance({self.any(s)}, {self.pick(['int', 'str', '(int, float)', 'list', 'dict', 'tuple', 'bool', 'float'])})",
                f"({self.number(s)} < {self.number(s)} <= {self.number(s)})",
                f"({self.any(s)} is None)",
                f"({self.expr('bool', s)} {self.pick(['and', 'or'])} {self.expr('bool', s)})",
                f"any({self.truth_generator(s)})",
                f"all({self.truth_generator(s)})",
                f"{self.expr('str', s)}.{self.pick(['isdigit', 'isalpha', 'isupper', 'islower', 'isspace', 'isalnum'])}()",
            ]
        )

    def truth_generator(self, size: int) -> str:
        return f"x for x in {self.expr('list', size)}"

    def make_int(self, size: int) -> str:
        if size <= 0:
            return self.pick(INTS)
        s = size - 1
        return self.pick(
            [
                self.pick(INTS),
                f"({self.expr('int', s)} {self.pick(['+', '-', '*', '//', '%', '&', '|', '^'])} {self.expr('int', s)})",
                f"({self.expr('int', 0)} ** {self.pick(['0', '1', '2', '3'])})",
                f"({self.expr('int', 0)} << {self.pick(['0', '1', '4', '40'])})",
                f"(-{self.expr('int', s)})",
                f"(~{self.expr('int', s)})",
                f"len({self.expr(self.pick(['str', 'list', 'dict', 'tuple', 'set']), s)})",
                f"int({self.number(s)})",
                f"int({self.expr('str', s)})",
                f"abs({self.expr('int', s)})",
                f"round({self.number(s)})",
                f"sum({self.expr('list', s)})",
                f"{self.expr('str', s)}.{self.pick(['find', 'count', 'rfind', 'index'])}({self.expr('str', s)})",
                f"{self.expr('list', s)}.count({self.any(s)})",
                f"{self.expr('list', s)}.index({self.any(s)})",
                f"({self.expr('int', s)} if {self.any(s)} else {self.expr('int', s)})",
                f"max({self.expr('int', s)}, {self.expr('int', s)})",
                f"min({self.expr('int', s)}, {self.number(s)}, {self.number(s)})",
            ]
        )

    def make_float(self, size: int) -> str:
        if size <= 0:
            return self.pick(FLOATS)
        s = size - 1
        return self.pick(
            [
                self.pick(FLOATS),
                f"({self.number(s)} / {self.number(s)})",
                f"({self.expr('float', s)} {self.pick(['+', '-', '*', '//', '%'])} {self.number(s)})",
                f"float({self.number(s)})",
                f"float({self.expr('str', s)})",
                f"round({self.expr('float', s)}, {self.pick(['0', '1', '2', '-1'])})",
                f"abs({self.expr('float', s)})",
                f"(-{self.expr('float', s)})",
            ]
        )

    def make_str(self, size: int) -> str:
        if size <= 0:
            return self.pick(STRINGS)
        s = size - 1
        spec = self.pick(["", "", ">6", "<6", "^7"])
        number_spec = self.pick(["", ".2f", "06.1f", ",", "+", "e", "g", ".3g", "%"])
        return self.pick(
            [
                self.pick(STRINGS),
                f"({self.expr('str', s)} + {self.expr('str', s)})",
                f"str({self.any(s)})",
                f"repr({self.any(s)})",
                f"({self.expr('str', s)} * {self.pick(['0', '2', '-1', 'True'])})",
                f"{self.expr('str', s)}.{self.pick(['upper', 'lower', 'strip', 'title', 'capitalize', 'swapcase', 'lstrip'])}()",
                f"{self.expr('str', s)}.replace({self.expr('str', 0)}, {self.expr('str', 0)})",
                f"{self.expr('str', s)}[{self.pick(['0', '-1', '1', '5'])}]",
                f"{self.expr('str', s)}[{self.slice()}]",
                f"{self.expr('str', 0)}.join({self.expr('list', s)})",
                "f'{" + self.any(0).replace("'", '"').replace("\\", "/") + "}'"
                if self.r.random() < 0.5
                else f"str({self.number(s)})",
                f"format({self.expr('str', s)}, '{spec}')",
                f"format({self.number(s)}, '{number_spec}')",
                f"{self.expr('str', s)}.center(7, '.')",
                f"{self.expr('str', s)}.zfill(5)",
                f"type({self.any(s)}).__name__",
                f"({self.expr('str', s)} or {self.expr('str', s)})",
            ]
        )

    def slice(self) -> str:
        return self.pick(["1:", ":2", "::2", "::-1", "-2:", "1:-1", "5:1:-1", ":", "0:3:2"])

    def make_list(self, size: int) -> str:
        if size <= 0:
            return self.pick(["[]", "[1]", "[1, 2, 3]", '["a", "b"]', "[0, None, 2.0]", "[True, 1]"])
        s = size - 1
        return self.pick(
            [
                f"[{self.any(s)}, {self.any(s)}]",
                f"[{self.number(s)}, {self.number(s)}, {self.number(s)}]",
                f"({self.expr('list', s)} + {self.expr('list', s)})",
                f"({self.expr('list', s)} * {self.pick(['0', '2'])})",
                f"{self.expr('list', s)}[{self.slice()}]",
                f"list({self.expr(self.pick(['str', 'tuple', 'list', 'dict']), s)})",
                f"list(range({self.pick(['3', '1, 4', '5, 0, -2', '0'])}))",
                f"sorted({self.expr('list', s)})",
                f"sorted({self.expr('list', s)}, key=str, reverse={self.pick(['True', 'False'])})",
                f"[x for x in {self.expr('list', s)}]",
                f"[str(x) for x in {self.expr('list', s)} if x]",
                f"[(x, y) for x in {self.expr('list', s)} for y in {self.expr('str', 0)}]",
                f"list(map(lambda v: [v], {self.expr('list', s)}))",
                f"list(zip({self.expr('list', s)}, {self.expr('str', s)}))",
                f"list(enumerate({self.expr('list', s)}))",
                f"list(reversed({self.expr('list', s)}))",
                f"{self.expr('str', s)}.split({self.pick(['', repr(','), repr(' '), repr('l')])})",
                f"list({self.expr('dict', s)}.{self.pick(['keys', 'values', 'items'])}())",
                f"[*{self.expr('list', s)}, *{self.expr('tuple', s)}]",
                f"sorted({self.expr('set', s)}, key=repr)",
            ]
        )

    def make_tuple(self, size: int) -> str:
        if size <= 0:
            return self.pick(["()", "(1,)", '(1, "a")', "(2.0, None)"])
        s = size - 1
        return self.pick(
            [
                f"({self.any(s)}, {self.any(s)})",
                f"tuple({self.expr('list', s)})",
                f"({self.expr('tuple', s)} + {self.expr('tuple', s)})",
                f"{self.expr('tuple', s)}[{self.slice()}]",
                f"divmod({self.number(s)}, {self.number(s)})",
                f"{self.expr('str', s)}.partition({self.expr('str', 0)})",
            ]
        )

    def make_dict(self, size: int) -> str:
        if size <= 0:
            return self.pick(
                ["{}", '{"a": 1}', '{"a": 1, "b": [2]}', '{1: "i", "1": "s"}', "{(1, 2): None, True: 2.0}"]
            )
        s = size - 1
        return self.pick(
            [
                "{" + f'"k": {self.any(s)}, "a": {self.any(s)}' + "}",
                "{" + f"{self.expr('str', s)}: {self.any(s)}" + "}",
                "{" + f"{self.expr('int', s)}: {self.any(s)}" + "}",
                "{**" + f"{self.expr('dict', s)}, 'z': {self.any(s)}" + "}",
                f"({self.expr('dict', s)} | {self.expr('dict', s)})",
                "{" + f"str(x): x for x in {self.expr('list', s)}" + "}",
                f"dict(zip({self.expr('str', s)}, {self.expr('list', s)}))",
                f"{self.expr('dict', s)}.copy()",
            ]
        )

    def make_set(self, size: int) -> str:
        s = size - 1
        return self.pick(
            ["set()", "{1}", '{"a"}', f"set({self.expr('tuple', max(0, s))})", f"set({self.expr('str', 0)})"]
        )

    # Statements

    def fresh(self) -> str:
        self.count += 1
        return f"v{self.count}"

    def target(self, kind: str) -> str:
        # A name never becomes a set, nor a set anything else: a loop around may have listed it before.
        known = [n for n, k in self.vars.items() if k != "set"] if kind != "set" else []
        name = self.pick(known) if known and self.r.random() < 0.35 else self.fresh()
        self.vars[name] = kind
        return name

    def statement(self, level: int) -> None:
        roll = self.r.random()
        if roll < 0.5 or level > 2:
            self.assignment()
        elif roll < 0.62:
            self.branch(level)
        elif roll < 0.74:
            self.loop(level)
        elif roll < 0.9:
            self.mutation()
        else:
            self.guarded(level)

    def assignment(self) -> None:
        kind = self.pick(KINDS)
        value = self.expr(kind, 2)
        roll = self.r.random()
        numeric = [n for n, k in self.vars.items() if k in ("int", "float")]
        if roll < 0.15 and numeric:
            name = self.pick(numeric)
            self.vars[name] = "float" if self.vars[name] == "float" else "int"
            # In a loop `*=` by itself would square until one of the two gives up, each at a limit of its own.
            factor = f"*= {self.pick(['0', '2', '-1', '3'])}"
            self.emit(
                f"{name} {self.pick(['+= ' + self.expr('int', 1), '-= ' + self.expr('int', 1), factor])}"
            )
        elif roll < 0.22:
            left, right = self.expr("int", 1), self.expr("str", 1)
            a, b = self.target("int"), self.target("str")
            if a != b:
                self.emit(f"{a}, {b} = {left}, {right}")
            else:
                self.emit(f"{b} = {right}")
        elif roll < 0.27:
            source = self.expr("list", 1)
            a, b = self.fresh(), self.fresh()
            self.emit(f"{a}, *{b} = [None, *{source}]")
            self.vars[b] = "list"
        else:
            self.emit(f"{self.target(kind)} = {value}")

    def branch(self, level: int) -> None:
        self.emit(f"if {self.any(1)}:")
        self.block(level, 2)
        if self.r.random() < 0.6:
            self.emit("else:")
            self.block(level, 2)

    def block(self, level: int, most: int) -> None:
        before = dict(self.vars)
        self.depth += 1
        for _ in range(self.r.randint(1, most)):
            self.statement(level + 1)
        self.depth -= 1
        # A name that only this block assigns, or gives another kind, may not be what we think afterwards.
        self.vars = {n: k for n, k in before.items() if self.vars.get(n) == k}

    def loop(self, level: int) -> None:
        if self.loops > 1:
            self.assignment()
            return
        self.loops += 1
        name = self.fresh()
        source = self.pick(
            [
                f"range({self.pick(['3', '1, 4', '4, 0, -1'])})",
                self.expr("list", 1),
                self.expr("str", 1),
                f"enumerate({self.expr('list', 1)})",
            ]
        )
        self.emit(f"for {name} in {source}:")
        self.depth += 1
        self.emit(f"log.append({name})")
        self.emit("if len(log) > 40: break")
        self.depth -= 1
        self.block(level, 2)
        self.loops -= 1

    def mutation(self) -> None:
        lists = [n for n, k in self.vars.items() if k == "list"]
        dicts = [n for n, k in self.vars.items() if k == "dict"]
        if lists and self.r.random() < 0.6:
            name = self.pick(lists)
            self.emit(
                self.pick(
                    [
                        f"{name}.append(str({self.any(1)})[:99])",
                        f"{name}.extend({self.expr('tuple', 1)}[:5])",
                        f"{name}.insert({self.expr('int', 0)} % 5, {self.any(0)})",
                        f"{name}[0:1] = {self.expr('list', 0)}[:3]",
                        f"{name}.reverse()",
                        f"{name} += {self.expr('list', 0)}[:4]",
                        f"if {name}: {name}.pop()",
                        f"if {name}: {name}[0] = {self.any(1)}",
                        f"if len({name}) > 20: {name}.clear()",
                    ]
                )
            )
        elif dicts:
            name = self.pick(dicts)
            self.emit(
                self.pick(
                    [
                        f"{name}[{self.expr('str', 1)}] = {self.any(1)}",
                        f"{name}[{self.expr('int', 0)}] = {self.any(0)}",
                        f"{name}.setdefault({self.expr('str', 0)}, {self.any(0)})",
                        f"{name}.update({self.expr('dict', 0)})",
                        f"{name}.pop({self.expr('str', 0)}, None)",
                        f"{name} |= {{str(k): 1 for k in {self.expr('dict', 0)}}}",
                        f"log.append({name}.get({self.expr('str', 0)}, 'none'))",
                    ]
                )
            )
        else:
            self.assignment()

    def guarded(self, level: int) -> None:
        self.emit("try:")
        self.block(level, 2)
        self.emit("except Exception as e:")
        self.emit("    log.append(type(e).__name__)")
