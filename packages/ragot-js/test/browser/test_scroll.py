"""VirtualScroller, infinite scroll and the lazy loader."""

from __future__ import annotations

import base64

import pytest

pytestmark = pytest.mark.browser

LIST = """
const BOX = (style = '') => { const box = document.createElement('div'); box.style.cssText = 'height:300px;width:400px;overflow:auto;' + style; return document.body.appendChild(box) }
const heightOf = (i) => 20 + (i * 7919) % 37
const row = (i, height = heightOf(i)) => { const one = document.createElement('div'); one.textContent = 'row ' + i; one.dataset.i = i; one.style.height = height + 'px'; return one }
const chunkOf = (size, total, height) => (c) => {
  const chunk = document.createElement('div')
  for (let i = c * size; i < Math.min(total, (c + 1) * size); i++) chunk.append(row(i, height?.(i)))
  return chunk
}
const at = (box, y) => { const rect = box.getBoundingClientRect(); const one = document.elementFromPoint(rect.left + 20, rect.top + y)?.closest('[data-i]'); return one ? +one.dataset.i : null }
const topOf = (box) => { const i = at(box, 10); return [i, box.querySelector(`[data-i="${i}"]`).getBoundingClientRect().top - box.getBoundingClientRect().top] }
"""


def test_a_hundred_thousand_rows_of_any_height_scroll_both_ways_without_jumps_or_gaps(run):
    seen = run(
        LIST
        + """
        const box = BOX(), total = 100000
        const scroller = new R.VirtualScroller({ chunkSize: 20, totalItems: () => total, root: box, maxChunks: 8, renderChunk: chunkOf(20, total) })
        scroller.mount(box)
        const problems = []
        let most = 0
        const step = async (px, settle) => {
          const [i, top] = topOf(box)
          box.scrollTop += px
          await frame(); await frame()
          most = Math.max(most, scroller.getVisibleChunks().size)
          for (const y of [5, 150, 290]) if (at(box, y) === null) problems.push(`gap at ${box.scrollTop}`)
          const rows = [...box.querySelectorAll('[data-i]')].map((one) => +one.dataset.i)
          if (rows.some((one, k) => k && one !== rows[k - 1] + 1)) problems.push('order')
          // A row that is still there has moved by what was scrolled, and by nothing else.
          const there = box.querySelector(`[data-i="${i}"]`)
          if (there && Math.abs(there.getBoundingClientRect().top - box.getBoundingClientRect().top - (top - px)) > 1.5) problems.push(`jump at row ${i}`)
        }
        for (let k = 0; k < 40; k++) await step(130)
        box.scrollTop = 1000000; await frame(); await frame(); await frame()
        for (let k = 0; k < 60; k++) await step(-150)
        const middle = at(box, 150)
        scroller.jumpToIndex(4999); await frame(); await frame()
        const last = Math.max(...[...box.querySelectorAll('[data-i]')].map((one) => +one.dataset.i))
        box.scrollTop = 0; await frame(); await frame()
        return { problems, most: most <= 8, far: middle > 10000, last, first: at(box, 5), nodes: box.querySelectorAll('*').length < 400,
                 spacers: box.querySelectorAll('.vs-sentinel').length }
        """
    )

    assert seen == {
        "problems": [],
        "most": True,
        "far": True,
        "last": 99999,
        "first": 0,
        "nodes": True,
        "spacers": 2,
    }


def test_a_jump_puts_the_chunk_at_the_start_of_the_viewport(run):
    assert run(
        LIST
        + """
        const box = BOX()
        const scroller = new R.VirtualScroller({ chunkSize: 10, totalItems: () => 1000, root: box, renderChunk: chunkOf(10, 1000) })
        scroller.mount(box)
        const seen = [scroller.jumpToIndex(50), at(box, 2)]
        await frame(); await frame()
        return [...seen, at(box, 2), scroller.jumpToIndex(-1), scroller.jumpToIndex(100), scroller.jumpToIndex(99)]
        """
    ) == [True, 500, 500, False, False, True]


