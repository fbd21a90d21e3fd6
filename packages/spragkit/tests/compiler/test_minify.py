"""Shrinking JavaScript and CSS changes no meaning."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sprag.compiler.jstokens import JavaScriptSyntaxError, tokenize
from sprag.compiler.minify import minify_css, minify_js

PROGRAMS = {
    path.stem.replace("_", " "): path.read_text("utf-8")
    for path in sorted((Path(__file__).parent / "programs").glob("*.js"))
}
RUNNER = """
const out = []
const shown = (value) => typeof value === 'string' ? value : JSON.stringify(value) ?? String(value)
for (let i = 0; i < COUNT; i++) {
  const lines = []
  globalThis.print = (...values) => lines.push(values.map(shown).join(' '))
  try { await import(`./p${i}.js`) } catch (error) { lines.push(String(error)) }
  out.push(lines.join('|'))
}
console.log(JSON.stringify(out))
"""


def run_programs(folder: Path, programs: dict[str, str]) -> dict[str, str]:
    """The output of each program, in one Node process; an exception is output too."""
    (folder / "package.json").write_text('{"type": "module"}')
    names = list(programs)
    for number, name in enumerate(names):
        prelude = "const print = globalThis.print; "
        (folder / f"p{number}.js").write_text(prelude + programs[name], encoding="utf-8")
    (folder / "main.js").write_text(RUNNER.replace("COUNT", str(len(names))), encoding="utf-8")
    done = subprocess.run(
        ["node", "main.js"], cwd=folder, capture_output=True, text=True, check=True, timeout=60
    )
    return dict(zip(names, json.loads(done.stdout)))


def test_shrunk_programs_print_what_they_printed(tmp_path: Path) -> None:
    (tmp_path / "before").mkdir()
    (tmp_path / "after").mkdir()
    modules = {name: f"{text}\nexport {{}}\n" for name, text in PROGRAMS.items()}
    shrunk = {name: minify_js(text) for name, text in modules.items()}

    before = run_programs(tmp_path / "before", modules)
    after = run_programs(tmp_path / "after", shrunk)

    assert not [name for name, output in before.items() if "Error" in output]
    assert after == before
    assert [name for name, text in shrunk.items() if len(text) > len(modules[name])] == []


def test_comments_and_spaces_go_and_a_licence_stays() -> None:
    assert (
        minify_js("/*! (c) */\n// gone\nexport const  x = 1 /* gone */ ;\n")
        == "/*! (c) */\nexport const x=1;"
    )


def test_local_names_are_short_and_public_names_stay() -> None:
    assert (
        minify_js("export function area(width, height) { const factor = 2; return width * height * factor }")
        == "export function area(e,t){const n=2;return e*t*n}"
    )


def test_names_of_a_classic_script_stay() -> None:
    text = "function outer(flag) { if (flag) { function inner() { return 1 } } return inner() }"

    assert minify_js(text) == "function outer(flag){if(flag){function inner(){return 1}}return inner()}"


def test_text_that_is_not_a_module_is_left_alone() -> None:
    text = "with (x) { y }  // sloppy"

    assert minify_js(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a { width: calc( 100% + 2px ) ; }", "a{width:calc(100% + 2px)}"),
        ("a  :hover , a:hover > b { }", "a :hover,a:hover>b{}"),
        ('a::before { content: "a  >  b" }', 'a::before{content:"a  >  b"}'),
        ("/* gone */ a/**/b { c : d }", "a/**/b{c :d}"),
        (
            "@media (min-width : 10px) and (max-width: 20px) { a { b: c; } }",
            "@media (min-width :10px) and (max-width:20px){a{b:c}}",
        ),
        (
            "a { margin: 0 auto -1px; background: url( x.png ) no-repeat }",
            "a{margin:0 auto -1px;background:url( x.png ) no-repeat}",
        ),
        (":is(a, b) :not(.c) ~ d + e { x: y }", ":is(a,b) :not(.c) ~ d + e{x:y}"),
        ("a { --x:  ; --y: { b } ; color: RED!important }", "a{--x:;--y:{b};color:RED!important}"),
        ("a { & :hover { b: c } }", "a{& :hover{b:c}}"),
        ("/*! keep */ a { b: c }", "/*! keep */ a{b:c}"),
        ("a[href = 'x  y'] { grid: 'a b' 1fr / auto }", "a[href = 'x  y']{grid:'a b' 1fr / auto}"),
        (
            "@import url('a.css') screen;\n@font-face { src: local('x') , url(x) }",
            "@import url('a.css') screen;@font-face{src:local('x'),url(x)}",
        ),
    ],
)
def test_css_keeps_the_spaces_that_mean_something(text: str, expected: str) -> None:
    assert minify_css(text) == expected


@settings(max_examples=150)
@given(st.text(alphabet="ab1 \n\t;:{}()[]<>=+-*/%&|^!~?,.'\"`$\\#@_", max_size=60))
def test_any_text_is_cut_into_tokens_or_refused(text: str) -> None:
    stopped = 0
    try:
        tokens = tokenize(text)
    except JavaScriptSyntaxError as error:
        stopped = error.offset
    else:
        assert [text[at : at + len(word)] for word, at in zip(tokens.words, tokens.starts)] == tokens.words
    assert 0 <= stopped <= len(text)
