"""The compiled server function prints what the generic renderer prints."""

from __future__ import annotations

import importlib.util
import sys
import textwrap
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sprag.compiler.template_server import server_functions
from sprag.rendering import compiled, tree

EVERYTHING = (Path(__file__).parent / "trees/app/components.py").read_text("utf-8")


compiled_once = lru_cache(server_functions)


def load(folder: Path, source: str) -> ModuleType:
    path = folder / "generated_components.py"
    path.write_text(textwrap.dedent(source), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("generated_components", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["generated_components"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def everything(tmp_path: Path) -> Iterator[ModuleType]:
    yield load(tmp_path, EVERYTHING)
    tree.forget_printers()
    sys.modules.pop("generated_components", None)


def both(module: ModuleType, source: str, component: Any) -> tuple[str, str]:
    """What the generic printer and the compiled function print."""
    tree.forget_printers()
    generic = tree.to_html(component)
    text = compiled_once(textwrap.dedent(source))
    assert text is not None
    compiled.install(module, compile(text, "compiled", "exec"))
    return generic, tree.to_html(component)


hostile = st.text(alphabet="a<>&\"'\n\r\0 %é{}\\", max_size=6)
states = st.fixed_dictionaries(
    {
        "name": hostile,
        "n": st.integers(0, 9),
        "tags": st.lists(hostile, max_size=3),
        "rows": st.lists(
            st.fixed_dictionaries({"id": st.integers(0, 5), "n": st.integers(0, 3), "label": hostile}),
            max_size=3,
        ),
    }
)


@settings(max_examples=60)
@given(state=states)
def test_every_construct_prints_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, state: dict[str, Any]
) -> None:
    module = sys.modules.get("generated_components") or load(tmp_path_factory.mktemp("all"), EVERYTHING)

    generic, joined = both(module, EVERYTHING, module.Card(state=state))

    assert joined == generic
    tree.forget_printers()


def test_the_component_really_prints_by_its_compiled_function(everything: ModuleType) -> None:
    both(everything, EVERYTHING, everything.Card(state={"name": "", "n": 0, "tags": [], "rows": []}))

    assert {everything.Card, everything.Chip} <= set(tree._printers)


def test_a_subclass_prints_by_its_own_methods(tmp_path: Path) -> None:
    source = """
    from sprag import Component, ui
    class Base(Component):
        def title(self):
            return ui.b("base")
        def render(self, props=None):
            return ui.p(self.title())
    class Other(Base):
        def title(self):
            return ui.b("other")
    """
    module = load(tmp_path, source)

    assert both(module, source, module.Other()) == ("<p><b>other</b></p>",) * 2
    assert tree.to_html(module.Base()) == "<p><b>base</b></p>"
    tree.forget_printers()


@pytest.mark.parametrize(
    "method",
    [
        "def render(self, props=None):\n        return super().render(props)",
        "def render(self, props=None):\n        x = ui.p('a'); return x.children[0]",
        "def render(self, props=[]):\n        return ui.p('a')",
        "def __private(self): return 1\n    def render(self, props=None):\n        return ui.p(self.__private())",
        "render = None",
    ],
)
def test_what_would_change_its_meaning_is_left_to_the_generic_printer(method: str) -> None:
    text = server_functions(f"from sprag import Component, ui\nclass A(Component):\n    {method}\n")

    assert text is None or "'A'" not in text


def test_a_file_without_ui_has_nothing_to_compile() -> None:
    assert server_functions("from sprag import Module\nclass M(Module):\n    pass\n") is None


def test_a_name_that_is_not_sprags_ui_is_left_alone() -> None:
    assert server_functions("from sprag import ui\ndef f(ui):\n    return ui.p('x')\n") is None