def test_chunks_that_come_late_are_shown_only_while_they_are_wanted(run):
    seen = run(
        LIST
        + """
        const box = BOX(), asked = [], events = []
        const make = chunkOf(10, 1000, () => 30)
        const scroller = new R.VirtualScroller({
          chunkSize: 10, totalItems: () => 1000, root: box, maxChunks: 4, rootMargin: '300px', poolSize: 4, onRecycle: (chunk, c) => chunk.replaceChildren(...make(c).childNodes),
          renderChunk: (c, { isCurrent }) => new Promise((resolve) => asked.push([c, () => resolve(make(c)), isCurrent])),
          debugHooks: { onEvent: ({ type, chunk }) => events.push([type, chunk]) },
        })
        scroller.mount(box)
        const loading = box.querySelectorAll('.vs-chunk-loading').length
        box.scrollTop = 20000; await frame(); await frame()
        const old = asked.filter(([c]) => c < 5).map(([c, resolve, isCurrent]) => (resolve(), isCurrent()))
        await tick()
        for (const [c, resolve] of asked.filter(([c]) => c >= 5)) resolve()
        await tick(); await frame()
        const rows = [...box.querySelectorAll('[data-i]')].map((one) => +one.dataset.i)
        return { loading: loading > 0, old: old.some(Boolean), stale: events.some(([type, c]) => type === 'load_stale' && c < 5),
                 shells: box.querySelectorAll('.vs-chunk-loading').length, there: rows.length >= 20 && rows.every((one, k) => !k || one === rows[k - 1] + 1),
                 pooled: scroller.getDebugState().pooled }
        """
    )

    assert seen == {"loading": True, "old": False, "stale": True, "shells": 0, "there": True, "pooled": 0}


def test_nothing_is_asked_for_outside_of_the_list_and_an_error_leaves_no_ghost(run, page):
    errors: list[str] = []
    seen = run(
        LIST
        + """
        console.error = (...args) => globalThis.told = (globalThis.told ?? 0) + 1
        const box = BOX(), asked = new Set()
        let fail = true
        const scroller = new R.VirtualScroller({
          chunkSize: 10, totalItems: () => 95, root: box, maxChunks: 3, rootMargin: '100px',
          renderChunk(c) { asked.add(c); if (c === 4 && fail) throw new Error('boom'); return chunkOf(10, 95, () => 30)(c) },
        })
        scroller.mount(box)
        for (const top of [1300, 99999, 0, 99999, 0]) { box.scrollTop = top; await frame(); await frame() }
        fail = false
        box.scrollTop = 1300; await frame(); await frame()
        const has = box.querySelector('[data-i="45"]') !== null
        box.scrollTop = 99999; await frame(); await frame()
        return { asked: [Math.min(...asked), Math.max(...asked)], told: told > 0, has, last: at(box, 290) }
        """
    )

    assert (seen, errors) == ({"asked": [0, 9], "told": True, "has": True, "last": 94}, [])


def test_chunks_are_recycled_and_the_last_one_may_be_short(run):
    assert run(
        LIST
        + """
        const box = BOX()
        let made = 0
        const make = chunkOf(10, 93, () => 30)
        const scroller = new R.VirtualScroller({ chunkSize: 10, totalItems: () => 93, root: box, maxChunks: 3, rootMargin: '0px', poolSize: 5,
          renderChunk: (c) => (made++, make(c)), onRecycle: (chunk, c) => chunk.replaceChildren(...make(c).childNodes) })
        scroller.mount(box)
        for (let top = 0; top <= 2800; top += 100) { box.scrollTop = top; await frame() }
        await frame()
        const end = [...box.querySelectorAll('[data-i]')].map((one) => +one.dataset.i).at(-1)
        scroller.unmount()
        return [made <= 3, end, document.body.innerHTML.includes('row')]
        """
    ) == [True, 92, False]


