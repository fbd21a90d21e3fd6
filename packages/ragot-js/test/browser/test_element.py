"""The element path: createElement, morphDOM, renderList, and the small helpers."""

from __future__ import annotations

import os

import pytest

pytestmark = pytest.mark.browser
RUNS = int(os.environ.get("RAGOT_RUNS", "100"))


def test_create_element_makes_what_its_options_say(run):
    assert run(
        """
        const made = R.createElement('a', {
          className: ['x', null, 'y z'], style: { color: 'red', '--gap': '4px', marginTop: '1px' },
          dataset: { userId: 7, gone: null }, href: '/a', title: null, hidden: true, 'aria-hidden': false,
          id: undefined, textContent: 'hi ', children: ['b', 1, true, null, [['c']]],
        }, 'd')
        const svg = R.createElement('svg', { viewBox: '0 0 1 1' }, R.createElement('path', { d: 'M0 0' }), R.createElement('svg:a'))
        const select = R.createElement('select', { value: 'b' },
          R.createElement('option', { value: 'a' }), R.createElement('option', { value: 'b' }))
        return [made.outerHTML, svg.outerHTML, [...svg.children].every((one) => one.namespaceURI === svg.namespaceURI),
                select.value, R.createElement('img', { src: null }).outerHTML]
        """
    ) == [
        '<a class="x y z" data-user-id="7" href="/a" hidden="" aria-hidden="false" '
        'style="color: red; --gap: 4px; margin-top: 1px;">hi b1cd</a>',
        '<svg viewBox="0 0 1 1"><path d="M0 0"></path><a></a></svg>',
        True,
        "b",
        "<img>",
    ]


def test_an_event_attribute_takes_functions_only(run):
    assert run(
        """
        let count = 0
        const button = R.createElement('button', { onClick: () => count++, events: { focus: () => count++ } })
        button.click(); button.dispatchEvent(new Event('focus'))
        let message = ''
        try { R.createElement('b', { onclick: 'alert(1)' }) } catch (error) { message = error.message }
        return [count, message]
        """
    ) == [2, "createElement: onclick must be a function, got string"]


def test_a_morphed_tree_equals_a_fresh_one_and_keeps_keyed_nodes_with_as_few_moves_as_possible(check):
    check(
        """
        const tags = ['div', 'p', 'span']
        const text = fc.constantFrom('a', 'b', '', 'c d')
        const attrs = fc.record({ id: fc.option(text), title: fc.option(text), class: fc.option(text) })
        const { node } = fc.letrec((tie) => ({
          node: fc.oneof({ depthSize: 'small' }, fc.record({ text }), fc.record({ tag: fc.constantFrom(...tags), attrs, kids: tie('kids') })),
          kids: fc.oneof(fc.array(tie('node'), { maxLength: 4 }),
            fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 7 }).map((keys) => keys.map((key) => ({ tag: 'li', attrs: {}, kids: [{ text: 'k' + key }], key })))),
        }))
        const tree = fc.record({ tag: fc.constant('main'), attrs, kids: fc.array(node, { maxLength: 4 }) })
        const keyedTree = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 12 })
          .map((keys) => ({ tag: 'ul', attrs: {}, kids: keys.map((key) => ({ tag: 'li', attrs: {}, kids: [{ text: 'k' + key }], key })) }))
        const build = (one) => one.text !== undefined ? document.createTextNode(one.text)
          : R.createElement(one.tag, { ...one.attrs, 'data-ragot-key': one.key }, one.kids.map(build))
        fc.assert(fc.property(tree, tree, tree, (...trees) => {
          document.body.replaceChildren(build(trees[0]))
          for (const next of [...trees, trees[0]]) {
            const live = R.morphDOM(document.body.firstChild, build(next))
            if (!live.isEqualNode(build(next))) throw new Error(live.outerHTML + ' ' + build(next).outerHTML)
            if (live !== document.body.firstChild) throw new Error('not in place')
          }
        }), { numRuns: given.runs })
        fc.assert(fc.property(keyedTree, keyedTree, (from, to) => {
          const list = build(from)
          document.body.replaceChildren(list)
          const nodes = new Map([...list.children].map((li) => [li.dataset.ragotKey, li]))
          let moves = 0
          for (const name of ['moveBefore', 'insertBefore']) {
            const own = Node.prototype[name] ?? Element.prototype[name]
            list[name] = function (...args) { if (args[0].parentNode === this) moves++; return own.apply(this, args) }
          }
          R.morphDOM(list, build(to))
          const now = [...list.children]
          if (now.map((li) => li.dataset.ragotKey).join() !== to.kids.map((li) => li.key).join()) throw new Error('order')
          if (!now.every((li) => !nodes.has(li.dataset.ragotKey) || nodes.get(li.dataset.ragotKey) === li)) throw new Error('identity')
          const rank = to.kids.map((li) => from.kids.findIndex((one) => one.key === li.key)).filter((i) => i >= 0)
          const rise = []
          for (const i of rank) { const at = rise.findIndex((one) => one >= i); rise[at < 0 ? rise.length : at] = i }
          if (moves !== rank.length - rise.length) throw new Error(`moves ${moves}, needed ${rank.length - rise.length}`)
        }), { numRuns: given.runs })
        """,
        runs=RUNS,
    )


