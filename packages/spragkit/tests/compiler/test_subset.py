"""The subset as a whole: every syntax node has a rule, every refusal a page, every helper a home."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest
from sprag.compiler import JSCodegenError, Root, compile_app
from sprag.compiler.catalogue import CATALOGUE
from sprag.compiler.context import RULES
from sprag.compiler.helpers import HELPERS

ROOT = Path(__file__).resolve().parents[4]
CASES = ROOT / "tests" / "conformance" / "cases"

# Nodes that are lowered by the rule of the node around them.
INSIDE = {
    "Module", "Interactive", "Expression", "FunctionType", "Load", "Store", "Del", "Param", "AugLoad", "AugStore", "And", "Or",
    "comprehension", "ExceptHandler", "arguments", "arg", "keyword", "alias", "withitem", "match_case", "type_ignore", "TypeIgnore",
    "MatchValue", "MatchSingleton", "MatchSequence", "MatchMapping", "MatchClass", "MatchStar", "MatchAs", "MatchOr",
    "Num", "Str", "Bytes", "NameConstant", "Ellipsis", "Index", "ExtSlice", "Suite", "TypeVar", "ParamSpec", "TypeVarTuple",
}  # fmt: skip
REFUSED = {"TryStar", "TypeAlias", "TemplateStr", "Interpolation"}


def compile_text(tmp_path: Path, text: str, name: str = "case", file: str = "app.py") -> str:
    (tmp_path / file).write_text(text, encoding="utf-8")
    program = compile_app([Root(tmp_path / file, name)], tmp_path)
    program.raise_if_any()
    return program.units[file.replace(".py", ".js")].code


def test_every_kind_of_syntax_node_has_a_lowering_or_a_refusal() -> None:
    kinds = {
        c.__name__ for c in vars(ast).values() if isinstance(c, type) and issubclass(c, (ast.stmt, ast.expr))
    }
    ruled = {c.__name__ for c in RULES}

    assert kinds - ruled - INSIDE - REFUSED - {"stmt", "expr", "slice", "excepthandler"} == set()


def test_a_kind_without_a_rule_is_refused_by_name(tmp_path: Path) -> None:
    if sys.version_info < (3, 11):
        return
    text = "def case():\n    try:\n        pass\n    except* ValueError:\n        pass\n"
    with pytest.raises(JSCodegenError, match="TryStar") as info:
        compile_text(tmp_path, text)
    assert (info.value.code, info.value.line) == ("SPR100", 2)


def test_every_code_that_is_raised_has_a_page() -> None:
    source = "".join(p.read_text() for p in (ROOT / "packages/spragkit/src/sprag/compiler").rglob("*.py"))

    assert set(re.findall(r'"(SPR\d{3})"', source)) <= set(CATALOGUE)
    for entry in CATALOGUE.values():
        assert entry.page().startswith(f"# {entry.code}: ")
        # `match` came with Python 3.10.
        if sys.version_info >= (3, 10) or "match " not in entry.good:
            ast.parse(entry.good)


def test_the_table_of_helpers_is_what_typescript_exports() -> None:
    exported: dict[str, str] = {}
    for file in (ROOT / "packages/ragot-js/src/py").glob("*.ts"):
        for name in re.findall(
            r"^export (?:const|function\*?|class) ([A-Za-z_$][\w$]*)", file.read_text(), re.M
        ):
            exported[name] = file.stem

    assert exported == HELPERS


def test_all_problems_of_a_file_come_at_once_with_their_places(tmp_path: Path) -> None:
    text = "from sprag import Module\n\n\nclass M(Module):\n    def on_start(self):\n        open('x')\n        y = totl\n"
    text += "        if self.state:\n            eval('1')\n\n    def other(self):\n        return [z for z in [1] if (q := z)]\n"
    with pytest.raises(JSCodegenError) as info:
        compile_text(tmp_path, text, "M")

    found = [(d.code, d.line, d.class_name, d.method_name) for d in info.value.diagnostics]
    assert found == [
        ("SPR111", 6, "M", "on_start"),
        ("SPR110", 7, "M", "on_start"),
        ("SPR111", 9, "M", "on_start"),
        ("SPR102", 12, "M", "other"),
    ]
    assert str(info.value).startswith(
        "The builtin open() is not available in browser code. [SPR111]\nLocation: app.py, line 6, M.on_start"
    )


def test_code_that_nests_too_deeply_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JSCodegenError):
        compile_text(
            tmp_path,
            "def case():\n    return " + "(" * 150 + "1" + ")" * 150 + "\n" + "x = " + "-" * 4000 + "1\n",
        )