def test_columns_scroll_sideways_and_a_grid_lays_its_chunks_contents_out(run):
    assert run(
        LIST
        + """
        const box = BOX('display:block'), total = 10000
        const side = new R.VirtualScroller({ chunkSize: 10, totalItems: () => total, root: box, axis: 'horizontal', containerClass: 'row', maxChunks: 6, rootMargin: '0px 300px',
          renderChunk(c) { const chunk = document.createElement('div'); chunk.style.cssText = 'display:flex;flex:none'; for (let i = c * 10; i < c * 10 + 10; i++) { const one = row(i, 50); one.style.width = '40px'; one.style.flex = 'none'; chunk.append(one) } return chunk } })
        document.head.appendChild(document.createElement('style')).textContent = '.row{display:flex}'
        side.mount(box)
        box.scrollLeft = 100000; await frame(); await frame()
        const sideways = [at(box, 10), box.scrollWidth > 390000]
        side.unmount()
        const outer = BOX(), grid = document.createElement('div')
        grid.style.cssText = 'display:grid;grid-template-columns:repeat(4,1fr);row-gap:10px'
        outer.append(grid)
        const squares = new R.VirtualScroller({ chunkSize: 40, totalItems: () => total, root: outer, chunkContainer: grid, maxChunks: 5, rootMargin: '300px',
          renderChunk(c) { const chunk = chunkOf(40, total, () => 30)(c); chunk.style.display = 'contents'; return chunk } })
        squares.mount(outer)
        await frame(); await frame()
        outer.scrollTop = 40000; await frame(); await frame(); await frame()
        const there = at(outer, 20)
        return [...sideways, Math.abs(there - 4000) <= 8, outer.scrollHeight > 99000 && outer.scrollHeight < 101000]
        """
    ) == [2500, True, True, True]


def test_scrollers_inside_chunks_are_reused(run):
    assert run(
        LIST
        + """
        const box = BOX()
        let inner = 0
        const live = new Set()
        const scroller = new R.VirtualScroller({ chunkSize: 1, totalItems: () => 50, root: box, maxChunks: 4, rootMargin: '0px', childPoolSize: 4,
          renderChunk(c) {
            const chunk = document.createElement('div'); chunk.style.cssText = 'height:100px;overflow:auto'
            const child = scroller.acquireChild(c, { chunkSize: 5, totalItems: () => 100, root: chunk, maxChunks: 3, renderChunk: chunkOf(5, 100, () => 20) }, chunk)
            live.add(child)
            return chunk
          } })
        scroller.mount(box)
        for (let top = 0; top <= 4000; top += 100) { box.scrollTop = top; await frame() }
        const state = scroller.getDebugState()
        const shown = box.querySelectorAll('.vs-container .vs-container').length
        scroller.unmount()
        return [live.size <= 8, state.children <= 4, shown === state.children, document.querySelectorAll('.vs-container').length]
        """
    ) == [True, True, True, 0]


def test_infinite_scroll_loads_at_both_ends_and_holds_its_limit(run):
    assert run(
        LIST
        + """
        const box = BOX(), live = new Map(), log = []
        const top = box.appendChild(document.createElement('i')), end = box.appendChild(document.createElement('i'))
        for (const one of [top, end]) one.style.cssText = 'display:block;height:1px'
        class Owner extends R.Module {}
        const owner = new Owner().start()
        const scroll = R.createInfiniteScroll(owner, {
          root: box, sentinel: end, topSentinel: top, chunkSize: 10, maxChunks: 3, rootMargin: '50px', totalItems: () => 95,
          visibleChunks: () => new Set(live.keys()), getChunkEl: (c) => live.get(c) ?? null,
          onLoadMore(c) { log.push(c); const chunk = chunkOf(10, 95, () => 30)(c); live.set(c, chunk); const next = [...live.keys()].filter((k) => k > c).sort((a, b) => a - b)[0]
            box.insertBefore(chunk, next === undefined ? end : live.get(next)) },
          onEvictChunk(c) { live.get(c).remove(); live.delete(c) },
        })
        await until(() => live.size >= 2)
        await until(() => { box.scrollTop += 40; return live.has(9) })
        const down = [live.size, Math.max(...log)]
        await until(() => { box.scrollTop -= 40; return live.has(0) })
        const up = [live.size, Math.min(...log)]
        owner.stop()
        const count = log.length
        box.scrollTop = 10000; await frame(); await frame()
        return [down, up, log.length === count]
        """
    ) == [[3, 9], [3, 0], True]


