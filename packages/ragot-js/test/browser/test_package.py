"""What the package offers: its names, the two single files, their sizes, enter and leave animations, an app."""

from __future__ import annotations

import gzip
import re
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
DIST = Path(__file__).parents[2] / "dist"
NAMES = sorted(
    """$ $$ Component Module VirtualScroller animateIn animateOut append attr batchAppend bus clear clearPool createApp
    createElement createIcon createInfiniteScroll createLazyLoader createSelector createStateStore css delegateEvent hide
    insertBefore morphDOM prepend ragotModules ragotRegistry remove renderGrid renderList show toggle""".split()
)


def test_the_module_exports_its_names_and_all_of_them_as_its_default(page):
    seen = page.evaluate(
        """async () => {
        const R = await import('/dist/ragot.esm.min.js')
        return [Object.keys(R).filter((name) => name !== 'default').sort(), Object.keys(R.default).sort(),
                window.ragotRegistry === R.ragotRegistry, window.ragotModules === R.ragotModules, 'RAGOT' in window]
        }"""
    )

    assert seen == [NAMES, NAMES, True, True, False]


def test_a_plain_page_has_them_under_one_global(page):
    page.add_script_tag(content="window.ragotModules = { early: 1 }")
    page.add_script_tag(url="/dist/ragot.min.js")
    seen = page.evaluate(
        """() => {
        const { Component, createElement, createApp } = RAGOT
        class Hello extends Component { render() { return createElement('p', {}, 'hello ', this.state.name) } }
        const app = createApp(Hello, 'body', { name: 'you' }, 'app')
        ragotRegistry.provide('k', 42, null, { replace: true })
        let message = ''
        try { ragotModules.x = 1 } catch (error) { message = error.message }
        const seen = [Object.keys(RAGOT).sort(), document.body.innerHTML, window.app === app, ragotModules.k, ragotModules.early, 'k' in ragotModules, Object.keys(ragotModules), message]
        window.__RAGOT_ALLOW_DIRECT_MUTATION__ = true
        window.ragotModules = { only: 1 }
        return [...seen, ragotRegistry.list()]
        }"""
    )

    assert seen == [
        NAMES,
        "<p>hello you</p>",
        True,
        42,
        1,
        True,
        ["early", "k"],
        'ragotModules is read-only: use ragotRegistry.provide("x", …)',
        ["only"],
    ]


def test_what_is_ours_alone_does_not_meet_short_names_of_the_page(page):
    """A component's own fields, and the inputs that a form gives as its properties."""
    seen = page.evaluate(
        """async () => {
        const { Component, Module, createElement } = await import('/dist/ragot.esm.min.js')
        const names = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ']
        const fields = Object.fromEntries(names.map((name) => [name, 'mine']))
        class Form extends Component {
          onStart() { Object.assign(this, fields) }
          render() { return createElement('form', { onClick: () => this.setState({ n: this.state.n + 1 }) }, names.map((name) => createElement('input', { name, value: this.state.n }))) }
        }
        const module = Object.assign(new Module({ n: 1 }), fields)
        const form = new Form({ n: 1 })
        module.adoptComponent(form, { startArgs: [document.body], sync: (one, state) => one.setState({ n: state.n }) }).start()
        await module.setState({ n: 2 })
        await 0
        document.querySelector('form').click()
        await 0
        const values = [...document.querySelectorAll('input')].map((input) => input.value)
        const kept = names.every((name) => module[name] === 'mine' && form[name] === 'mine')
        module.stop()
        return [[...new Set(values)], kept, document.body.innerHTML]
        }"""
    )

    assert seen == [["3"], True, ""]


def _readme(language: str) -> str:
    text = (DIST.parent / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)[0]


