"""What Python declares for Modules and Components is what the compiler knows and the browser has."""

from __future__ import annotations

import inspect
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import ragot_js
from sprag import Component, Module
from sprag.compiler import Root, compile_app
from sprag.compiler.lower.arguments import parse
from sprag.compiler.lower.framework import SIGNATURES
from sprag.compiler.names import CALLED, FEATURES, camel

OWNERS: dict[str, type[Any]] = {"Module": Module, "Component": Component}
HOOKS = {"on_start", "on_stop"}
#: `boot` gives the first two to every page, the declared providers of a page the third.
BOOTED = {"call_action", "action_error_message", "provider"}


@pytest.mark.parametrize("owner", sorted(OWNERS))
def test_the_python_class_declares_what_the_compiler_knows(owner: str) -> None:
    declared = {name for name, _ in inspect.getmembers(OWNERS[owner], callable) if not name.startswith("_")}

    assert declared - HOOKS == CALLED[owner]


@pytest.mark.parametrize("name", sorted(set(SIGNATURES) & (CALLED["Module"] | CALLED["Component"])))
def test_a_method_has_the_same_parameters_for_an_editor_and_for_the_compiler(name: str) -> None:
    owner = Module if name in CALLED["Module"] else Component
    _, *written = inspect.signature(getattr(owner, name)).parameters.values()
    known = parse(SIGNATURES[name]).params

    assert [(one.name, one.default is not inspect.Parameter.empty) for one in written] == [
        (one.name, one.default is not None) for one in known
    ]


def test_the_browser_has_every_method() -> None:
    folder = ragot_js.dist() / "esm"
    script = (
        f"const {{ Module }} = await import('{folder}/module.js')\n"
        f"const {{ Component }} = await import('{folder}/component.js')\n"
        "const has = (found, names) => names.filter((name) => name in found.prototype)\n"
        f"const names = {json.dumps({owner: sorted(map(camel, CALLED[owner])) for owner in OWNERS})}\n"
        "console.log(JSON.stringify({ Module: has(Module, names.Module), Component: has(Component, names.Component) }))"
    )
    answer = subprocess.run(
        ["node", "--input-type=module", "-e", script], check=True, capture_output=True, text=True
    )

    for owner, found in json.loads(answer.stdout).items():
        assert {name for name in CALLED[owner] if camel(name) not in found} <= BOOTED | set(FEATURES)


@pytest.mark.parametrize(
    ("base", "call", "other"),
    [
        ("Component", "self.call_action('save', {})", "Module"),
        ("Component", "self.on_socket('x', self.go)", "Module"),
        ("Module", "self.set_state_sync({})", "Component"),
    ],
)
def test_a_method_of_the_other_class_is_refused_and_told_where_it_is(
    base: str, call: str, other: str, tmp_path: Path
) -> None:
    (tmp_path / "app.py").write_text(
        f"from sprag import {base}\n\n\nclass Own({base}):\n    def go(self):\n        {call}\n",
        encoding="utf-8",
    )

    [problem] = compile_app([Root(tmp_path / "app.py", "Own")], tmp_path).diagnostics

    name = call[len("self.") : call.index("(")]
    assert (problem.code, problem.line) == ("SPR133", 6)
    assert problem.message == f"{base}.{name}(...) is not part of SPRAG's browser contract."
    assert problem.suggestion == f"{name}() is a method of {other}; call it there."


def test_an_authors_own_method_of_that_name_is_called(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "from sprag import Component\n\n\nclass Own(Component):\n    def call_action(self):\n        return 1\n\n"
        "    def go(self):\n        return self.call_action()\n",
        encoding="utf-8",
    )

    assert compile_app([Root(tmp_path / "app.py", "Own")], tmp_path).diagnostics == []


def test_a_misspelt_method_is_refused_with_the_one_that_is_meant(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "from sprag import Module\n\n\nclass Own(Module):\n    def on_start(self):\n        self.call_acton('x')\n",
        encoding="utf-8",
    )

    [problem] = compile_app([Root(tmp_path / "app.py", "Own")], tmp_path).diagnostics

    assert (problem.code, problem.line) == ("SPR124", 6)
    assert (problem.message, problem.suggestion) == (
        "Own has no method call_acton().",
        "Did you mean call_action()?",
    )


@pytest.mark.parametrize(
    "elsewhere",
    [
        "class Heir(Own):\n    def hook(self):\n        pass\n",
        "def prepare(own, fn):\n    own.hook = fn\n",
        "def prepare(own, name, fn):\n    setattr(own, name, fn)\n",
    ],
)
def test_a_method_that_something_else_of_the_app_gives_is_called(elsewhere: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "from sprag import Module\n\n\nclass Own(Module):\n    def on_start(self):\n        self.hook()\n\n\n"
        + elsewhere,
        encoding="utf-8",
    )

    assert compile_app([Root(tmp_path / "app.py", "Own")], tmp_path).diagnostics == []


def test_a_method_that_the_code_is_ready_to_miss_is_called(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "from sprag import Module\n\n\nclass Own(Module):\n    def tried(self):\n        try:\n"
        "            return self.nope()\n        except AttributeError:\n            return 1\n\n"
        "    def asked(self):\n        if hasattr(self, 'nope'):\n            self.nope()\n",
        encoding="utf-8",
    )

    assert compile_app([Root(tmp_path / "app.py", "Own")], tmp_path).diagnostics == []