def test_eviction_that_is_slow_or_sees_a_copy_does_not_hang(run):
    assert run(
        LIST
        + """
        const box = BOX()
        const top = box.appendChild(document.createElement('i')), end = box.appendChild(document.createElement('i'))
        let evicted = 0
        const scroll = R.createInfiniteScroll({ addCleanup() {} }, { root: box, sentinel: end, topSentinel: top, maxChunks: 1, totalItems: () => 300,
          visibleChunks: () => new Set([1, 2, 3, 4]), onLoadMore() {}, onEvictChunk() { evicted++; return Promise.resolve() } })
        await until(() => evicted >= 3)
        scroll.destroy()
        const none = R.createInfiniteScroll({ addCleanup() {} }, {})
        none.reset(); none.destroy()
        return evicted >= 3
        """
    )


GIF = base64.b64decode("R0lGODlhAQABAAAAACwAAAAAAQABAAA=")


@pytest.fixture
def images(page):
    """`/pixel.gif` is an image, `/bad.gif` is none."""
    page.route("**/pixel.gif*", lambda route: route.fulfill(body=GIF, content_type="image/gif"))
    page.route("**/bad.gif*", lambda route: route.fulfill(body=b"no image", content_type="image/gif"))


def test_images_are_loaded_when_they_come_near_a_few_at_a_time(run, images):
    assert run(
        LIST
        + """
        const box = BOX(), states = [], loaded = []
        let most = 0
        for (let i = 0; i < 50; i++) { const img = new Image(); img.dataset.src = '/pixel.gif?' + i; img.style.cssText = 'display:block;height:50px'; box.append(img) }
        const images = [...box.children]
        const owner = new (class extends R.Module {})().start()
        const now = new Set()
        R.createLazyLoader(owner, { root: box, rootMargin: '0px', concurrency: 2,
          onStateChange(img, state) { states.push(state); if (state === 'pending') now.add(img); else now.delete(img); most = Math.max(most, now.size) },
          onLoad(img) { loaded.push(images.indexOf(img)) } })
        const before = images.filter((img) => img.getAttribute('src')).length
        await until(() => loaded.length >= 6)
        await frame(); await frame()
        const near = loaded.length
        box.scrollTop = 10000
        await until(() => loaded.includes(49))
        const classes = images[0].className
        owner.stop()
        return [before, near < 12, most, new Set(loaded).size === loaded.length, classes, images.some((img) => !img.getAttribute('src'))]
        """,
    ) == [0, True, 2, True, "ragot-lazy-loaded", True]


def test_a_failed_image_is_tried_again_and_morphing_an_image_that_loads_stops_nothing(run, images):
    assert run(
        """
        const log = []
        const make = (n) => R.createElement('div', { title: n }, R.createElement('img', { 'data-src': '/bad.gif' }), R.createElement('img', { 'data-src': '/pixel.gif' }))
        const live = document.body.appendChild(make(1))
        const loader = R.createLazyLoader({ addCleanup() {} }, { concurrency: 1,
          retry: { maxAttempts: 2, schedule: (again, ms) => { log.push('wait ' + ms); again() } },
          onLoad: () => log.push('loaded'), onError: (img, { attempt }) => log.push('gave up after ' + attempt) })
        R.morphDOM(live, make(2))
        await until(() => log.includes('loaded') && log.some((one) => one.startsWith('gave')))
        R.morphDOM(live, make(3))
        loader.destroy()
        return [log.filter((one) => one !== 'loaded'), live.lastChild.className, live.lastChild.getAttribute('src') === '/pixel.gif']
        """,
    ) == [["wait 1000", "wait 2000", "gave up after 3"], "ragot-lazy-loaded", True]