def test_the_page_of_the_readme_works(page, origin):
    html = _readme("html").replace("ragot.min.js", f"{origin}/dist/ragot.min.js")
    page.route("**/readme", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{origin}/readme")
    page.click("button")
    page.click("button")
    page.wait_for_function("() => document.querySelector('p').textContent === 'Clicked 2 times Again'")


def test_the_program_of_the_readme_works_when_it_is_bundled(page, tmp_path):
    program = tmp_path / "program.js"
    program.write_text(_readme("js"), encoding="utf-8")
    modules = tmp_path / "node_modules"
    modules.mkdir()
    (modules / "ragot-js").symlink_to(DIST.parent)
    esbuild = DIST.parent / "node_modules" / ".bin" / "esbuild"
    built = subprocess.run(
        [esbuild, program, "--bundle", "--minify"], check=True, capture_output=True, text=True
    )
    assert built.stderr == ""
    page.add_script_tag(content=built.stdout)
    page.wait_for_function("() => document.body.innerHTML.includes('<h1>Hello Grace</h1>')")


def test_types_say_what_compiles_and_what_does_not():
    checked = subprocess.run(
        ["node", "node_modules/typescript/bin/tsc", "-p", "test/types"],
        cwd=DIST.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.stdout == ""


def test_enter_and_leave_wait_for_their_transitions(run):
    assert run(
        """
        document.head.appendChild(document.createElement('style')).textContent = '.b{opacity:0;transition:opacity 80ms}.b.is-visible{opacity:1}'
        const b = document.body.appendChild(R.createElement('div', { class: 'b' }, R.createElement('i')))
        R.animateIn(b)
        const first = b.className
        await until(() => b.className === 'b is-visible')
        await until(() => getComputedStyle(b).opacity === '1')
        const leaving = R.animateOut(b, 'is-visible', true)
        const [transition] = b.getAnimations()
        transition.pause()
        await frame(); await frame(); await frame()
        const stays = b.isConnected
        transition.finish()
        await leaving
        const quick = document.body.appendChild(R.createElement('div'))
        R.animateIn(quick); await R.animateOut(quick)
        await frame(); await frame(); await frame()
        await R.animateOut(null)
        return [first, stays, b.isConnected, quick.className]
        """
    ) == ["b", True, False, ""]


def test_a_missing_container_is_told(run, page):
    assert run(
        "console.error = (m) => (globalThis.told = m); return [R.createApp(R.Component, '#gone'), told]"
    ) == [
        None,
        '[RAGOT] createApp: no element for "#gone"',
    ]


def test_the_modules_have_the_form_that_a_linker_reads():
    for file in DIST.glob("esm/**/*.js"):
        text = file.read_text(encoding="utf-8")
        imports = re.findall(r'\bfrom"([^"]*)"', text)
        assert all(path.startswith((".", "/")) and path.endswith(".js") for path in imports), file


@pytest.mark.parametrize(
    ("name", "limit"),
    [("ragot.esm.min.js", 14_336), ("ragot.min.js", 14_050)],
)
def test_a_single_file_stays_small(name, limit):
    assert len(gzip.compress((DIST / name).read_bytes(), 9)) <= limit


def test_the_runtime_of_a_hello_counter_page_stays_small(tmp_path):
    entry = tmp_path / "counter.js"
    entry.write_text(
        f"""
        import {{ boot }} from '{DIST}/production/client/boot.js'
        import {{ plain, view }} from '{DIST}/production/block.js'
        import {{ Component }} from '{DIST}/production/component.js'
        import {{ Module }} from '{DIST}/production/module.js'
        const B = plain('<div><div> </div><button>Increment</button></div>', [[0, [0, 0]]])
        class CounterCard extends Component {{ $view() {{ return view(B, [String(this.state.count)]) }} }}
        class CounterModule extends Module {{
          onStart() {{ this.delegate(this.element, 'click', 'button', () =>
            this.callAction('increment', {{ count: this.state.count }}).then((result) => this.setState(result.value))) }}
        }}
        boot({{ CounterCard }}, {{ CounterModule }})
        """,
        encoding="utf-8",
    )
    esbuild = DIST.parent / "node_modules" / ".bin" / "esbuild"
    built = subprocess.run(
        [esbuild, entry, "--bundle", "--minify", "--format=esm"], check=True, capture_output=True
    )
    assert len(gzip.compress(built.stdout, 9)) <= 6_200  # esbuild keeps methods that nobody calls
