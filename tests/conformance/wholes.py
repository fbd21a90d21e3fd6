"""Whole random programs: `program(random)` writes one case; `test_programs.py` compares CPython with Node on many of them."""

from __future__ import annotations

from random import Random

from traces import Traces


def program(random: Random) -> str:
    """The text of one case."""
    writer = Traces(random)
    declared = writer.declarations()
    body: list[str] = []
    for _ in range(random.randint(3, 8)):
        writer.lines = []
        writer.depth = 2
        before = dict(writer.vars)
        writer.statement(1)
        lines = writer.lines
        body.append("    try:")
        body.extend(lines)
        body.append("    except Exception as e:")
        body.append("        log.append(type(e).__name__)")
        # What a statement that raised would have assigned is given a value, so that the rest can go on.
        new = [n for n in writer.vars if n not in before]
        changed = [n for n in before if writer.vars.get(n) != before[n]]
        defaults = {
            "int": "1",
            "float": "1.5",
            "bool": "True",
            "str": '"s"',
            "list": "[1]",
            "dict": "{}",
            "tuple": "()",
            "set": "set()",
            "none": "None",
        }
        given = [n for n in [*new, *changed] if n in writer.vars]
        body.extend(f"        {n} = {defaults[writer.vars[n]]}" for n in given)
    names = [n for n, k in writer.vars.items() if k != "set"]
    shown = ", ".join(f"str({n})[:200]" for n in names if random.random() < 0.8)
    head = "def _o(v):\n    return v\n\n\n" + declared + "def case():\n    log = []\n"
    return head + "\n".join(body) + f"\n    return [str(log)[:1500], {shown}]\n"
