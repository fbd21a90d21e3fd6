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
    "semicolons inserted by line ends": "let a = 1\nlet b = a\n++b\nconst f = function () { return 5 }\n;[1, 2].forEach((x) => { b += x })\nprint(a, b, f())",
    "a return alone on its line": "function f() {\n  return\n  1\n}\nprint(f() === undefined)",
    "division and regular expressions": "let g = 2, i = 4\nprint(i / g / g, 'a/b'.replace(/[/]/g, '-'), /\\/x/.test('/x'), (1) / 2)",
    "a regular expression after a condition": "let n = 0\nif (n === 0) /x/.test('x') && n++\nprint(n)",
    "signs that must not join": "let a = 1, b = 2\nprint(a + +b, a - -b, a + ++b, - -a, 1 - -1)",
    "numbers with members": "print(1 .toFixed(1), 1..toFixed(1), 1.5.toFixed(0), 0x10.toString(2), 1_000 .toFixed(0))",
    "nested templates": "const q = 'z', f = (x) => `<${x}>`\nprint(`a  ${f(`b // ${q}  `)}  \\` ${'}'} /* c */\n   d`)",
    "labels and loops": "outer: for (const a of [1, 2]) { for (let b = 0; ; b++) { if (b > 2) continue outer; if (a == 2) break outer; print(a, b) } }",
    "do while without semicolon": "let x = 0\ndo x++\nwhile (x < 3) print(x)",
    "classes": "class A { static #n = 1; #p = 2\n static get n() { return A.#n }\n get p() { return this.#p }\n static { A.z = 3 }\n async *gen() { yield 1 }\n 'quoted'() { return 4 } [`c${1}`]() { return 5 } has(o) { return #p in o } }\nconst a = new A()\nprint(A.n, a.p, A.z, a.quoted(), a.c1(), a.has(a))",
    "parameters and shadows": "const value = 1\nfunction f(value, { x: y = value, ...rest } = {}, ...more) { try { throw y } catch (value) { return [value, rest, more] } }\nprint(f(2), f(3, { x: 4, z: 5 }, 6), value)",
    "var reaches the function": "function f(c) { if (c) { var inner = 1; let c = 2; inner += c } return inner }\nprint(f(true), f(false))",
    "a function used before its declaration": "print(g()); function g() { return h; var h = 1 }",
    "closures of a loop": "const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i); print(fs.map((f) => f()))",
    "optional chains": "const o = { a: { b: () => 3 } }; print(o?.a?.b?.(), o.z?.[0], o.z?.q.r.s, true ?.5 : 1)",
    "object methods": "const k = 'key'; const o = { get x() { return 1 }, set x(v) {}, async: 2, get: 3, [k]: 4, k, 'a b': 5, async f() {}, *g() { yield 1 } }; print(o.x, o.async, o.get, o.key, o.k, o['a b'], [...o.g()])",
    "generators": "function* g() { const x = yield; yield* [x, yield 1] }\nconst i = g(); i.next(); print(i.next(5).value, i.next(6).value)",
    "switch": "function f(x) { switch (x) { case 'a': { let r = 1; return r } case /b/.source: return 2; default: return 3 } }\nprint(f('a'), f('b'), f('c'))",
    "keywords as properties": "const o = { in: 1, of: 2, new: 3, class: 4 }; print(o.in / o.of, o.new, o.class, 'in' in o)",
    "named expressions": "const f = function fact(n) { return n < 2 ? 1 : n * fact(n - 1) }, C = class Inner { static make() { return new Inner() } }; print(f(5), C.make() instanceof C)",
    "destructuring assignment": "let a = 1, b = 2, o = {}; [a, b] = [b, a]; ({ x: o.y, z: a = 9 } = { x: 3 }); print(a, b, o)",
    "html comments are not comments": "let a = 1, b = 3; print(a < !--b, b-- > a)",
}


def run_programs(folder: Path, programs: dict[str, str]) -> dict[str, str]:
    """The output of each program, in one Node process; an exception is output too."""
    (folder / "package.json").write_text('{"type": "module"}')
    names = list(programs)
    for number, name in enumerate(names):
        prelude = "const print = globalThis.print; "
        (folder / f"p{number}.js").write_text(prelude + programs[name], encoding="utf-8")
    (folder / "main.js").write_text(
        "const out = []\nfor (let i = 0; i < " + str(len(names)) + "; i++) { const lines = []\n"
        "globalThis.print = (...a) => lines.push(a.map((x) => typeof x === 'string' ? x : JSON.stringify(x) ?? String(x)).join(' '))\n"
        "try { await import(`./p${i}.js`) } catch (e) { lines.push(String(e)) }\nout.push(lines.join('|')) }\nconsole.log(JSON.stringify(out))"
    )
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


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab1 \n\t;:{}()[]<>=+-*/%&|^!~?,.'\"`$\\#@_", max_size=60))
def test_any_text_is_cut_into_tokens_or_refused(text: str) -> None:
    try:
        tokens = tokenize(text)
    except JavaScriptSyntaxError as error:
        assert 0 <= error.offset <= len(text)
    else:
        for word, start in zip(tokens.words, tokens.starts):
            assert text[start : start + len(word)] == word
