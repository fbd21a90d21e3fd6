"""Names across files, and what may not cross into a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from sprag.compiler import JSCodegenError, Program, Root, compile_app


def build(tmp_path: Path, files: dict[str, str], *roots: tuple[str, str]) -> Program:
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return compile_app([Root(tmp_path / path, name) for path, name in roots], tmp_path)


MODULE = "from typing import TYPE_CHECKING\nfrom sprag import Module\n{imports}\n\nclass M(Module):\n    def on_start(self):\n        {body}\n"


def test_helpers_constants_and_dataclasses_of_other_files_are_imported(tmp_path: Path) -> None:
    money = "from dataclasses import dataclass\n\nRATE = 2\n\n@dataclass\nclass Price:\n    amount: int\n\n"
    money += (
        "def format_price(p):\n    return f'{p.amount * RATE} EUR'\n\ndef unused():\n    return open('x')\n"
    )
    module = MODULE.format(
        imports="from app.money import Price, format_price as show",
        body="self.set_state({'p': show(Price(3))})",
    )

    program = build(tmp_path, {"app/money.py": money, "app/m.py": module}, ("app/m.py", "M"))

    program.raise_if_any()
    assert sorted(program.units) == ["app/m.js", "app/money.js"]
    assert program.units["app/money.js"].exports == ["Price", "format_price"]
    assert 'import { Price, format_price as show } from "./money.js";' in program.units["app/m.js"].code


def test_a_cycle_is_refused_with_its_path(tmp_path: Path) -> None:
    files = {
        "app/a.py": MODULE.format(imports="from app.b import f", body="f()") + "\n\ndef g():\n    return 1\n",
        "app/b.py": "from app.a import g\n\ndef f():\n    return g()\n",
    }
    program = build(tmp_path, files, ("app/a.py", "M"))

    (found,) = program.diagnostics
    assert (found.code, found.message) == (
        "SPR114",
        "Files import one another in a cycle. app/a.py → app/b.py → app/a.py",
    )


def test_server_code_is_refused_through_any_number_of_files(tmp_path: Path) -> None:
    files = {
        "app/m.py": MODULE.format(imports="from app.a import f", body="f()"),
        "app/a.py": "from app.b import g\n\ndef f():\n    return g()\n",
        "app/b.py": "import os\n\ndef g():\n    return os.getcwd()\n",
    }
    program = build(tmp_path, files, ("app/m.py", "M"))

    (found,) = program.diagnostics
    assert found.code == "SPR112"
    assert "os.getcwd" in found.message
    assert found.message.endswith("It is reached through app/m.py → app/a.py → app/b.py.")


# Every way that was found on which what belongs to the server may be asked for; KEY and `k` hold what must not cross.
SECRETS = {
    "app/__init__.py": "",
    "app/server.py": "KEY = 'never-sent'\n\n\ndef key():\n    return KEY\n\n\nclass C:\n    key = KEY\n",
    "app/db/server/__init__.py": "",
    "app/db/server/tables.py": "KEY = 'never-sent'\n",
    "app/config.py": "import os\n\nKEY = os.environ.get('KEY', 'never-sent')\n",
    "app/again/__init__.py": "from app.server import KEY\n\nfrom ..config import KEY as CONFIGURED\n",
    "app/inner.py": "def f():\n    from app.server import KEY\n\n    return KEY\n",
    "app/helper.py": "from app.server import key\n\n\ndef f():\n    return key()\n",
    "app/stores.py": (
        "from sprag import store\n\nHIDE = True\nOPTIONS = {'private': True}\n"
        "one = store('one', initial={'k': 'never-sent'}, private=True)\n"
        "two = store('two', initial={'k': 'never-sent'}, private=HIDE)\n"
        "three = store('three', initial={'k': 'never-sent'}, **OPTIONS)\n"
        "other_name = one\n"
    ),
    "app/services.py": "from sprag import Service\n\n\nclass Keys(Service):\n    key = 'never-sent'\n",
}


@pytest.mark.parametrize(
    ("imports", "value", "code"),
    [
        ("from sprag import Service", "Service()", "SPR113"),
        ("from sprag import registry", "registry.get('x')", "SPR113"),
        ("from specter import registry", "registry.get('x')", "SPR113"),
        ("from app.server import KEY", "KEY", "SPR113"),
        ("from app.server import KEY as title", "f'{title}'", "SPR113"),
        ("from .server import key", "key()", "SPR113"),
        ("from . import server", "server.C.key", "SPR113"),
        ("import app.server", "app.server.KEY", "SPR113"),
        ("import app.server as s", "s.KEY", "SPR113"),
        ("if TYPE_CHECKING:\n    from app.server import KEY", "KEY", "SPR113"),
        ("from app.again import KEY", "KEY", "SPR113"),
        ("from app.again import CONFIGURED", "CONFIGURED", "SPR112"),
        ("from app.inner import f", "f()", "SPR113"),
        ("from app.helper import f", "f()", "SPR113"),
        ("from app.db.server.tables import KEY", "KEY", "SPR113"),
        ("from app.config import KEY", "KEY", "SPR112"),
        ("from app.stores import one", "one.get('k')", "SPR117"),
        ("import app.stores as stores", "stores.two.get('k')", "SPR117"),
        ("from app.stores import three", "three.get('k')", "SPR117"),
        ("from app.stores import other_name", "other_name.get('k')", "SPR117"),
        ("from app.services import Keys", "Keys.key", "SPR130"),
        ("import os", "os.environ['KEY']", "SPR112"),
        ("from sprag import env", "env('SECRET_KEY')", "SPR115"),
        ("from sprag import env", "env('SECRET' + '_KEY')", "SPR115"),
        ("from sprag import env", "list(map(env, ['SECRET_KEY']))", "SPR101"),
        ("from sprag import env\nKEY = env('SECRET_KEY')", "KEY", "SPR115"),
        ("import sprag", "sprag.env('SECRET_KEY')", "SPR115"),
    ],
)
def test_secrets_cannot_cross(tmp_path: Path, imports: str, value: str, code: str) -> None:
    text = MODULE.format(imports=imports, body=f"self.set_state({{'s': {value}}})")
    program = build(tmp_path, {**SECRETS, "app/m.py": text}, ("app/m.py", "M"))

    assert [d.code for d in program.diagnostics] == [code]
    assert "never-sent" not in "".join(unit.code for unit in program.units.values())
    with pytest.raises(JSCodegenError):
        program.raise_if_any()


def test_a_component_of_server_code_is_refused(tmp_path: Path) -> None:
    text = "from sprag import Component\n\nKEY = 1\n\n\nclass C(Component):\n    key = KEY\n"

    [found] = build(tmp_path, {"app/server.py": text}, ("app/server.py", "C")).diagnostics

    assert (found.code, found.line) == ("SPR113", 6)
    assert found.message == "C is declared in app/server.py, which is server code."


def test_a_dotted_import_names_the_files_of_a_package(tmp_path: Path) -> None:
    files = {
        "app/__init__.py": "",
        "app/lib/__init__.py": "",
        "app/lib/money.py": "from dataclasses import dataclass\n\n\n@dataclass\nclass Price:\n    cents: int\n",
        "app/m.py": MODULE.format(
            imports="import app.lib.money", body="self.set_state({'n': app.lib.money.Price(3).cents})"
        ),
    }
    program = build(tmp_path, files, ("app/m.py", "M"))

    program.raise_if_any()
    assert 'import { Price as $app_lib_money_Price } from "./lib/money.js";' in program.units["app/m.js"].code


def test_an_edit_recompiles_what_it_touches_and_nothing_else(tmp_path: Path) -> None:
    files = {
        "app/a.py": MODULE.format(imports="from app.lib import f", body="f()"),
        "app/b.py": MODULE.format(imports="", body="pass"),
        "app/lib.py": "def f():\n    return 1\n",
    }
    roots = (("app/a.py", "M"), ("app/b.py", "M"))
    first = build(tmp_path, files, *roots)
    files["app/lib.py"] = "def f():\n    return 2\n"
    second = build(tmp_path, files, *roots)

    assert second.units["app/b.js"] is first.units["app/b.js"]
    assert "return 2" in second.units["app/lib.js"].code


def test_a_cache_on_disk_gives_the_same_units(tmp_path: Path) -> None:
    from sprag.compiler.cache import Cache
    from sprag.compiler.project import Project

    (tmp_path / "app.py").write_text("def case():\n    return 1\n")
    roots = [Root(tmp_path / "app.py", "case")]
    first = compile_app(roots, tmp_path, cache=tmp_path / "cache")
    Cache.memory.clear()
    Project.known.clear()

    assert compile_app(roots, tmp_path, cache=tmp_path / "cache").units == first.units


def test_a_file_that_is_wanted_for_more_names_is_compiled_with_all_of_them(tmp_path: Path) -> None:
    text = "def f():\n    return 1\n\ndef g():\n    return f()\n"
    assert build(tmp_path, {"app/x.py": text}, ("app/x.py", "f")).units["app/x.js"].exports == ["f"]
    assert build(tmp_path, {"app/x.py": text}, ("app/x.py", "f"), ("app/x.py", "g")).units[
        "app/x.js"
    ].exports == ["f", "g"]


def test_a_starred_import_is_named_as_the_cause(tmp_path: Path) -> None:
    text = "from sprag import *\n\n\nclass M(Module):\n    def on_start(self):\n        pass\n"

    [problem] = build(tmp_path, {"app/m.py": text}, ("app/m.py", "M")).diagnostics

    assert (problem.code, problem.line) == ("SPR130", 4)
    assert problem.suggestion.startswith("What `from … import *` brings is not known in browser code")


@pytest.mark.parametrize(
    "call", ["env('SPRAG_PUBLIC_A', 1, int)", "public_env('X')", "public_env(prefix='SPRAG_PUBLIC_A')"]
)
def test_arguments_that_env_does_not_take_are_refused(call: str, tmp_path: Path) -> None:
    text = MODULE.format(imports="from sprag import env, public_env", body=f"print({call})")

    assert [one.code for one in build(tmp_path, {"m.py": text}, ("m.py", "M")).diagnostics] == ["SPR120"]


def test_a_cast_to_none_is_no_cast(tmp_path: Path) -> None:
    text = MODULE.format(imports="from sprag import env", body="print(env('SPRAG_PUBLIC_A', 'x', cast=None))")

    program = build(tmp_path, {"m.py": text}, ("m.py", "M"))

    assert 'env("SPRAG_PUBLIC_A", "x")' in program.units["m.js"].code


MIXED = """from sprag import Component, Module

