"""What the labs do with the runtime: modules that own components, one bus for many receivers, a live store."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_one_stop_takes_everything_a_module_adopted_off_the_page(run):
    assert run(
        """
        const seen = []
        class Card extends R.Component { render() { return R.createElement('p', {}, String(this.state.n ?? '-')) } }
        class Owner extends R.Module {
          onStart() { this.interval(() => this.setState({ elapsed: this.state.elapsed + 1 }), 1) }
        }
        const owner = new Owner({ n: 1, elapsed: 0 })
        const box = document.body.appendChild(document.createElement('div'))
        const cards = [new Card(), new Card()]
        for (const card of cards) {
          owner.adoptComponent(card, { startArgs: [box], sync: (component, state, module) => {
            seen.push(module === owner)
            if (component.state.n !== state.n) component.setState({ n: state.n })
          } })
        }
        await tick()
        const before = box.innerHTML
        owner.start()
        await until(() => owner.state.elapsed > 2)
        owner.batchState((state) => { state.n = 2; state.elapsed = 0 })
        await tick()
        const during = box.innerHTML
        owner.stop()
        const ticks = owner.state.elapsed
        await new Promise((done) => setTimeout(done, 10))
        return [before, during, box.innerHTML, owner.state.elapsed === ticks, seen.every(Boolean)]
        """
    ) == ["<p>1</p><p>1</p>", "<p>2</p><p>2</p>", "", True, True]


def test_each_receiver_of_the_bus_hears_until_it_leaves(run):
    assert run(
        """
        const heard = []
        class Receiver extends R.Component {
          onStart() { for (const event of ['a', 'b', 'c', 'd']) this.listen(event, () => heard.push([this.state.id, event])) }
        }
        const receivers = [1, 2, 3].map((id) => new Receiver({ id }))
        for (const one of receivers) one.mount(document.body)
        const count = () => ['a', 'b', 'c', 'd'].reduce((sum, event) => sum + (R.bus.events.get(event)?.size ?? 0), 0)
        const counts = [count()]
        R.bus.emit('a')
        receivers[1].unmount()
        counts.push(count())
        R.bus.emit('b')
        for (const one of receivers) one.unmount()
        counts.push(count(), R.bus.events.size)
        return [counts, heard]
        """
    ) == [[12, 8, 0, 0], [[1, "a"], [2, "a"], [3, "a"], [1, "b"], [3, "b"]]]


def test_a_consumer_finds_the_store_now_or_later_and_its_rows_keep_their_nodes(run):
    assert run(
        """
        const owner = new R.Module()
        const wait = R.ragotRegistry.waitForCancellable('feed')
        const store = R.ragotRegistry.provide('feed', R.createStateStore({ rows: [], theme: 'light' }), owner, { replace: true })
        const found = await wait.promise === store
        const list = document.body.appendChild(document.createElement('ul')), themes = []
        store.subscribe((state) => R.renderList(list, state.rows, (row) => row.id,
          (row) => R.createElement('li', {}, row.text), (li, row) => { li.textContent = row.text }), { owner, immediate: true })
        store.subscribe((theme) => themes.push(theme), { selector: (state) => state.theme, immediate: true, owner })
        store.batch((state) => { state.rows.push({ id: 1, text: 'a' }, { id: 2, text: 'b' }); store.set('theme', 'light') })
        const first = list.firstElementChild
        store.getState().rows[0].text = 'A'
        store.getState().rows.reverse()
        await tick()
        const html = list.innerHTML
        owner.stop()
        store.patch({ theme: 'dark' })
        return [found, html, list.lastElementChild === first, themes, R.ragotRegistry.has('feed'), store.getVersion()]
        """
    ) == [True, "<li>b</li><li>A</li>", True, ["light"], False, 3]


def test_rows_keep_their_nodes_while_a_timer_changes_them_and_a_filter_takes_some(run):
    assert run(
        """
        const made = [], ul = document.body.appendChild(document.createElement('ul'))
        let renders = 0
        class Rows extends R.Module {
          onStart() { this.interval(() => this.setState({ tick: this.state.tick + 1 }), 1); this.subscribe(() => this.show(), { immediate: true }) }
          show() {
            R.renderList(ul, this.state.keys, (key) => key, (key) => (made.push(key), R.createElement('li', {}, key)), (li, key) => { li.textContent = key + this.state.tick })
          }
        }
        const rows = new Rows({ tick: 0, keys: ['a', 'b', 'c'] }).start()
        const [a, b, c] = ul.children
        await until(() => rows.state.tick > 1)
        rows.batchState((state) => { state.keys = ['c', 'a', 'b'] })
        const shuffled = [...ul.children].every((li, i) => li === [c, a, b][i])
        rows.batchState((state) => { state.keys = ['c', 'b'] })
        rows.stop()
        const { tick: last } = rows.state
        await new Promise((done) => setTimeout(done, 10))
        return [made, shuffled, ul.textContent === `c${last}b${last}`, rows.state.tick === last, b === ul.lastElementChild]
        """
    ) == [["a", "b", "c"], True, True, True, True]


def test_cells_of_a_grid_keep_their_nodes_through_insert_shuffle_and_pop(run):
    assert run(
        """
        const grid = document.body.appendChild(document.createElement('div'))
        const cells = new Map()
        const show = (keys) => {
          R.renderGrid(grid, keys, (key) => key, (key) => R.createElement('b', {}, key), () => {}, { columnWidth: '160px' })
          const kept = [...grid.children].every((cell) => !cells.has(cell.textContent) || cells.get(cell.textContent) === cell)
          for (const cell of grid.children) cells.set(cell.textContent, cell)
          return [kept, [...grid.children].map((cell) => cell.textContent).join('')]
        }
        const twelve = [...'abcdefghijkl']
        return [show(twelve), show(['x', ...twelve]), show(['x', ...twelve].reverse()), show(twelve.slice(1))]
        """
    ) == [
        [True, "abcdefghijkl"],
        [True, "xabcdefghijkl"],
        [True, "lkjihgfedcbax"],
        [True, "bcdefghijkl"],
    ]


def test_reversing_a_keyed_tree_twice_gives_the_order_that_was(run):
    assert run(
        """
        class Tree extends R.Component {
          onStart() { this.delegate(this.element, 'click', 'li', (event, li) => clicked.push(li.textContent)) }
          render() { return R.createElement('ul', { style: { color: this.state.color } }, this.state.keys.map((key) => R.createElement('li', { 'data-ragot-key': key }, key))) }
        }
        const clicked = []
        const tree = new Tree({ color: 'red', keys: ['a', 'b', 'c'] })
        const root = tree.mount(document.body)
        const nodes = [...root.children], texts = nodes.map((li) => li.firstChild)
        for (const color of ['blue', 'green']) tree.setStateSync({ color, keys: [...tree.state.keys].reverse() })
        root.children[1].click()
        return [root.outerHTML, nodes.every((li, i) => li === root.children[i] && li.firstChild === texts[i]), root === tree.element, clicked]
        """
    ) == [
        '<ul style="color: green;"><li data-ragot-key="a">a</li><li data-ragot-key="b">b</li><li data-ragot-key="c">c</li></ul>',
        True,
        True,
        ["b"],
    ]


def test_a_subscriber_ends_with_its_owner_and_may_write_after_the_task(run):
    assert run(
        """
        const heard = [], module = new R.Module({ n: 0 }).start()
        const owner = new (class extends R.Component { render() { return R.createElement('p') } })()
        owner.mount(document.body)
        module.subscribe((state) => heard.push(state.n), { owner, immediate: true })
        module.watchState((state) => { if (state.n === 1) module.timeout(() => module.setState({ n: 2 }), 0) }, { immediate: false })
        module.setState({ n: 1 })
        await until(() => module.state.n === 2)
        await tick()
        owner.unmount()
        module.setState({ n: 3 })
        await tick()
        return heard
        """
    ) == [0, 1, 2]


def test_an_unmounted_probe_hears_nothing_and_a_fresh_one_works(run):
    assert run(
        """
        const log = []
        class Probe extends R.Component {
          render() { return R.createElement('div', {}, R.createElement('button')) }
          onStart() {
            this.interval(() => log.push('interval'), 1); this.timeout(() => log.push('timeout'), 5)
            this.on(document, 'ping', () => log.push('document')); this.on(document, 'once', () => log.push('once'), { once: true })
            this.listen('ping', () => log.push('bus')); this.delegate(this.element, 'click', 'button', () => log.push('click'))
            this.addCleanup(() => log.push('cleanup'))
          }
        }
        const ping = () => { document.dispatchEvent(new Event('ping')); document.dispatchEvent(new Event('once')); R.bus.emit('ping'); document.querySelector('button')?.click() }
        const probe = new Probe()
        const root = probe.mount(document.body)
        probe.unmount(); probe.unmount()
        ping(); root.firstChild.click()
        await new Promise((done) => setTimeout(done, 30))
        const silent = [...log]
        log.length = 0
        const fresh = new Probe()
        fresh.mount(document.body)
        ping(); ping()
        fresh.unmount()
        return [silent, log]
        """
    ) == [["cleanup"], ["document", "once", "bus", "click", "document", "bus", "click", "cleanup"]]


def test_images_with_data_addresses_finish_and_nothing_loads_after_the_end(run):
    assert run(
        """
        const gif = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA='
        const loaded = [], make = (n) => { const img = new Image(); img.dataset.src = gif + '#' + n; return document.body.appendChild(img) }
        const images = [1, 2, 3].map(make)
        const owner = new R.Module().start()
        R.createLazyLoader(owner, { concurrency: 1, onLoad: (img) => loaded.push(images.indexOf(img)) })
        await until(() => loaded.length === 3)
        owner.stop()
        const late = make(4)
        await frame(); await frame(); await frame()
        return [loaded, late.getAttribute('src')]
        """
    ) == [[0, 1, 2], None]


def test_a_scroller_measures_on_request_and_tells_what_it_does_in_order(run):
    assert run(
        """
        const box = document.body.appendChild(document.createElement('div'))
        box.style.cssText = 'height:100px;overflow:auto'
        const events = [], chunk = () => { const one = document.createElement('div'); one.style.height = '50px'; return one }
        const scroller = new R.VirtualScroller({ root: box, chunkSize: 1, totalItems: () => 10, maxChunks: 2, rootMargin: '0px', renderChunk: chunk, debugLabel: 'list',
          debugHooks: { includeSnapshot: true, onEvent: ({ type, chunk, label, state }) => events.push([type, chunk, label, state.chunks.length]) } })
        scroller.mount(box)
        await frame(); await frame()
        const before = scroller.getDebugState().total
        scroller.getChunkElement(0).append(chunk())
        scroller.getChunkElement(0).style.height = '80px'
        const px = scroller.refreshChunkMeasurement(0)
        const first = events.splice(0)
        box.scrollTop = 10000
        await until(() => scroller.getVisibleChunks().has(9))
        const gone = events.filter(([type]) => type === 'evict').map(([, i]) => i)
        scroller.unmount()
        return [before, px, scroller.getDebugState().chunks, first, gone.slice(0, 2)]
        """
    ) == [
        500,
        80,
        [],
        [
            ["load_start", 0, "list", 0],
            ["load_commit", 0, "list", 1],
            ["load_start", 1, "list", 1],
            ["load_commit", 1, "list", 2],
        ],
        [0, 1],
    ]
