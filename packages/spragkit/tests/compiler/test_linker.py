"""Linking modules without Node: the same answers, less text."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from sprag.compiler.linker import Linked, LinkError, Source, link
from sprag.compiler.linkmap import decode_mappings
from sprag.compiler.sourcemap import Segment, source_map


def linked(files: dict[str, str], *entries: str, droppable: bool = True) -> dict[str, Linked]:
    sources = {path: Source(path, code, None, droppable) for path, code in files.items()}
    return link(
        lambda path: sources[path],
        {name: name for name in entries},
        chunk="runtime.js",
        name_chunk=lambda code: "./runtime.js",
    )


def run(folder: Path, result: dict[str, Linked], entry: str) -> object:
    """What the entry prints, as JSON, in Node."""
    (folder / "package.json").write_text('{"type": "module"}')
    for name, file in result.items():
        (folder / name).write_text(file.code, encoding="utf-8")
    done = subprocess.run(
        ["node", entry], cwd=folder, capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_two_modules_with_the_same_names_are_joined_without_clashing(tmp_path: Path) -> None:
    result = linked(
        {
            "a.js": "import { twice as f } from './b.js'\nconst x = 1\nconsole.log(JSON.stringify([f(x), x]))",
            "b.js": "const x = 20\nexport function twice(y) { const f = (x) => x * 2; return f(y) + x }",
        },
        "a.js",
    )

    assert list(result) == ["a.js"]
    assert run(tmp_path, result, "a.js") == [22, 1]


def test_unused_declarations_and_modules_are_left_out() -> None:
    result = linked(
        {
            "a.js": "import { used } from './b.js'\nconsole.log(used())",
            "b.js": "import { other } from './c.js'\nexport const used = () => 'kept'\nexport const unused = () => other()",
            "c.js": "export function other() { return 'dropped' }",
        },
        "a.js",
    )

    assert result["a.js"].code == "const e=()=>'kept';console.log(e());"
    assert set(result["a.js"].sizes) == {"b.js", "a.js"}


def test_what_every_entry_reaches_is_one_shared_chunk(tmp_path: Path) -> None:
    result = linked(
        {
            "a.js": "import { core } from './core.js'\nimport { only } from './only.js'\nconsole.log(JSON.stringify(core(1) + only))",
            "b.js": "import { core } from './core.js'\nconsole.log(JSON.stringify(core(2)))",
            "core.js": "let calls = 0\nexport const core = (n) => { calls += n; return calls * 10 }\nexport const spare = 1",
            "only.js": "export const only = 7",
        },
        "a.js",
        "b.js",
    )

    assert set(result) == {"runtime.js", "a.js", "b.js"}
    assert set(result["runtime.js"].sizes) == {"core.js"}
    assert run(tmp_path, result, "a.js") == 17
    assert run(tmp_path, result, "b.js") == 20


def test_a_statement_that_runs_for_its_effect_stays_with_its_module(tmp_path: Path) -> None:
    result = linked(
        {
            "a.js": "import { Base } from './b.js'\nconsole.log(JSON.stringify(new Base().hello()))",
            "b.js": "export class Base {}\nBase.prototype.hello = function () { return 'hi' }",
        },
        "a.js",
    )

    assert run(tmp_path, result, "a.js") == "hi"


def test_shorthand_properties_keep_their_keys(tmp_path: Path) -> None:
    code = (
        "import { value, other as renamed } from './b.js'\n"
        "const local = 3, { nested: [first, { deep = local }] } = { nested: [1, {}] }\n"
        "function f({ value, rest = renamed }) { return { value, rest, local } }\n"
        "console.log(JSON.stringify([{ value, renamed, local, first, deep }, f({ value: 9 })]))"
    )
    result = linked({"a.js": code, "b.js": "export const value = 1; export const other = 2"}, "a.js")

    assert run(tmp_path, result, "a.js") == [
        {"value": 1, "renamed": 2, "local": 3, "first": 1, "deep": 3},
        {"value": 9, "rest": 2, "local": 3},
    ]


def test_names_pass_through_re_exports(tmp_path: Path) -> None:
    result = linked(
        {
            "a.js": "import { one, zwei, three } from './index.js'\nconsole.log(JSON.stringify([one, zwei, three]))",
            "index.js": "export * from './b.js'\nexport { two as zwei } from './b.js'\nimport { three } from './b.js'\nexport { three }",
            "b.js": "const a = 1, b = 2, c = 3; export { a as one, b as two, c as three }",
        },
        "a.js",
    )

    assert run(tmp_path, result, "a.js") == [1, 2, 3]


def test_a_global_is_never_hidden_by_a_short_name(tmp_path: Path) -> None:
    result = linked(
        {
            "a.js": "import { f } from './b.js'\nglobalThis.e = 5\nglobalThis.t = 6\nconsole.log(JSON.stringify([e + t, f(1)]))",
            "b.js": "export function f(x) { const y = x; return y + e }",
        },
        "a.js",
    )

    assert run(tmp_path, result, "a.js") == [11, 6]


def test_a_circle_of_imports_is_refused_with_its_path() -> None:
    with pytest.raises(LinkError, match=re.escape("a.js -> b.js -> a.js")):
        linked(
            {
                "a.js": "import { b } from './b.js'\nexport const a = b",
                "b.js": "import { a } from './a.js'\nexport const b = a",
            },
            "a.js",
        )


def test_modules_of_the_runtime_may_call_each_other(tmp_path: Path) -> None:
    files = {
        "a.js": "import { odd } from './b.js'\nexport function even(n) { return n === 0 || odd(n - 1) }",
        "b.js": "import { even } from './a.js'\nexport function odd(n) { return n !== 0 && even(n - 1) }",
        "e.js": "import { even } from './a.js'\nconsole.log(JSON.stringify([even(4), even(7)]))",
    }
    result = linked(files, "e.js", droppable=False)

    assert run(tmp_path, result, "e.js") == [True, False]


def test_a_missing_module_or_name_is_refused() -> None:
    with pytest.raises(LinkError, match=r"a\.js imports gone\.js, which does not exist"):
        linked({"a.js": "import { x } from './gone.js'\nx()"}, "a.js")
    with pytest.raises(LinkError, match=r"a\.js imports 'x', which b\.js does not export"):
        linked({"a.js": "import { x } from './b.js'\nx()", "b.js": "export const y = 1"}, "a.js")


def test_a_runtime_declaration_that_may_have_an_effect_is_kept(tmp_path: Path) -> None:
    files = {
        "a.js": "import { used } from './b.js'\nconsole.log(JSON.stringify(globalThis.seen ?? used))",
        "b.js": "export const used = 1\nconst effect = (() => { globalThis.seen = 'yes' })()\nconst cache = new Map()\n"
        "const marked = /* @__PURE__ */ make()\nfunction make() { return 1 }\nclass Plain { static x = 1; y = make() }",
    }
    result = linked(files, "a.js", droppable=False)

    assert run(tmp_path, result, "a.js") == "yes"
    assert "Map" not in result["a.js"].code
    assert "return 1" not in result["a.js"].code
    assert "class" not in result["a.js"].code


def test_the_map_points_to_the_python_lines_and_shows_no_server_code() -> None:
    python = "SECRET = 'x'\n\n\ndef total(rows):\n    return rows\n"
    code = "export function total(rows) {\n  return rows\n}\n"
    segments = [Segment(0, 16, 3, 4, "total"), Segment(1, 2, 4, 4), Segment(1, 9, 4, 11)]
    unit = Source("m.js", code, source_map("m.js", "app/m.py", python, segments), True)
    entry = Source("e.js", "import { total } from './m.js'\nconsole.log(total(1))")
    result = link(
        lambda path: {"m.js": unit, "e.js": entry}[path],
        {"out.js": "e.js"},
        chunk="runtime.js",
        name_chunk=lambda code: "",
    )["out.js"]

    data = json.loads(result.map or "")
    places = decode_mappings(data["mappings"], data["names"])
    returned = result.code.index("return")

    assert data["sources"] == ["app/m.py"]
    assert data["sourcesContent"] == ["\n\n\ndef total(rows):\n    return rows\n"]
    assert places[0, returned] == (4, 4, None)
    assert places[0, result.code.index(" ", 1) + 1] == (3, 4, "total")


RUNTIME = (
    "export class Base {\n  constructor() { this.seen = [] }\n  used() { return this.#inner() }\n  #inner() { return 'inner' }\n"
    "  unused() { return helper() }\n  get spare() { return this.#other() }\n  #other() { return 'other' }\n"
    "  static make() { return new this() }\n  toString() { return 'base' }\n  byString() { return 'string' }\n}\n"
    "function helper() { return 'helper' }\nexport const pick = (o, name) => o[name]()"
)


def test_a_runtime_s_method_that_nobody_mentions_is_left_out(tmp_path: Path) -> None:
    entry = "import { Base } from './base.js'\nconsole.log(JSON.stringify([new Base().used(), `${new Base()}`, new Base()['byString']()]))"
    sources = {"a.js": Source("a.js", entry, None, True), "base.js": Source("base.js", RUNTIME)}
    result = link(
        lambda path: sources[path], {"a.js": "a.js"}, chunk="r.js", name_chunk=lambda code: "./r.js"
    )

    assert run(tmp_path, result, "a.js") == ["inner", "base", "string"]
    for gone in ("unused", "spare", "other", "helper", "make"):
        assert gone not in result["a.js"].code


def test_a_program_that_looks_names_up_at_run_time_keeps_every_method(tmp_path: Path) -> None:
    entry = "import { Base, pick } from './base.js'\nconsole.log(JSON.stringify(pick(new Base(), ['un', 'used'].join(''))))"
    sources = {"a.js": Source("a.js", entry, None, True), "base.js": Source("base.js", RUNTIME)}
    result = link(
        lambda path: sources[path],
        {"a.js": "a.js"},
        chunk="r.js",
        name_chunk=lambda code: "./r.js",
        reflective=[("base.js", "pick")],
    )

    assert run(tmp_path, result, "a.js") == "helper"


def test_a_name_that_is_written_out_keeps_one_method_only(tmp_path: Path) -> None:
    entry = (
        "import { Base, pick } from './base.js'\nconsole.log(JSON.stringify(pick(new Base([1, 2]), 'used')))"
    )
    sources = {"a.js": Source("a.js", entry, None, True), "base.js": Source("base.js", RUNTIME)}
    result = link(
        lambda path: sources[path],
        {"a.js": "a.js"},
        chunk="r.js",
        name_chunk=lambda code: "./r.js",
        reflective=[("base.js", "pick")],
    )

    assert run(tmp_path, result, "a.js") == "inner"
    assert "unused" not in result["a.js"].code


def test_two_modules_of_the_same_text_are_two(tmp_path: Path) -> None:
    texts = {
        "a.js": "import { n as x } from './one.js'\nimport { n as y } from './two.js'\nx.push(1)\nconsole.log(JSON.stringify([x, y]))",
        "one.js": "export const n = []",
        "two.js": "export const n = []",
    }
    sources = {path: Source(path, text, None, True) for path, text in texts.items()}
    result = link(
        lambda path: sources[path], {"a.js": "a.js"}, chunk="r.js", name_chunk=lambda code: "./r.js"
    )

    assert run(tmp_path, result, "a.js") == [[1], []]


KINDS = (
    "export class Box { constructor(v) { this.v = v } }\nexport class Never { size() { return helper() } }\n"
    "function helper() { return 'helper' }\n"
    "export const kind = (v) => v instanceof Box ? 'box' : v instanceof Never ? 'never' : 'other'\n"
    "export const never = () => new Never()"
)


def test_a_class_that_nobody_makes_is_left_out_of_the_tests_for_it(tmp_path: Path) -> None:
    entry = (
        "import { Box, kind } from './kinds.js'\nconsole.log(JSON.stringify([kind(new Box(1)), kind({})]))"
    )
    sources = {"a.js": Source("a.js", entry, None, True), "kinds.js": Source("kinds.js", KINDS)}
    result = link(
        lambda path: sources[path], {"a.js": "a.js"}, chunk="r.js", name_chunk=lambda code: "./r.js"
    )

    assert run(tmp_path, result, "a.js") == ["box", "other"]
    assert "helper" not in result["a.js"].code


def link_entries(texts: dict[str, str], shared: Source) -> dict[str, Linked]:
    """Every entry and the chunk that holds `shared`."""
    sources = {path: Source(path, text, None, True) for path, text in texts.items()}
    sources[shared.path] = shared
    return link(
        lambda path: sources[path],
        {path: path for path in texts},
        chunk="r.js",
        name_chunk=lambda code: "./r.js",
    )


def test_a_class_that_one_entry_makes_is_the_one_that_shared_code_asks_for(tmp_path: Path) -> None:
    texts = {
        "a.js": "import { kind } from './kinds.js'\nconsole.log(JSON.stringify(kind({})))",
        "b.js": "import { kind, never } from './kinds.js'\nconsole.log(JSON.stringify([kind({}), kind(never())]))",
    }
    result = link_entries(texts, Source("kinds.js", KINDS))

    assert run(tmp_path, result, "a.js") == "other"
    assert run(tmp_path, result, "b.js") == ["other", "never"]


def test_a_shared_class_has_the_methods_that_any_entry_needs(tmp_path: Path) -> None:
    texts = {
        "a.js": "import { Base } from './base.js'\nconsole.log(JSON.stringify(new Base().used()))",
        "b.js": "import { Base } from './base.js'\nconsole.log(JSON.stringify([new Base().used(), new Base().unused()]))",
    }
    result = link_entries(texts, Source("base.js", RUNTIME))

    assert run(tmp_path, result, "a.js") == "inner"
    assert run(tmp_path, result, "b.js") == ["inner", "helper"]


def test_a_heading_is_the_first_line_of_every_file_and_moves_its_map() -> None:
    code = "export function total(rows) {\n  return rows\n}\n"
    python = "def total(rows):\n    return rows\n"
    unit = Source("m.js", code, source_map("m.js", "app/m.py", python, [Segment(1, 2, 1, 4)]), True)
    entries = {
        f"{name}.js": Source(f"{name}.js", f"import {{ total }} from './m.js'\nconsole.log(total('{name}'))")
        for name in "ab"
    }
    result = link(
        lambda path: {"m.js": unit, **entries}[path],
        {name: name for name in entries},
        chunk="shared.js",
        name_chunk=lambda code: "./shared.js",
        heading="//# heading",
    )

    assert [file.code.split("\n")[0] for file in result.values()] == ["//# heading"] * 3
    shared = result["shared.js"]
    data = json.loads(shared.map or "")
    place = shared.code.split("\n")[1].index("return")
    assert decode_mappings(data["mappings"], data["names"])[1, place] == (1, 4, None)
