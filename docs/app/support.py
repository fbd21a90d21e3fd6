"""What browser code may use, read from the tables that the compiler itself works by."""

from __future__ import annotations

import builtins
from typing import Any

TYPES: tuple[tuple[str, Any], ...] = (
    ("str", str),
    ("list", list),
    ("tuple", tuple),
    ("dict", dict),
    ("set", set),
    ("int", int),
    ("float", float),
)

STATEMENTS = (
    ("`if` / `elif` / `else`, `while`, `for`, `break`, `continue`, `else` of a loop", "yes"),
    ("assignment: chained, augmented, unpacking with `*`, to items, slices and attributes; `del`", "yes"),
    ("`try` / `except` / `else` / `finally`, `raise … from …`, exception classes", "yes"),
    ("`match`: literal, capture, wildcard, guard, sequence, mapping, `as`, `|`", "yes"),
    ("`match`: class patterns, `*rest`, `**rest`, `|` that binds", "refused"),
    ("`def` with defaults, `*args`, keyword-only; nested; `nonlocal`; `lambda`; generators", "yes"),
    ("calls with keywords, `*args` and `**options`, of functions, methods and classes in variables and tables too", "yes"),
    ("decorators of functions: any function of the app", "yes"),
    ("`async def`, `await`", "yes"),
    ("`class`: methods, constants, properties, static and class methods, inheritance, dataclasses, enums", "yes"),
    ("`class`: second names of methods (`__radd__ = __add__`), methods in tables of the class body", "yes"),
    ("`class`: a function from elsewhere as a method (`show = describe`), a class inside a class", "refused"),
    ("`with`, `assert`, walrus, chained comparison, comprehensions with several `for`", "yes"),
    ("walrus inside a comprehension or a lambda", "refused"),
    ("`import` of project files that compile, and of the modules below", "yes"),
    ("`exec`, `eval`, `global` state of other files, metaclasses, threads, files", "refused"),
)


def support_tables() -> str:
    from sprag.compiler.lower.stdlib import STDLIB
    from sprag.compiler.signatures import BUILTINS, METHODS

    modules: dict[str, list[str]] = {}
    for module, name in STDLIB:
        modules.setdefault(module, []).append(name)
    parts = [
        "---\ntitle: Support tables\ndescription: Statements, builtins, methods and modules of browser code.\n"
        "section: Browser code\norder: 31\n---\n",
        "These tables are made from the ones that the compiler works by.\n",
        "## Statements\n",
        "| Construct | |\n|---|---|",
        *[f"| {what.replace('|', chr(92) + '|')} | {answer} |" for what, answer in STATEMENTS],
        "\n## Builtins\n",
        _sentence(sorted(BUILTINS)),
        "\nRefused, with [SPR111](/docs/errors/spr111):\n",
        _sentence(sorted(_functions() - set(BUILTINS))),
        "\n## Methods\n",
        "| Type | Works | Refused |\n|---|---|---|",
        *[_methods(name, kind, METHODS) for name, kind in TYPES],
        "\n## Modules\n",
        "| Module | Names |\n|---|---|",
        *[f"| `{module}` | {_sentence(sorted(names))} |" for module, names in sorted(modules.items())],
    ]
    return "\n".join(parts) + "\n"


def _functions() -> set[str]:
    return {
        name
        for name, value in vars(builtins).items()
        if not name.startswith("_") and not (isinstance(value, type) and issubclass(value, BaseException))
        if callable(value) and name not in ("copyright", "credits", "exit", "quit", "license", "help", "super", "object")
    }


def _methods(name: str, kind: type, table: dict[str, Any]) -> str:
    from sprag.compiler import types

    bit = getattr(types, name.upper())
    methods = {method for method in dir(kind) if not method.startswith("_")}
    works = {method for method in methods if method in table and table[method][0] & bit}
    return f"| `{name}` | {_sentence(sorted(works))} | {_sentence(sorted(methods - works))} |"


def _sentence(names: list[str]) -> str:
    return " ".join(f"`{name}`" for name in names)
