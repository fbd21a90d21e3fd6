"""Components by hand and compiled: life, state, nesting, events, leaks."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_a_component_by_hand_updates_once_per_task_and_morphs(run):
    assert run(
        """
        let renders = 0
        class Counter extends R.Component {
          render() { renders++; return R.createElement('p', { class: 'c' + this.state.n }, 'n ', this.state.n) }
        }
        const counter = new Counter({ n: 0 })
        const root = counter.mount(document.body)
        counter.setState({ n: counter.state.n + 1 }); counter.setState({ n: counter.state.n + 1 }); counter.setState((s) => ({ n: s.n + 1 }))
        const before = root.outerHTML
        await tick()
        const after = root.outerHTML
        counter.setState({ m: 1 }); counter.setStateSync({ n: 9 })
        const sync = [root.outerHTML, counter.state.m]
        await tick()
        return [before, after, sync, renders, counter.element === root]
        """
    ) == ['<p class="c0">n 0</p>', '<p class="c3">n 3</p>', ['<p class="c9">n 9</p>', 1], 3, True]


def test_mount_start_stop_and_remount(run):
    assert run(
        """
        const log = []
        class One extends R.Component {
          onStart() { log.push('start ' + this.element.isConnected); this.addCleanup(() => log.push('first')); this.addCleanup(() => log.push('second')) }
          onStop() { log.push('stop') }
          render() { return R.createElement('p', {}, String(this.state.n)) }
        }
        const one = new One({ n: 1 })
        one.mount(null); one.mount(document.body); one.mount(document.body); one.setState({ n: 2 })
        one.unmount(); one.unmount()
        await tick()
        one.mountBefore(document.body.appendChild(document.createElement('hr')))
        const html = document.body.innerHTML
        one.unmount()
        return [log, html, one.element, document.body.innerHTML]
        """
    ) == [
        ["start true", "stop", "second", "first", "start true", "stop", "second", "first"],
        "<p>2</p><hr>",
        None,
        "<hr>",
    ]


def test_a_start_that_fails_takes_the_component_off_the_page_again(run):
    assert run(
        """
        const log = []
        class Bad extends R.Component {
          onStart() { this.addCleanup(() => log.push('released')); throw new Error('boom') }
          render() { return R.createElement('p') }
        }
        const bad = new Bad()
        try { bad.mount(document.body) } catch (error) { log.push(error.message) }
        return [log, document.body.innerHTML, bad.$mounted]
        """
    ) == [["released", "boom"], "", False]


def test_refs_name_live_elements_and_go_with_them(run):
    assert run(
        """
        class Form extends R.Component {
          render() {
            return R.createElement('form', {}, R.createElement('input', { ref: this.ref('name') }),
              this.state.more ? R.createElement('b', { ref: this.ref('more') }) : null)
          }
        }
        const form = new Form({ more: true })
        form.mount(document.body)
        const input = form.refs.name
        const first = [input === document.querySelector('input'), form.refs.more.localName]
        form.setStateSync({ more: false })
        return [first, form.refs.name === input, 'more' in form.refs, input.dataset.ragotRef]
        """
    ) == [[True, "b"], True, False, "name"]


def test_a_component_that_is_mounted_inside_another_survives_its_updates(run):
    assert run(
        """
        class Parent extends R.Component { render() { return R.createElement('div', { title: this.state.n }, R.createElement('p', {}, this.state.n)) } }
        class Kid extends R.Component { render() { return R.createElement('b', {}, 'kid') } }
        const parent = new Parent({ n: 1 })
        parent.mount(document.body)
        const kid = new Kid()
        kid.mount(parent.element)
        parent.setStateSync({ n: 2 })
        return [document.body.innerHTML, kid.element.isConnected]
        """
    ) == ['<div title="2"><p>2</p><b>kid</b></div>', True]


def test_a_delegate_on_the_root_survives_a_root_with_other_attributes(run):
    assert run(
        """
        let clicks = 0
        class Box extends R.Component {
          onStart() { this.delegate(this.element, 'click', 'button', () => clicks++) }
          render() { return R.createElement('div', { class: this.state.c }, R.createElement('button')) }
        }
        const box = new Box({ c: 'a' })
        box.mount(document.body)
        box.setStateSync({ c: 'b' })
        document.querySelector('button').click()
        box.unmount()
        return [clicks, box.element]
        """
    ) == [1, None]


NESTED = """
const KID = R.block('<i data-h="click"> </i>', [[0, [0]]], R.hears([[[], 'click', (self, v, e) => self.hit(e)]]))
const BOX = R.nest('<div data-h="click"><b> </b><!></div>', [[0, [0, 0]], [5, [1]]], R.hears([[[], 'click', (self) => log.push('outer')]]))
const log = []
class Kid extends R.Component {
  $view() { return R.view(KID, [`${this.props.name} ${this.state.own ?? 0}`]) }
  onStart() { log.push('+' + this.props.name + (this.element.isConnected ? '' : ' too early')) }
  onStop() { log.push('-' + this.props.name) }
  hit(event) { log.push('hit ' + this.props.name); this.setState({ own: (this.state.own ?? 0) + 1 }); if (this.props.stop) event.stopPropagation() }
}
class Box extends R.Component {
  $view() { return R.view(BOX, ['box', this.state.names.map((name) => new Kid({}, { props: { name, stop: name === 's' }, key: name }))]) }
  onStart() { log.push('+box') }
  onStop() { log.push('-box') }
}
"""


def test_components_inside_a_view_start_with_it_keep_their_state_and_stop_with_it(run):
    assert run(
        NESTED
        + """
        const box = new Box({ names: ['a', 'b'] })
        box.mount(document.body)
        const [a, b] = document.querySelectorAll('i')
        a.click()
        await tick()
        box.setState({ names: ['s', 'a'] })
        await tick()
        const html = document.body.innerHTML, same = document.querySelectorAll('i')[1] === a
        document.querySelector('i').click()
        box.unmount()
        return [log, html, same]
        """,
        modules="block, component",
    ) == [
        ["+a", "+b", "+box", "hit a", "outer", "-b", "+s", "hit s", "-box", "-s", "-a"],
        '<div data-h="click"><b>box</b><i data-h="click">s 0</i><i data-h="click">a 1</i></div>',
        True,
    ]


def test_adopting_takes_the_nodes_of_components_inside_too(run):
    assert run(
        NESTED
        + """
        document.body.innerHTML = '<div data-h="click"><b>box</b><i data-h="click">a 0</i><i data-h="click">b 0</i></div>'
        const nodes = [...document.querySelectorAll('*')]
        const box = new Box({ names: ['a', 'b'] })
        R.hydrate(box, document.body)
        document.querySelectorAll('i')[1].click()
        await tick()
        return [document.body.textContent, nodes.every((node, i) => node === document.querySelectorAll('*')[i]), log]
        """,
        modules="block, component, hydrate",
    ) == ["boxa 0b 1", True, ["+a", "+b", "+box", "hit b", "outer"]]


def test_events_that_do_not_bubble_reach_their_own_element_only(run):
    assert run(
        """
        const log = []
        const B = R.block('<div data-h="focus"><input data-h="focus keydown"></div>', [], R.hears([
          [[], 'focus', () => log.push('div')], [[0], 'focus', (self, v, e) => log.push('input ' + e.currentTarget.localName)],
          [[0], 'keydown', () => { log.push('key'); throw new Error('as the test wants it') }]]))
        class Form extends R.Component { $view() { return R.view(B, []) } }
        new Form().mount(document.body)
        let reported = ''
        addEventListener('error', (event) => { reported = event.message; event.preventDefault() })
        document.querySelector('input').focus()
        document.querySelector('input').dispatchEvent(new KeyboardEvent('keydown', { bubbles: true }))
        return [log, reported]
        """,
        modules="block, component",
    ) == [["input input", "key"], "Uncaught Error: as the test wants it"]


def test_input_typed_before_the_script_arrived_and_focus_survive_adoption(run):
    assert run(
        """
        const B = R.block('<form><input value=""><input type="checkbox"><select><option>a</option><option>b</option></select><textarea></textarea><p> </p></form>',
          [[2, [0], 'value'], [2, [1], 'checked'], [2, [2], 'value'], [0, [4, 0]]])
        class Form extends R.Component { $view() { return R.view(B, [this.state.name, this.state.on, this.state.pick, this.state.text]) } }
        document.body.innerHTML = '<form><input value="server"><input type="checkbox"><select value="b"><option>a</option><option>b</option></select><textarea></textarea><p>t</p></form>'
        const [input, box, select, area] = document.body.firstChild.children
        input.focus(); input.value = 'typed'; input.setSelectionRange(2, 4); box.checked = true; area.value = 'long text'
        const form = new Form({ name: 'server', on: false, pick: 'b', text: 't' })
        R.hydrate(form, document.body)
        form.setStateSync({ text: 'u' })
        const kept = [document.activeElement === input, input.value, input.selectionStart, input.selectionEnd, box.checked, select.value, area.value]
        form.setStateSync({ name: 'new', on: true })
        return [kept, input.value, input.getAttribute('value'), box.checked]
        """,
        modules="block, component, hydrate",
    ) == [[True, "typed", 2, 4, True, "b", "long text"], "new", "new", True]


def test_what_was_entered_before_the_script_arrived_is_told_to_its_handlers_once(run):
    assert run(
        """
        const B = R.block('<form><input data-h="input change"><input data-h="input change"><input type="checkbox" data-h="change">' +
            '<input type="radio" name="r" data-h="change"><input type="radio" name="r" data-h="change"></form>',
          [[2, [0], 'value'], [2, [1], 'value'], [2, [2], 'checked'], [2, [3], 'checked'], [2, [4], 'checked']],
          R.hears([0, 1, 2, 3, 4].flatMap((i) => ['input', 'change'].map((type) => [[i], type, (self, v, event) => log.push([i, type, event.target.value])]))))
        const log = []
        class Form extends R.Component { $view() { return R.view(B, ['', 'b', false, true, false]) } }
        document.body.innerHTML = '<form><input value="" data-h="input change"><input value="b" data-h="input change"><input type="checkbox" data-h="change">' +
          '<input type="radio" name="r" data-h="change" checked><input type="radio" name="r" data-h="change"></form>'
        const [name, other, box, first, second] = document.body.firstChild.children
        name.value = 'typed'; name.focus(); box.checked = true; second.checked = true
        R.hydrate(new Form(), document.body)
        const soon = log.length
        await tick()
        return [soon, log, [name.value, other.value, box.checked, first.checked, second.checked]]
        """,
        modules="block, component, hydrate",
    ) == [
        0,
        [
            [0, "input", "typed"],
            [2, "input", "on"],
            [2, "change", "on"],
            [4, "input", "on"],
            [4, "change", "on"],
        ],
        ["typed", "b", True, False, True],
    ]


def test_differences_are_told_with_their_path(run):
    assert run(
        """
        const B = R.block('<div><p class=""> </p><b>static</b></div>', [[0, [0, 0]], [3, [0]]])
        class One extends R.Component { $view() { return R.view(B, ['mine', 'x']) } }
        document.body.innerHTML = '<section data-sprag-hydrate="One"><div><p class="y">theirs</p><i>other</i></div></section>'
        const told = []
        R.onDifference((one) => told.push(one))
        R.hydrate(new One(), document.body.firstChild)
        R.onDifference(null)
        return [told, document.body.firstChild.innerHTML]
        """,
        modules="block, component, hydrate",
    ) == [
        [
            {"path": "div[0] > p[0] > text[0]", "expected": "mine", "found": "theirs"},
            {"path": "div[0] > p[0]", "expected": "class=x", "found": "y"},
            {"path": "div[0] > i[1]", "expected": "<b>", "found": "<i>"},
        ],
        '<div><p class="x">mine</p><b>static</b></div>',
    ]


def test_a_tree_of_h_keeps_its_elements_and_handlers(run):
    assert run(
        """
        const log = []
        class T extends R.Component {
          $view() {
            const n = this.state.n
            return R.h(n > 1 ? 'my_card' : 'div', { class_: ['a', n && 'b'], data_role: 'x', hidden: n === 0, aria_busy: false, on_click: () => log.push(n),
              style: { margin_top: n + 'px' }, key: 1 }, 'n', [R.h('input', { value: 'v' + n }), null, String(n)], n)
          }
        }
        const t = new T({ n: 0 })
        t.mount(document.body)
        const first = t.element, html = first.outerHTML
        first.click()
        t.setStateSync({ n: 1 }); first.click()
        const second = [t.element === first, first.outerHTML, first.querySelector('input').value]
        t.setStateSync({ n: 2 })
        return [html, second, t.element.localName, log]
        """,
        modules="tree, component",
    ) == [
        '<div class="a" data-role="x" hidden="" aria-busy="false" style="margin-top: 0px" data-h="click">'
        'n<input value="v0">0<!---->0</div>',
        [
            True,
            '<div class="a b" data-role="x" aria-busy="false" style="margin-top: 1px" data-h="click">'
            'n<input value="v1">1<!---->1</div>',
            "v1",
        ],
        "my-card",
        [0, 1],
    ]
