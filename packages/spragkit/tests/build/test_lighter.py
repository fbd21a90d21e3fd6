"""Which pages get the light helpers."""

from __future__ import annotations

from pathlib import Path

import pytest
import ragot_js
from sprag.build.lighter import LIGHT, Lighter
from sprag.compiler import Root, compile_app

COMPONENT = """from sprag import Component, ui


class Card(Component):
    def render(self, props=None):
        return ui.p({})
"""
ENTRY = "import {{ boot }} from '../ragot/client/boot.js'\nimport {{ Card }} from '../{}app.js'\nboot({{ Card }}, {{}})\n"


def entry(tmp_path: Path, expression: str, heavy: tuple[str, ...] = ()) -> Lighter:
    (tmp_path / "app.py").write_text(COMPONENT.format(expression), encoding="utf-8")
    program = compile_app([Root(tmp_path / "app.py", "Card")], tmp_path)
    program.raise_if_any()
    folder = ragot_js.dist() / "production" / LIGHT[len("ragot/") :]
    known = {LIGHT + file.name: file.read_text("utf-8") for file in folder.glob("*.js")}
    return Lighter(program, {"surfaces/card.js": ENTRY.format("")}, known, heavy)


@pytest.mark.parametrize(
    "expression",
    [
        "str(self.state['n'])",
        "self.state.get('a') or 'none'",
        "self.state['a'] == 2",
        "str(self.state['a'] + 1)",
    ],
)
def test_a_page_of_json_s_kinds_gets_the_light_helpers(tmp_path: Path, expression: str) -> None:
    lighter = entry(tmp_path, expression)

    assert lighter.entries == {"surfaces/card.js": ENTRY.format("light-")}
    found = lighter.unit("light-app.js")
    assert found is not None
    assert '/py/light/helpers.js"' in found[0]
    assert "ragot/py/item.js" not in found[0]


@pytest.mark.parametrize(
    "expression",
    [
        "str((self.state['n'], 1))",
        "str(self.state['n'] * 2)",
        "str({1: self.state['n']})",
        "str({self.state['n']})",
    ],
)
def test_a_page_that_makes_other_kinds_keeps_the_full_ones(tmp_path: Path, expression: str) -> None:
    assert entry(tmp_path, expression).entries == {"surfaces/card.js": ENTRY.format("")}


def test_a_page_with_foreign_scripts_keeps_the_full_ones(tmp_path: Path) -> None:
    lighter = entry(tmp_path, "str(self.state['n'])", ("surfaces/card.js",))

    assert lighter.entries == {"surfaces/card.js": ENTRY.format("")}
