"""What was once wrong with a runtime of this kind, each held by a test; docs/behaviour.md says which."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_text_beside_keyed_children_is_neither_doubled_nor_left_behind(run):
    assert run(
        """
        const row = (key) => R.createElement('li', { 'data-ragot-key': key }, key)
        const live = document.body.appendChild(R.createElement('ul', {}, 'plain', R.createElement('li', {}, 'unkeyed'), document.createComment('old')))
        const shapes = [['head', row('a'), 'foot'], ['head', row('a'), 'foot'], [row('b'), row('a'), 'foot'], [R.createElement('p', { 'data-ragot-key': 'a' }, 'p'), row('b')],
          [document.createComment('new'), 'text']]
        return shapes.map((children) => { R.morphDOM(live, R.createElement('ul', {}, children)); return live.innerHTML.replace(/ data-ragot-key="."/g, '') })
        """
    ) == [
        "head<li>a</li>foot",
        "head<li>a</li>foot",
        "<li>b</li><li>a</li>foot",
        "<p>p</p><li>b</li>",
        "<!--new-->text",
    ]


def test_comments_are_changed_in_place(run):
    assert run(
        """
        const live = document.body.appendChild(R.createElement('p', {}, document.createComment('old')))
        const comment = live.firstChild
        R.morphDOM(live, R.createElement('p', {}, document.createComment('new')))
        return [live.innerHTML, live.firstChild === comment]
        """
    ) == ["<!--new-->", True]


def test_a_root_of_another_tag_keeps_its_listeners_and_its_place(run):
    assert run(
        """
        const heard = []
        class Box extends R.Component {
          onStart() {
            this.delegate(this.element, 'click', 'button', () => heard.push('delegate'))
            this.on(this.element, 'click', (event) => heard.push(event.currentTarget.localName))
          }
          render() { return R.createElement(this.state.tag, {}, R.createElement('button')) }
        }
        class Parent extends R.Component { render() { return R.createElement('main', {}, String(this.state.n)) } }
        const parent = new Parent({ n: 1 }), box = new Box({ tag: 'div' })
        parent.mount(document.body)
        const old = box.mount(parent.element)
        box.setStateSync({ tag: 'section' })
        parent.setStateSync({ n: 2 })
        const html = document.body.innerHTML
        document.querySelector('button').click()
        old.firstChild.click()
        const root = box.element
        box.unmount()
        root.firstChild.click()
        return [html, heard, root.localName]
        """
    ) == ["<main>2<section><button></button></section></main>", ["delegate", "section"], "section"]


def test_a_ref_is_called_with_the_element_that_stays_and_never_with_the_one_that_goes(run):
    assert run(
        """
        const seen = []
        class One extends R.Component { render() { return R.createElement('p', { title: this.state.n, ref: (element) => seen.push(element) }) } }
        const one = new One({ n: 1 })
        one.mount(document.body)
        one.setStateSync({ n: 2 })
        return [seen.length, seen.every((element) => element === one.element)]
        """
    ) == [2, True]


def test_options_of_no_value_leave_no_trace(run):
    assert run(
        """
        return [R.createElement('p', { id: undefined, textContent: 'a', title: null }).outerHTML, R.createElement('div', { innerHTML: '<b>x</b>' }).outerHTML,
                R.createElement('button', { disabled: false, type: 'submit' }).outerHTML, R.createElement('p', { style: { color: 'red !important', margin: null } }).outerHTML]
        """
    ) == [
        "<p>a</p>",
        "<div><b>x</b></div>",
        '<button type="submit"></button>',
        '<p style="color: red !important;"></p>',
    ]


def test_a_selector_of_watch_state_is_used_and_nothing_is_told_after_the_end(run):
    assert run(
        """
        const heard = [], module = new R.Module({ n: 0, m: 0 }).start()
        module.watchState((n, state, one) => heard.push([n, state.m, one === module]), { selector: (state) => state.n })
        module.batchState((state) => { state.m = 1 })
        module.batchState((state) => { module.setState({ n: 5 }); state.m = 2 })
        module.setState({ n: 6 })
        module.stop()
        module.setState({ n: 7 })
        await tick()
        return [heard, module.state]
        """
    ) == [[[0, 0, True], [5, 2, True]], {"n": 7, "m": 2}]


def test_one_function_for_two_owners_stays_for_the_one_that_is_left(run):
    assert run(
        """
        const heard = [], same = () => heard.push('heard')
        const [a, b] = [new R.Module().start(), new R.Module().start()]
        a.listen('x', same); b.listen('x', same)
        R.bus.emit('x'); a.stop(); R.bus.emit('x'); b.stop(); R.bus.emit('x')
        let message = ''
        try { R.bus.on('x', null) } catch (error) { message = error.message }
        return [heard.length, message]
        """
    ) == [2, "bus callback must be a function, got object"]


def test_a_component_that_a_module_adopts_is_unmounted_with_it_once(run):
    assert run(
        """
        const log = []
        class One extends R.Component { onStop() { log.push('stop') } render() { return R.createElement('p') } }
        const module = new R.Module().start(), one = new One()
        one.mount(document.body)
        module.adopt(one).adopt(one)
        module.stop()
        return [log, document.body.innerHTML]
        """
    ) == [["stop"], ""]


def test_the_registry_refuses_what_it_cannot_keep_and_keeps_nothing_of_it(run):
    assert run(
        """
        const messages = [], refused = (fn) => { try { fn() } catch (error) { messages.push(error.constructor.name) } }
        refused(() => R.ragotRegistry.provide('u', undefined))
        refused(() => R.ragotRegistry.provide('o', 1, {}))
        const order = []
        R.ragotRegistry.waitFor('w').then(() => order.push('first')); R.ragotRegistry.waitFor('w').then(() => order.push('second'))
        R.ragotRegistry.provide('w', 1)
        await tick()
        const seen = [messages, R.ragotRegistry.list(), order]
        R.ragotRegistry.clear()
        return seen
        """
    ) == [["TypeError", "TypeError"], ["w"], ["first", "second"]]


def test_a_store_ends_with_its_owner_and_with_destroy(run):
    assert run(
        """
        const heard = [], store = R.createStateStore({ n: 0 }), module = new R.Module().start()
        store.subscribe(() => heard.push('owner'), { owner: module }); store.subscribe(() => heard.push('other'))
        store.patch({ n: 1 }); module.stop(); store.patch({ n: 2 }); store.destroy(); store.patch({ n: 3 })
        return heard
        """
    ) == ["owner", "other", "other"]


def test_pools_of_two_lists_are_apart_and_two_items_of_one_key_warn(run, page):
    warnings: list[str] = []
    page.on("console", lambda message: warnings.append(message.text))
    seen = run(
        """
        const [a, b] = ['ul', 'ol'].map((tag) => document.body.appendChild(document.createElement(tag)))
        const show = (list, keys) => R.renderList(list, keys, (key) => key, (key) => R.createElement('li', { class: list.localName }, key), (li, key) => { li.textContent = key }, { poolKey: 'p' })
        show(a, [1]); show(a, []); show(b, [2]); show(a, [3, 3])
        return [a.innerHTML, b.innerHTML]
        """
    )

    assert seen == ['<li class="ul">3</li>', '<li class="ol">2</li>']
    assert warnings == ['[RAGOT] renderList: two items have the key "3"; the first is shown']


def test_an_infinite_scroll_that_ended_while_it_loaded_does_nothing_more(run):
    assert run(
        """
        const box = document.body.appendChild(document.createElement('div'))
        const [top, end] = [1, 2].map(() => box.appendChild(document.createElement('i')))
        const log = []
        let finish
        const scroll = R.createInfiniteScroll({ addCleanup() {} }, { sentinel: end, topSentinel: top, maxChunks: 1, totalItems: () => 300, visibleChunks: () => new Set([1, 2, 3]),
          onLoadMore: (i) => { log.push(i); return new Promise((done) => { finish = done }) }, onEvictChunk: (i) => log.push('evict ' + i) })
        await until(() => log.length === 1)
        scroll.destroy(); finish()
        for (let i = 0; i < 5; i++) await frame()
        return log
        """
    ) == [4]


def test_rebinding_a_scroller_leaves_the_options_that_it_was_given_alone(run):
    assert run(
        """
        const box = document.body.appendChild(document.createElement('div'))
        box.style.cssText = 'height:100px;overflow:auto'
        const renderChunk = () => { const one = document.createElement('div'); one.style.height = '50px'; return one }
        const options = { root: box, chunkSize: 1, totalItems: () => 3, renderChunk }
        const given = Object.keys(options).length
        const scroller = new R.VirtualScroller(options)
        scroller.mount(box)
        scroller.recycle()
        scroller.rebind({ totalItems: () => 2 }, box)
        const shown = [...scroller.getVisibleChunks()]
        scroller.unmount()
        return [shown, Object.keys(options).length === given, options.totalItems()]
        """
    ) == [[0, 1], True, 3]


def test_the_end_of_a_lazy_loader_leaves_no_timer_and_no_handler_on_its_images(run, page):
    page.route("**/never.gif", lambda route: None)
    page.route("**/bad.gif", lambda route: route.fulfill(body=b"no image", content_type="image/gif"))
    assert run(
        """
        const log = [], make = (src) => { const img = new Image(); img.dataset.src = src; return document.body.appendChild(img) }
        const [slow, bad] = ['/never.gif', '/bad.gif'].map(make)
        const loader = R.createLazyLoader({ addCleanup() {} }, { retry: { baseDelayMs: 20 }, onLoad: () => log.push('load'), onError: () => log.push('error'), onStateChange: (img, state) => log.push(state) })
        await until(() => log.length === 2)
        const failed = new Promise((done) => bad.addEventListener('error', done))
        if (bad.getAttribute('src')) await Promise.race([failed, new Promise((done) => setTimeout(done, 200))])
        loader.destroy()
        log.length = 0
        slow.dispatchEvent(new Event('load'))
        loader.observe(make('/bad.gif')); loader.refresh()
        await new Promise((done) => setTimeout(done, 60))
        return [log, slow.onload, slow.className]
        """
    ) == [[], None, "ragot-lazy-loading"]


def test_an_image_that_leaves_while_it_loads_gives_its_place_to_the_next(run, page):
    page.route("**/never.gif", lambda route: None)
    assert run(
        """
        const loaded = [], make = (src) => { const img = new Image(); img.dataset.src = src; return document.body.appendChild(img) }
        const gone = make('/never.gif'), next = make('data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=')
        next.className = 'loaded'
        const loader = R.createLazyLoader({ addCleanup() {} }, { concurrency: 1, onLoad: (img) => loaded.push(img === next) })
        await until(() => gone.getAttribute('src'))
        gone.remove()
        await until(() => loaded.length === 1)
        loader.destroy()
        return loaded
        """
    ) == [True]


def test_leaving_waits_for_its_own_transition_however_long_and_not_for_what_never_ends(run):
    assert run(
        """
        document.head.appendChild(document.createElement('style')).textContent =
          '@keyframes spin { to { rotate: 1turn } } .box { opacity: 0; transition: opacity 5s } .box.is-visible { opacity: 1 } .box b { transition: color 10ms } .spinner { animation: spin 1s infinite }'
        const box = document.body.appendChild(R.createElement('div', { class: 'box is-visible' }, R.createElement('b')))
        getComputedStyle(box).opacity
        let left = false
        const leaving = R.animateOut(box, 'is-visible', true).then(() => { left = true })
        box.firstChild.dispatchEvent(new TransitionEvent('transitionend', { bubbles: true }))
        const [transition] = box.getAnimations()
        transition.pause()
        await new Promise((done) => setTimeout(done, 400))
        const waits = !left && box.isConnected
        transition.finish()
        await leaving
        await R.animateOut(document.body.appendChild(R.createElement('div', { class: 'spinner' })), 'is-visible', true)
        const taken = document.body.appendChild(R.createElement('div', { class: 'box is-visible' }))
        getComputedStyle(taken).opacity
        const early = R.animateOut(taken)
        taken.remove()
        await early
        return [waits, document.body.children.length]
        """
    ) == [True, 0]
