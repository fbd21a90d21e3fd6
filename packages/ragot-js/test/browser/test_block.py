"""Blocks: compiled trees that are created, adopted and patched."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

COUNTER = """
const B = R.block('<div class="card"><p> </p><button type="button" data-h="click">+</button></div>',
  [[0, [0, 0]]], [[[1], 'click', (self, v, event) => self.add(v[1], event)]])
class Counter extends R.Component {
  $view() { return R.view(B, [String(this.state.n), 2]) }
  add(by, event) { this.seen = event.currentTarget.tagName; this.setState({ n: this.state.n + by }) }
}
"""


def test_a_click_on_a_compiled_component_changes_only_its_text(run):
    seen = run(
        COUNTER
        + """
        const counter = new Counter({ n: 1 })
        counter.mount(document.body)
        const button = document.querySelector('button'), text = document.querySelector('p').firstChild
        const before = document.body.innerHTML
        button.click()
        const same = document.body.innerHTML === before
        await tick()
        return [before, same, document.body.innerHTML, button === document.querySelector('button'),
                text === document.querySelector('p').firstChild, counter.seen]
        """,
        modules="block, component",
    )

    html = '<div class="card"><p>{}</p><button type="button" data-h="click">+</button></div>'
    assert seen == [html.format(1), True, html.format(3), True, True, "BUTTON"]


def test_hydration_takes_the_nodes_of_the_server(run):
    seen = run(
        COUNTER
        + """
        document.body.innerHTML = '<div data-sprag-hydrate="Counter"><div class="card"><p>1</p><button type="button" data-h="click">+</button></div></div>'
        const nodes = [...document.body.querySelectorAll('*')]
        const told = []
        R.onDifference((one) => told.push(one))
        const counter = new Counter({ n: 1 })
        R.hydrate(counter, document.body.firstChild)
        document.querySelector('button').click()
        await tick()
        return [document.body.innerHTML, nodes.every((node, i) => node === document.body.querySelectorAll('*')[i]), told]
        """,
        modules="block, component, hydrate",
    )

    assert seen == [
        '<div data-sprag-hydrate="Counter"><div class="card"><p>3</p>'
        '<button type="button" data-h="click">+</button></div></div>',
        True,
        [],
    ]


def test_a_module_keeps_its_component_in_step(run):
    seen = run(
        COUNTER
        + """
        class M extends R.Module { onStart() { this.delegate(document.body, 'click', 'button', () => this.setState({ n: this.state.n + 10 })) } }
        const counter = new Counter({ n: 0 }), module = new M({ n: 5 })
        module.adoptComponent(counter, { startArgs: [document.body], sync: (component, state) => component.setState(state) })
        module.start()
        await tick()
        const first = document.querySelector('p').textContent
        document.querySelector('button').click()
        await tick()
        const second = document.querySelector('p').textContent
        module.stop()
        return [first, second, document.body.innerHTML]
        """,
        modules="block, component, module",
    )

    assert seen == ["5", "15", ""]
