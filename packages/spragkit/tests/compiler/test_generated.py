"""What the generated code looks like: small, readable, with JavaScript's own operators where the types are known."""

from __future__ import annotations

import gzip
import json
import re
import sys
from pathlib import Path

from sprag.compiler import Root, compile_app

sys.path.insert(0, str(Path(__file__).parents[1]))
from maps import segments

ROOT = Path(__file__).resolve().parents[4]
COUNTER = ROOT / "tests" / "apps" / "counter"


def generated(tmp_path: Path, text: str, name: str = "case") -> str:
    (tmp_path / "app.py").write_text(text, encoding="utf-8")
    program = compile_app([Root(tmp_path / "app.py", name)], tmp_path)
    program.raise_if_any()
    lines = program.units["app.js"].code.split("\n")
    return "\n".join(line for line in lines if not line.startswith(("import ", "//#"))).strip()


def test_the_counter_of_the_seed_is_small() -> None:
    route = COUNTER / "app" / "routes" / "counter"
    roots = [Root(route / "modules.py", "CounterModule"), Root(route / "components.py", "CounterCard")]
    program = compile_app(roots, COUNTER)
    program.raise_if_any()

    code = "".join(unit.code for unit in program.units.values())
    assert len(gzip.compress(code.encode())) <= 1200
    for unit in program.units.values():
        text = unit.code.partition("export ")[2]
        for helper in re.findall(r"import \{ (?:\w+ as )?([$\w]+) \}", unit.code):
            assert re.search(rf"(?<![$\w]){re.escape(helper)}(?![$\w])", text), helper


def test_known_types_need_no_helper(tmp_path: Path) -> None:
    text = "def case(name: str):\n    xs = []\n    for i in range(10):\n        if i % 2 == 0 and name:\n            xs.append(i)\n"
    text += "    return f'{name}: {len(xs)}'\n"
    assert (
        generated(tmp_path, text)
        == """export function case$(name) {
  typeof name === "string" || $expect(name, "str", "name");
  const xs = [];
  for (let i = 0; i < 10; i++) {
    if (i % 2 === 0 && name) {
      xs.push(i);
    }
  }
  return `${name}: ${String(xs.length)}`;
}"""
    )


def test_a_sum_in_a_counting_loop_is_checked_only_where_it_may_have_grown_large(tmp_path: Path) -> None:
    text = "def case(n):\n    total = 0\n    for i in range(n):\n        total += i * 2\n    return total\n"
    assert (
        generated(tmp_path, text)
        == """export function case$(n) {
  let total = 0;
  let $2 = null;
  for (let i = 0, $1 = Number($toIndex(n)); i < $1; i++) {
    if (i >= 4194304 && Math.abs(total) > 4503599627370496) {
      $2 = $carry($2, total);
      total = 0;
    }
    total += i * 2;
  }
  total = $carried($2, total);
  return total;
}"""
    )


def test_a_check_that_no_call_can_fail_is_left_out(tmp_path: Path) -> None:
    text = "class Point:\n    def __init__(self, x: int):\n        self.x = x\n\n    def moved(self, by: int):\n        return Point(self.x + by)\n\n\n"
    text += "def half(n: int):\n    return n // 2\n\n\ndef case(n: int):\n    return Point(1).moved(n).x + half(n)\n"
    code = generated(tmp_path, text)
    assert [line.strip() for line in code.split("\n") if "$expect" in line] == [
        'Number.isSafeInteger(n) || $expect(n, "int", "n");'
    ]
    assert "return new Point($intAdd(this.x, by));" in code
    assert "$expect(n" in generated(tmp_path, text + "\n\ndef other(f):\n    return f(half)\n", "other")


def test_names_of_the_author_stay_and_reserved_words_get_a_mark(tmp_path: Path) -> None:
    text = "def case(user_name, new=1):\n    delete = user_name\n    return [delete, new]\n"
    assert (
        generated(tmp_path, text)
        == """export function case$(user_name, new$ = 1) {
  const delete$ = user_name;
  return [delete$, new$];
}"""
    )


def test_the_map_leads_from_every_statement_to_its_line(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("def case():\n    a = 1\n\n    return a\n")
    unit = compile_app([Root(tmp_path / "app.py", "case")], tmp_path).units["app.js"]
    mapping = json.loads(unit.map)

    assert (mapping["version"], mapping["sources"], mapping["names"]) == (3, ["app.py"], ["case"])
    assert unit.code.splitlines()[1:3] == ["  const a = 1;", "  return a;"]
    lines = mapping["mappings"].split(";")
    assert [bool(line) for line in lines[:3]] == [True, True, True]


def test_columns_of_maps_count_as_browsers_do(tmp_path: Path) -> None:
    line = '    a = "😀"; b = "😀" + str(n); return [a, b]'
    (tmp_path / "app.py").write_text(f"def case(n):\n{line}\n", encoding="utf-8")
    unit = compile_app([Root(tmp_path / "app.py", "case")], tmp_path).units["app.js"]

    pairs = [
        (characters(unit.code.split("\n")[row], column), characters(line, place))
        for row, column, (_, source_line, place) in segments(json.loads(unit.map))
        if source_line == 1
    ]
    assert ('"😀" + $str(n);', '"😀" + str(n); return [a, b]') in pairs
    assert ("n);", "n); return [a, b]") in pairs
    assert ("b];", "b]") in pairs


def characters(line: str, column: int) -> str:
    return line.encode("utf-16-le")[2 * column :].decode("utf-16-le")


def test_framework_names_change_only_on_framework_receivers(tmp_path: Path) -> None:
    text = "from sprag import Module\n\n\nclass M(Module):\n    def on_start(self):\n        self.my_value = 1\n        self.set_state({'my_key': self.my_value})\n"
    assert (
        generated(tmp_path, text, "M")
        == """export class M extends $Module {
  onStart() {
    this.my_value = 1;
    this.setState({ my_key: $toJs($selfAttr(this, "my_value")) });
  }
}"""
    )


def test_features_follow_from_member_names(tmp_path: Path) -> None:
    text = "from sprag import Module\n\n\nclass M(Module):\n    def on_start(self):\n        self.on_socket('a', self.f)\n        self.listen('b', self.f)\n\n    def f(self, x):\n        self.navigate('/')\n"
    (tmp_path / "app.py").write_text(text)
    unit = compile_app([Root(tmp_path / "app.py", "M")], tmp_path).units["app.js"]

    assert unit.features == ["events", "navigation", "sockets"]