def test_rows_of_each_and_of_render_list_keep_their_nodes_with_as_few_moves_as_possible(check):
    check(
        """
        const ROW = R.block('<li> </li>', [[0, [0]]]), LIST = R.nest('<ul><!></ul>', [[5, [0]]])
        class List extends R.Component { $view() { return R.view(LIST, [R.each(this.state.keys, (k) => k, ROW, (k) => ['k' + k])]) } }
        const keys = fc.uniqueArray(fc.integer({ min: 1, max: 14 }), { maxLength: 14 })
        const count = (list) => {
          list.moves = 0
          for (const name of ['moveBefore', 'insertBefore']) {
            const own = Element.prototype[name] ?? Node.prototype[name]
            list[name] = function (...args) { if (args[0].parentNode === this) this.moves++; return own.apply(this, args) }
          }
        }
        const byHand = (list) => (keys) => R.renderList(list, keys, (k) => k, (k) => R.createElement('li', {}, 'k' + k))
        fc.assert(fc.property(keys, keys, (from, to) => {
          for (const kind of ['each', 'renderList']) {
            document.body.replaceChildren()
            let show, list
            if (kind === 'each') {
              const component = new List({ keys: from })
              component.mount(document.body)
              list = component.element
              show = (keys) => component.setStateSync({ keys })
            } else {
              list = document.body.appendChild(document.createElement('ul'))
              show = byHand(list)
              show(from)
            }
            const nodes = new Map([...list.children].map((li) => [li.textContent, li]))
            count(list)
            show(to)
            const now = [...list.children]
            if (now.map((li) => li.textContent).join() !== to.map((k) => 'k' + k).join()) throw new Error(kind + ': order')
            if (!now.every((li) => !nodes.has(li.textContent) || nodes.get(li.textContent) === li)) throw new Error(kind + ': identity')
            const rank = to.map((k) => from.indexOf(k)).filter((i) => i >= 0), rise = []
            for (const i of rank) { const at = rise.findIndex((one) => one >= i); rise[at < 0 ? rise.length : at] = i }
            const needed = rank.length - rise.length
            if (list.moves !== needed) throw new Error(`${kind}: ${list.moves} moves, ${needed} needed: ${from} -> ${to}`)
          }
        }), { numRuns: given.runs })
        """,
        modules="index, block, component",
        runs=RUNS,
    )


