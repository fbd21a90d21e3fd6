"""Blocks: compiled trees that are created, adopted and patched."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

COUNTER = """
const B = R.block('<div class="card"><p> </p><button type="button" data-h="click">+</button></div>',
  [[0, [0, 0]]], R.hears([[[1], 'click', (self, v, event) => self.add(v[1], event)]]))
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


ROWS = """
const ROW = R.block('<li><b> </b><input><button data-h="click">x</button></li>',
  [[0, [0, 0]], [3, []], [1, [], 'title']], R.hears([[[2], 'click', (self, v) => self.hit.push(v[3])]]))
const LIST = R.nest('<ul><!></ul>', [[5, [0]]])
class List extends R.Component {
  hit = []
  $view() { return R.view(LIST, [R.each(this.state.rows, (r) => r.id, ROW, (r) => [r.name, r.cls ?? null, null, r.id])]) }
}
const rowHtml = (r) => `<li${r.cls ? ` class="${r.cls}"` : ''}><b>${r.name}</b><input><button data-h="click">x</button></li>`
const server = (rows) => `<ul>${rows.map(rowHtml).join('')}</ul>`
const make = (...names) => names.map((name, i) => ({ id: i + 1, name }))
"""


def test_rows_of_the_server_are_taken_when_they_are_first_touched(run):
    seen = run(
        ROWS
        + """
        const rows = make('a', 'b', 'c')
        document.body.innerHTML = server(rows)
        const items = [...document.querySelectorAll('li')]
        const list = new List({ rows })
        R.hydrate(list, document.body)
        const asleep = list.$asleep.size
        items[1].querySelector('input').value = 'typed'
        items[1].querySelector('button').click()
        // The values that were printed are those of the first state, even when an item changed in place since.
        rows[2].name = 'C'
        list.setState({ rows: [rows[2], rows[1]] })
        await tick()
        const now = [...document.querySelectorAll('li')]
        return [asleep, list.$asleep.size, list.hit, now.map((li) => items.indexOf(li)), document.body.textContent,
                now[1].querySelector('input').value]
        """,
        modules="block, component, hydrate",
    )

    assert seen == [1, 0, [2], [2, 1], "CxbX".replace("X", "x"), "typed"]


def test_rows_that_the_server_printed_otherwise_are_put_right(run):
    seen = run(
        ROWS
        + """
        const out = []
        for (const sent of [make('a', 'X', 'c'), make('a'), make('a', 'b', 'c', 'd', 'e'), make('', '', '')]) {
          document.body.innerHTML = server(sent)
          const list = new List({ rows: make('a', 'b', '') })
          R.hydrate(list, document.body)
          list.setStateSync({})
          out.push(document.body.innerHTML === server(make('a', 'b', '')))
          list.unmount()
        }
        return out
        """,
        modules="block, component, hydrate",
    )

    assert seen == [True, True, True, True]


def test_an_item_that_changed_in_place_before_its_row_was_needed_is_shown(run):
    seen = run(
        ROWS
        + """
        const rows = make('a', 'b')
        document.body.innerHTML = server(rows)
        const list = new List({ rows })
        R.hydrate(list, document.body)
        rows[0].name = 'changed'
        list.setState({})
        await tick()
        return document.body.textContent
        """,
        modules="block, component, hydrate",
    )

    assert seen == "changedxbx"


PLAIN = """
const ROW = R.nest('<li><b><!></b><i data-h="click"><!></i></li>', [[5, [0, 0]], [5, [1, 0]]],
  R.hears([[[1], 'click', function (self, v, event, row = v[2]) { this.hit.push(row.id) }]]))
const LIST = R.nest('<ul><!></ul>', [[5, [0]]])
const IN = R.block('<u> </u>', [[0, [0]]])
class List extends R.Component {
  hit = []
  $view() { return R.view(LIST, [R.each(this.state.rows, (r) => r.id, ROW, (r) => [r.a, r.b, r])]) }
}
const server = (rows) => `<ul>${rows.map((r) => `<li><b>${r.a}</b><i data-h="click">${r.b}</i></li>`).join('')}</ul>`
const rows = [{ id: 1, a: 'one', b: 1 }, { id: 2, a: 'two', b: 2 }]
"""


def test_a_child_hole_that_shows_text_becomes_anything_and_text_again(run):
    seen = run(
        PLAIN
        + """
        const out = []
        const list = new List({ rows })
        list.mount(document.body)
        const text = document.querySelector('b').firstChild
        for (const a of ['uno', '', 7, R.view(IN, ['in']), null, ['x', R.view(IN, ['y'])], R.html('<s>z</s>'), 'one']) {
          rows[0].a = a
          list.setStateSync({})
          out.push(document.querySelector('b').innerHTML)
        }
        const kept = document.querySelector('b').contains(text)
        document.querySelectorAll('i')[1].click()
        list.setStateSync({ rows: [rows[1]] })
        list.unmount()
        return [out, kept, list.hit, document.body.innerHTML]
        """,
        modules="block, component",
    )

    assert seen == [
        ["uno", "", "7", "<u>in</u>", "", "x<u>y</u>", "<s>z</s>", "one"],
        True,
        [2],
        "",
    ]


def test_rows_whose_child_holes_show_text_sleep_until_they_are_touched(run):
    seen = run(
        PLAIN
        + """
        document.body.innerHTML = server(rows)
        const items = [...document.querySelectorAll('li')]
        const list = new List({ rows })
        R.hydrate(list, document.body)
        const asleep = list.$asleep.size
        items[1].lastChild.click()
        rows[1].a = R.view(IN, ['in'])
        list.setStateSync({ rows: [rows[1], rows[0]] })
        return [asleep, list.hit, document.body.innerHTML, [...document.querySelectorAll('li')].map((li) => items.indexOf(li))]
        """,
        modules="block, component, hydrate",
    )

    assert seen == [
        1,
        [2],
        '<ul><li><b><u>in</u></b><i data-h="click">2</i></li><li><b>one</b><i data-h="click">1</i></li></ul>',
        [1, 0],
    ]
