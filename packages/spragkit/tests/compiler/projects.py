"""Random small projects whose files use one another, and random edits of them; some are broken, as edits are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

FILES = ("app/a.py", "app/b.py", "app/c.py", "app/d/__init__.py", "app/d/e.py")
MAIN = "app/m.py"
NAMES = ("f", "g", "K", "C", "D", "E", "P")
HEAD = "from enum import Enum, auto\nfrom dataclasses import dataclass, field\n"


def edits(random: Random, root: Path, count: int) -> Iterator[None]:
    """A project in ``root``, then ``count`` edits of it; yields after each."""
    texts: dict[str, str] = {}
    before: dict[str, str] = {}

    def write(path: str, text: str) -> None:
        if path in texts:
            before[path] = texts[path]
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
        texts[path] = text

    write("app/__init__.py", "")
    for path in (*FILES, MAIN):
        write(path, _file(random, path))
    yield
    for _ in range(count):
        path = random.choice([*FILES, MAIN])
        kind = random.random()
        if kind < 0.15 and path != MAIN and path in texts:
            (root / path).unlink()
            before[path] = texts.pop(path)
        elif kind < 0.25 and path in before:
            write(path, before[path])
        elif kind < 0.35 and path in texts:
            write(path, texts[path] + "\n# more\n")
        elif kind < 0.45 and path in texts:
            write(path, texts[path].replace("1", "7", 1))
        else:
            write(path, _file(random, path))
        yield


def _file(random: Random, path: str) -> str:
    names: list[str] = []
    head = HEAD
    for name in NAMES:
        if random.random() < (0.7 if path == MAIN else 0.3):
            source = random.choice([p for p in FILES if p != path])
            head += f"from {source[:-3].replace('/__init__', '').replace('/', '.')} import {name}\n"
            names.append(name)
    if path == MAIN:
        return head + _main(random, names)
    if random.random() < 0.05:
        head += "def (:\n"
    own = [n for n in NAMES if n not in names and random.random() < 0.7]
    random.shuffle(own)
    return head + "\n" + "\n\n".join(_declaration(random, n, names + own) for n in own)


def _main(random: Random, names: list[str]) -> str:
    bases = random.choice([["Module"], ["Module"], ["C", "Module"], ["Module", "D"]])
    listed = ", ".join(b for b in bases if b == "Module" or b in names)
    values = ", ".join(_value(random, names) for _ in range(4))
    return (
        "from sprag import Component, Module, ui\n\n"
        f"class M({listed}):\n    def on_start(self):\n        self.set_state({{'a': [{values}]}})\n"
        "        x = self.z\n        x.m()\n\n"
        "class V(Component):\n    def render(self, props=None):\n"
        f"        return ui.p({_value(random, names)}, [ui.b({_value(random, names)})])\n"
    )


def _value(random: Random, names: list[str], depth: int = 0) -> str:
    if random.random() < 0.25 or depth > 2 or not names:
        return random.choice(["1", "2", "'x'", "[1, 2]", "{'a': 1}", "None", "1.5", "True"])
    name = random.choice(names)
    inner = _value(random, names, depth + 1)
    if name in ("f", "g"):
        return random.choice([f"{name}({inner})", f"{name}({inner})", f"{name}(1, {inner})", name])
    if name in ("C", "D"):
        return random.choice(
            [f"{name}().m()", f"{name}().m({inner})", f"{name}().v", f"{name}.K2", f"isinstance(1, {name})"]
        )
    if name == "E":
        return random.choice(["E.A", "E.B.value", "E(1)", "len(E)", "[e for e in E]"])
    return "K" if name == "K" else random.choice(["P(1)", "P(1, 2)", "P(1).x", "P(y=3)", "P(1) == P(1)"])


def _declaration(random: Random, name: str, names: list[str]) -> str:
    value = _value(random, names)
    if name in ("f", "g"):
        params = random.choice(["a", "a, b=1", "a: int", "a: str = 'q'", "*a", "a, *, k=2"])
        body = random.choice(
            [
                f"return {value}",
                f"x = {value}\n    return x",
                "return a + 1",
                "return len(a)",
                "return open('x')",
            ]
        )
        return f"def {name}({params}){random.choice(['', ' -> int', ' -> list[int]'])}:\n    {body}\n"
    if name == "K":
        return f"K = {value}\n" + random.choice(["", "K2 = 1\n", "K += 1\n"])
    if name in ("C", "D"):
        return _class(random, name, names, value)
    if name == "E":
        return f"class E(Enum):\n    A = 1\n    B = {random.choice(['2', 'auto()'])}\n"
    kind = random.choice(["", "(order=True)", "(frozen=True)"])
    first = random.choice(["int = 0", "str = 'a'", "float = 0.5", "list = field(default_factory=list)"])
    return f"@dataclass{kind}\nclass P:\n    x: {first}\n    y: int = {random.choice(['1', '2'])}\n"


def _class(random: Random, name: str, names: list[str], value: str) -> str:
    other = "D" if name == "C" else "C"
    base = random.choice(["", "", f"({other})" if other in names else "", "(Exception)"])
    members = [
        random.choice(
            [
                "def m(self):\n        return self.v",
                "def m(self, a):\n        return a",
                f"def m(self, a=1):\n        self.v = {value}\n        return self.v",
                "@property\n    def m(self):\n        return 1",
                "@staticmethod\n    def m(a=0):\n        return a",
            ]
        )
    ]
    for share, more in (
        (0.3, "def __init__(self, v=2):\n        self.v = v"),
        (0.3, "v = 3"),
        (0.3, "K2 = 'a'"),
        (0.2, "def __eq__(self, o):\n        return True"),
        (0.2, "def on_start(self):\n        self.set_state({'z': 1})"),
        (0.15, "def z(self):\n        setattr(self, 'm', 1)"),
    ):
        if random.random() < share:
            members.append(more)
    return f"class {name}{base}:\n    " + "\n\n    ".join(members) + "\n"