def test_focus_selection_and_scroll_survive_moves(run):
    assert run(
        """
        const row = (key) => R.createElement('div', { 'data-ragot-key': key, style: 'height:20px;overflow:auto' },
          R.createElement('input', { 'data-of': key }), R.createElement('p', { style: 'height:500px' }))
        const tree = (keys) => R.createElement('div', { style: 'height:100px;overflow:auto;overflow-anchor:none' }, keys.map(row))
        const live = document.body.appendChild(tree([1, 2, 3, 4, 5, 6, 7, 8]))
        live.scrollTop = 30
        const input = live.querySelector('[data-of="4"]')
        input.value = 'hello'; input.focus(); input.setSelectionRange(1, 3)
        input.parentNode.scrollTop = 40
        R.morphDOM(live, tree([8, 4, 7, 6, 5, 3, 2, 1]))
        return [document.activeElement === input, input.value, input.selectionStart, input.selectionEnd,
                input.parentNode.scrollTop, live.scrollTop]
        """
    ) == [True, "hello", 1, 3, 40, 30]


def test_what_the_user_and_other_scripts_did_since_the_last_render_stays(run):
    assert run(
        """
        const tree = (n) => R.createElement('section', { class: 'a b', style: { color: 'red' } },
          R.createElement('input', { value: 'given' }), R.createElement('input', { type: 'checkbox', checked: false }),
          R.createElement('details', {}, R.createElement('summary', {}, 'n ' + n)), R.createElement('textarea', { value: 'text' }))
        const live = document.body.appendChild(tree(1))
        const [input, box, details, area] = live.children
        input.value = 'typed'; box.checked = true; details.open = true; area.value = 'long'
        live.classList.add('is-visible'); live.style.opacity = '0.5'
        R.morphDOM(live, tree(2))
        const kept = [input.value, box.checked, details.open, area.value, live.className, live.style.opacity, details.textContent]
        const other = tree(3)
        other.replaceChildren(R.createElement('input', { value: 'new' }), R.createElement('input', { type: 'checkbox', checked: true }))
        R.morphDOM(live, other)
        return [kept, input.value, live.children.length]
        """
    ) == [["typed", True, True, "long", "a b is-visible", "0.5", "n 2"], "new", 2]


def test_mixed_children_are_refused_before_anything_changes_and_duplicates_warn(run, page):
    warnings: list[str] = []
    page.on("console", lambda message: warnings.append(message.text))
    seen = run(
        """
        const live = document.body.appendChild(R.createElement('ul', { title: 'old' }))
        let message = ''
        try {
          R.morphDOM(live, R.createElement('ul', { title: 'new' }, R.createElement('li', { 'data-ragot-key': 1 }), R.createElement('li')))
        } catch (error) { message = error.message }
        const row = (key) => R.createElement('li', { 'data-ragot-key': key }, 'k' + key)
        R.morphDOM(live, R.createElement('ul', {}, row(1), row(1)))
        R.morphDOM(live, R.createElement('ul', {}, 'text', row(1), 'more'))
        R.morphDOM(live, R.createElement('ul', {}, 'text', row(1), 'more'))
        R.morphDOM(live, R.createElement('ul', {}, R.createElement('p', { 'data-ragot-key': 1 })))
        const tag = live.innerHTML
        R.morphDOM(live, R.createElement('ul', {}, 'plain'))
        return [message, tag, live.innerHTML]
        """
    )

    assert seen == [
        "morphDOM: children of <ul> with and without data-ragot-key are mixed; give <li> a key too, "
        "or take it out of the list's parent",
        '<p data-ragot-key="1"></p>',
        "plain",
    ]
    assert warnings == ['[RAGOT] two children have the same data-ragot-key "1"']


def test_ignored_children_lazy_images_and_videos_are_left_alone(run):
    assert run(
        """
        const live = document.body.appendChild(R.createElement('div', {},
          R.createElement('div', { 'data-ragot-ignore': true }, 'mine'),
          R.createElement('img', { 'data-src': '/?real', class: 'p' }), R.createElement('video', { title: 'a' })))
        const [own, img, video] = live.children
        own.innerHTML = '<b>other</b>'
        img.setAttribute('src', '/?real'); img.classList.add('ragot-lazy-loaded')
        const refs = []
        R.morphDOM(live, R.createElement('div', {}, R.createElement('div', { title: 't' }, 'new'),
          R.createElement('img', { 'data-src': '/?real', src: 'data:,', class: 'q' }),
          R.createElement('video', { title: 'b', ref: (one) => refs.push(one) })))
        return [own.outerHTML, img.outerHTML, video.title, refs.at(-1) === video]
        """
    ) == [
        '<div data-ragot-ignore="" title="t"><b>other</b></div>',
        '<img data-src="/?real" class="q ragot-lazy-loaded" src="/?real">',
        "b",
        True,
    ]


