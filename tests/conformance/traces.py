"""Statements of random programs in which the order of evaluation shows: `t(n, value)` writes `n` down and gives the value."""

from __future__ import annotations

from flows import MANAGER, Flows

TRACED = """class Traced:
    total = 0

    def __init__(self, log, n=1):
        self.log = log
        self._n = n
        self.items = [n, n + 1]
        self.other = self

    @property
    def n(self):
        self.log.append("get n")
        return self._n

    @n.setter
    def n(self, value):
        self.log.append(["set n", value])
        self._n = value

    def fresh(self):
        self.items = [len(self.items)] * 3
        return len(self.log)

    def swap(self, a=1, b=2, c=3, **more):
        self.other = Traced(self.log, 7)
        return [a, b, c, sorted(more.items())]

    @classmethod
    def made(cls, log, n):
        cls.total += 1
        return cls(log, n)

    @staticmethod
    def plus(a, b=1):
        return [a, b]


class Below(Traced):
    def __init__(self, log, n=2, *, extra=None):
        super().__init__(log, n)
        self.extra = extra

    @property
    def n(self):
        return super().n * 2

    @n.setter
    def n(self, value):
        self.log.append("below")
        self._n = value

    def swap(self, a=5, b=6, c=7, **more):
        return ["below", *super().swap(b, a, c=c, **more)]


@dataclass
class Point:
    x: int
    y: int = 2
    tags: list = field(default_factory=list)

    def moved(self, by=1):
        return Point(self.x + by, y=self.y - by)


class Color(Enum):
    RED = 1
    BLUE = "b"


def counted(name):
    def wrap(f):
        calls = []

        def inner(*args, **kwargs):
            calls.append(name)
            return [f(*args, **kwargs), len(calls)]

        return inner

    return wrap


def kw(a, b=2, *rest, c=3, **more):
    return [a, b, rest, c, list(more.items())]


def deep(n, acc=None):
    acc = [] if acc is None else acc
    return acc if n <= 0 else deep(n - 1, [*acc, n])"""