class Polls:
    def on_start(self):
        self.timeout(self.look, 1)

    def look(self):
        self.set_state({"n": 1})

class M(Polls, Module):
    pass
"""


def test_a_mixin_speaks_as_the_framework_class_that_it_stands_beside(tmp_path: Path) -> None:
    program = build(tmp_path, {"m.py": MIXED}, ("m.py", "M"))

    program.raise_if_any()
    code = program.units["m.js"].code
    assert "class Polls extends $Module" in code
    assert "onStart() {\n    this.timeout(this.look.bind(this), 1000);" in code
    assert "export class M extends $Module {}\n$mixin(M, Polls, true);" in code


def test_a_mixin_of_both_a_module_and_a_component_is_refused(tmp_path: Path) -> None:
    text = MIXED + "\nclass C(Polls, Component):\n    pass\n"

    found = build(tmp_path, {"m.py": text}, ("m.py", "M"), ("m.py", "C")).diagnostics

    assert [d.message for d in found] == [
        "Polls cannot be mixed into the Module M.",
        "Polls cannot be mixed into the Component C.",
    ]


REGISTRY = """TABLE = {}

def command(name):
    def keep(f):
        TABLE[name] = f
        return f
    return keep
"""


def test_what_another_files_decorator_keeps_is_compiled_where_its_file_is(tmp_path: Path) -> None:
    commands = "from app import registry\n\n@registry.command('go')\ndef go():\n    return 1\n\ndef other():\n    return 2\n"
    files = {
        "app/registry.py": REGISTRY,
        "app/commands.py": commands,
        "app/m.py": MODULE.format(
            imports="from app.commands import other\nfrom app.registry import TABLE, command\n\n@command('stay')\ndef stay():\n    return 3\n",
            body="self.set_state({'n': TABLE['go']() + TABLE['stay']() + other()})",
        ),
    }
    for _ in range(2):  # from the cache too
        program = build(tmp_path, files, ("app/m.py", "M"))

        program.raise_if_any()
        assert program.units["app/commands.js"].exports == ["go", "other"]
        assert 'command("stay")' in program.units["app/m.js"].code


@pytest.mark.parametrize(
    ("commands", "line", "advice"),
    [
        ("@command('go')\ndef go():\n    return 1\n", 4, "name something of app/commands.py beside it."),
        ("def go():\n    return 1\n\nTABLE['go'] = go\n", 6, "name something of app/commands.py beside it."),
        ("def other():\n    return 1\n\ncommand('go')(other)\n", 6, "in a function that is called."),
    ],
)
def test_a_change_that_the_browser_would_miss_is_refused(
    tmp_path: Path, commands: str, line: int, advice: str
) -> None:
    is_used = "other" in commands
    files = {
        "app/registry.py": REGISTRY,
        "app/commands.py": "from app.registry import TABLE, command\n\n" + commands,
        "app/m.py": MODULE.format(
            imports="import app.commands\nfrom app.registry import TABLE"
            + ("\nfrom app.commands import other" if is_used else ""),
            body="self.set_state({'n': TABLE['go']()" + (" + other()" if is_used else "") + "})",
        ),
    }
    (found,) = build(tmp_path, files, ("app/m.py", "M")).diagnostics

    assert (found.code, found.source_file, found.line) == ("SPR100", "app/commands.py", line)
    assert found.message.startswith("TABLE of app/registry.py is changed here.")
    assert found.suggestion == f"Change TABLE in app/registry.py, or {advice}"