def test_a_list_works_beside_other_children_and_reuses_only_what_is_free_of_handlers(run):
    assert run(
        """
        document.body.innerHTML = '<ul>\\n <li class="head">head</li> </ul>'
        const ul = document.body.firstChild
        const make = (item) => R.createElement('li', {}, item.name)
        const update = (li, item) => { li.textContent = item.name }
        const show = (items, options) => R.renderList(ul, items.map(([id, name]) => ({ id, name })), (one) => one.id, make, update, options)
        show([[1, 'a'], [2, 'b']], { poolKey: 'p' })
        ul.append('foot')
        const a = ul.children[1]
        show([[2, 'b'], [3, 'c']], { poolKey: 'p' })
        show([[2, 'B'], [3, 'c'], [4, 'd']], { poolKey: 'p' })
        const reused = ul.children[3] === a
        show([], { poolKey: 'p' })
        R.clearPool('p')
        show([[5, 'e']], { poolKey: 'p' })
        const fresh = ul.children[1] !== a
        return [reused, fresh, ul.textContent.replace(/\\s+/g, ' ')]
        """
    ) == [True, True, " head efoot"]


def test_a_grid_lays_out_by_columns_or_by_width(run):
    assert run(
        """
        const grid = document.body.appendChild(document.createElement('div'))
        const show = (options) => { R.renderGrid(grid, [1], (n) => n, (n) => R.createElement('b', {}, n), undefined, options); return grid.getAttribute('style') }
        return [show({ columns: 3, gap: '4px' }), show({ columnWidth: '160px' }), grid.innerHTML]
        """
    ) == [
        "display: grid; grid-template-columns: repeat(3, 1fr); gap: 4px;",
        "display: grid; grid-template-columns: repeat(auto-fill, minmax(160px, 1fr)); gap: 4px;",
        "<b>1</b>",
    ]


def test_the_small_helpers_do_what_they_say(run):
    assert run(
        """
        document.body.innerHTML = '<p class="x"></p><p class="x"></p>'
        const p = R.$('.x')
        R.attr(p, { title: 't', hidden: true, lang: null }); R.attr(p, { hidden: false })
        let clicks = 0
        R.attr(p, { onclick: () => clicks++ }); R.attr(p, { onclick: () => (clicks += 10) }); p.click()
        R.hide(p); const hidden = p.className; R.toggle(p); R.toggle(p, true); R.show(p)
        R.css(p, { color: 'red', '--x': 1 })
        const icon = R.createIcon('<svg></svg>')
        R.append(p, 'a', null, false, true, ['b']); R.prepend(p, icon)
        const order = R.insertBefore(p, document.createElement('i'), icon) === p.firstChild
        await R.batchAppend(p, [document.createElement('u')])
        const html = p.outerHTML
        R.clear(p); R.remove(p)
        return [R.$$('.x').length, clicks, hidden, order, html]
        """
    ) == [
        1,
        10,
        "x hidden",
        True,
        '<p class="x" title="t" style="color: red; --x: 1;"><i></i><span class="icon"><svg></svg></span>ab<u></u></p>',
    ]


def test_delegation_finds_the_nearest_match_below_its_root_and_ends(run):
    assert run(
        """
        document.body.innerHTML = '<main class="a"><div class="a" id="outer"><b class="a" id="inner"><i></i></b></div></main>'
        const seen = []
        const end = R.delegateEvent('main', 'click', '.a', function (event, match) { seen.push([this.id, match.id]) })
        document.querySelector('i').click(); document.querySelector('main').click()
        end(); document.querySelector('i').click()
        let message = ''
        try { R.delegateEvent('.gone', 'click', '.a', () => {}) } catch (error) { message = error.message }
        return [seen, message]
        """
    ) == [[["inner", "inner"]], 'delegate: no element for ".gone"']