class Traces(Flows):
    """Adds `ordered`, `aliased`, `scoped`, `records`."""

    def declarations(self) -> str:
        head = "from dataclasses import dataclass, field\nfrom enum import Enum\n\n\n"
        return head + MANAGER + "\n\n\n" + TRACED + "\n\n\n" + super().declarations()

    def t(self, value: str) -> str:
        return f"t({self.mark()}, {value})"

    def ordered(self) -> None:
        """Targets, arguments, displays and operators whose parts write themselves down."""
        t, o = self.t, self.fresh()
        self.emit("def t(n, value=None):")
        self.emit("    log.append(n)")
        self.emit("    return value")
        made = self.pick(
            ["Traced(log, 3)", "Below(log, extra=1)", "Traced.made(log, 4)", "Below.made(log, 5)"]
        )
        self.emit(f"{o} = {made}")
        self.emit(f"xs{o} = [1, 2, 3, 4]")
        self.emit(f"d{o} = {{'a': 1, 'b': [2]}}")
        self.emit(f"k{o} = 0")
        self.emit(f"def bump{o}(by=1):")
        self.emit(f"    nonlocal k{o}")
        self.emit(f"    k{o} += by")
        self.emit(f"    return k{o}")
        bump, k, xs, d = f"bump{o}()", f"k{o}", f"xs{o}", f"d{o}"
        for _ in range(self.r.randint(2, 6)):
            small = self.pick([bump, k, f"{bump} % 3", t("1"), t("0"), f"len({xs}) - 2"])
            value = self.pick(
                [t(self.any(0)), bump, k, f"{o}.fresh()", f"{o}.n", t("5"), f"{k} + {bump}", f"{bump} * {k}"]
            )
            lines = [
                f"{t(xs)}[{small}] = {value}",
                f"{xs}[{small}] = {value}",
                f"{d}[{t(repr('z'))}] = {value}",
                f"{xs}[{small}] += {self.pick([bump, t('2')])}",
                f"{t(d)}[{t(repr('a'))}] += {self.pick([bump, t('2')])}",
                f"{d}['b'] += [{value}]",
                f"{o}.items[{self.pick(['0', '-1', t('1')])}] = {self.pick([o + '.fresh()', value])}",
                f"{o}.items[0] += {o}.fresh()",
                f"{t(o)}.n = {value}",
                f"{o}.n += {self.pick([bump, t('2')])}",
                f"{o}.other.extra = {self.pick([f'{o}.swap()', value])}",
                f"{o}.other.n = {o}.swap() and {t('1')}",
                f"a{o} = {t(xs)}[0] = {t(o)}.last = {value}",
                f"a{o}, {xs}[{small}] = {value}, {t('9')}",
                f"{xs}[{small}], {d}[{t(repr('q'))}] = {t('[1, 2]')}",
                f"(a{o}, *b{o}), c{o} = {t('[1, 2, 3]')}, {value}",
                f"log.append([a{o} := {value}, {k}, a{o}])",
                f"log.append(kw({value}, {k}, c={bump}))",
                f"log.append(kw(b={k}, a={bump}))",
                f"log.append(kw(c={t('1')}, z={t('2')}, a={t('3')}, y={value}))",
                f"log.append(kw({t('1')}, {t('2')}, {t('3')}, *{t('[4]')}, c={value}, w={t('6')}))",
                f"log.append(kw(*{t('[1, 2, 3]')}, **{t(repr({'q': 1}))}))",
                f"log.append({t(o)}.swap({k}, {bump}, c={k}))",
                f"log.append({o}.swap(b={k}, a={bump}, z={t('0')}))",
                f"log.append({o}.plus(b={t('1')}, a={value}))",
                f"log.append([{k}, {bump}, *{t(xs)}, {k}])",
                f"log.append(({k}, {bump}, {o}.n, {t('1')})[{t('1')}:])",
                f"log.append({{{t(repr('m'))}: {value}, **{t(d)}, {t(repr('n'))}: {k}}})",
                f"log.append({k} {self.pick(['<', '==', '!=', '>='])} {bump} {self.pick(['<', '<=', '=='])} {t('3')})",
                f"log.append({t('0')} or {value} and {t('2')})",
                f"log.append({t('1')} if {value} else {t('2')})",
                "log.append(f'{" + k + "}{" + bump + "}{" + k + ":>{" + t("4") + "}}')",
                f"log.append({xs}[{t('0')}:{t('3')}:{t('2')}])",
                f"{xs}[{t('0')}:{t('1')}] = {t('[8, 9]')}",
                f"del {t(xs)}[{t('0')}]",
                f"del {d}[{t(repr('a'))}], {xs}[-1]",
                f"for {xs}[{small}] in {t('(5, 6)')}: log.append({k})",
                f"log.append([{t('1')} + v for v in {t(xs)} if {self.pick([t('v'), 'v'])}])",
                f"log.append({self.pick(['any', 'all', 'sum', 'max', 'list'])}(len(str({t('v')})) for v in {t(xs)}))",
                f"log.append((lambda a={t('1')}, *, b={t('2')}: [a, b, {k}])({value}))",
                f"log.append({k} + {bump} * {k} - {bump})",
                f"log.append(max({k}, {bump}, key=lambda v: {t('-v')}))",
                f"log.append('%s-%s' % ({k}, {bump}))",
            ]  # fmt: skip
            self.emit(self.pick(lines))
        self.emit(f"log.append([{xs}, {d}, {k}, {o}._n, {o}.items, type({o}.other).__name__])")

    def aliased(self) -> None:
        """One list under several names, in attributes, in itself and in closures."""
        a, b, o = self.fresh(), self.fresh(), self.fresh()
        self.emit(f"{a} = {b} = {self.expr('list', 1)}[:6]")
        self.emit(f"{o} = Traced(log)")
        self.emit(f"{o}.items = {a}")
        lines = [
            f"{a} += [{self.any(0)}]", f"{a} = {a} + [1]", f"{b}.append({a}[:1])", f"{o}.items.insert(0, 'x')", f"{a} *= 2",
            f"{b}[1:2] = [{self.any(0)}, {self.any(0)}]", f"{a}, {b} = {b}, {a}", f"{o}.items = {b}[::-1]", f"{b}.sort(key=str)",
            f"{o}.items += {a}[:2]", f"{a}[:] = {a}[1:]", f"del {b}[:1]", f"{b} = {a}.copy()", f"{a}.extend({a}[:2])",
            f"first{a}, *{b} = {a}", f"*{b}, last{a} = {o}.items", f"{a} = [*{b}, {b}]", f"{a}.remove({a}[0])", f"{b}.reverse()",
        ]  # fmt: skip
        for _ in range(self.r.randint(2, 6)):
            self.emit(self.pick(lines))
            self.emit(f"log.append([{a} is {b}, {a} == {b}, {o}.items is {a}, len({a})])")
        self.emit(f"log.append([str({a})[:200], str({b})[:200], str({o}.items)[:200]])")

    def scoped(self) -> None:
        """Closures over loop variables, `nonlocal`, deleted names, comprehensions in comprehensions."""
        n, f = self.fresh(), self.fresh()
        forms = [
            [f"fs{f} = [lambda: {n} for {n} in range(3)]", f"log.append([f() for f in fs{f}])"],
            [f"fs{f} = []", f"for {n} in range(3):", f"    fs{f}.append(lambda a=1, b={n}: [a, b, {n}])", f"log.append([f() for f in fs{f}])"],
            [f"fs{f} = [lambda k={n}: k for {n} in 'ab']", f"log.append([f() for f in fs{f}])", f"log.append([f('z') for f in fs{f}])"],
            [f"{n} = 1", f"def {f}():", f"    return {n}", f"log.append({f}())", f"del {n}", f"log.append({f}())"],
            [f"def {f}():", f"    return {n}", f"{n} = {self.any(0)}", f"log.append({f}())"],
            [f"{n} = {self.any(0)}", f"def {f}():", f"    nonlocal {n}", f"    {n} = {self.any(0)}", f"    return {n}",
             f"log.append([{n}, {f}(), {n}])"],
            [f"{n} = 'out'", f"log.append([{n} for {n} in 'ab'])", f"log.append({n})", f"log.append([[{n} for {n} in str({n})] for {n} in (1, 23)])"],
            [f"{n} = [(i, j, k) for i in range(3) if i for j in range(i) for k in 'ab' if j < i]", f"log.append({n})"],
            [f"{n} = {{k: [v for v in range(k) if v % 2 == k % 2] for k in range(4)}}", f"log.append({n})"],
            [f"while ({n} := len(log) % 3):", f"    log.append({n})", "else:", "    log.append('else')"],
            [f"for {n} in range(3):", f"    if {n} == {self.pick(['1', '5'])}: break", "else:", f"    {n} = 'none'", f"log.append({n})"],
            [f"try: raise KeyError({self.any(0)})", f"except KeyError as {n}: log.append({n}.args)", f"log.append({n})"],
            [f"log.append(deep({self.pick(['3', '0', '5'])}, {self.pick(['None', '[]', '[9]'])}))"],
            [f"@counted({self.expr('str', 0)})", "@counted('in')", f"def {f}(a, b=2, *c, d=4): return [a, b, c, d]",
             f"log.append([{f}(1), {f}(1, 2, 3), {f}(b=1, a=2, d=0)])"],
            [f"{n} = 0", f"def {f}(k):", f"    nonlocal {n}", f"    {n} += k", f"    return {f}(k - 1) + {n} if k else {n}",
             f"log.append([{f}(3), {n}])"],
            [f"for i{n}, (a{n}, *b{n}) in enumerate([(1, 2, 3), 'xy', [4]]): log.append([i{n}, a{n}, b{n}])", f"log.append(a{n})"],
            [f"{n} = (v * k{n} for v in [1, 2, 3])", f"k{n} = 2", f"log.append(next({n}))", f"k{n} = 10", f"log.append(list({n}))"],
            [f"class {f}:", f"    a = {self.any(0)}", "    b = [a, 1]", "    def m(self, c=b): return [self.a, c]", f"log.append([{f}().m(), {f}.b])"],
        ]  # fmt: skip
        for line in self.r.choice(forms):
            self.emit(line)

    def records(self) -> None:
        """Dataclasses, enumerations, methods of containers."""
        p = self.fresh()
        self.emit(f"{p} = Point({self.expr('int', 0)}, {self.pick(['y=3', '4', 'tags=[1]'])})")
        lines = [
            f"log.append(repr({p}.moved({self.pick(['', '2', 'by=3'])})))", f"{p}.tags.append({p}.x)", f"log.append({p} == Point({p}.x, {p}.y))",
            f"{p}.x, {p}.y = {p}.y, {p}.x", "log.append(Point(1).tags is Point(1).tags)", f"{p}.x += 1", "log.append([Color.RED, Color('b').name])",
            "log.append([c.value for c in Color])", f"log.append(Color({self.pick(['1', '2', repr('b')])}) is Color.RED)", "log.append(str(Color.BLUE))",
            f"log.append({{Color.RED: 1, Color.BLUE: {self.any(0)}}})", f"log.append([{p} in [Point(1)], hasattr({p}, 'z'), getattr({p}, 'w', 0)])",
            f"log.append(sorted([({p}.x, 'b'), ({p}.y, 'a')]))", f"{p} = Point(*{self.expr('list', 0)}[:2])", f"log.append({p}.zz)",
            f"log.append({{1, {p}.x}} | {{2}} == {{1, 2}})", f"log.append(({p}.x, {p}.y) < (1, 2))", "log.append([*map(Point, [1, 2])][1].x)",
        ]  # fmt: skip
        for _ in range(self.r.randint(2, 5)):
            self.emit(self.pick(lines))
        self.emit(f"log.append(repr({p}))")

    def statement(self, level: int) -> None:
        if self.r.random() < 0.5 and level <= 1:
            self.r.choice([self.flow, self.sent, self.ordered, self.aliased, self.scoped, self.records])()
        else:
            super().statement(level)
