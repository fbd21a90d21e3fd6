"""Whatever was mounted, started and changed in whatever order: when it has gone, nothing of it is left."""

from __future__ import annotations

import os
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
RUNS = int(os.environ.get("RAGOT_RUNS", "60"))

# Counts timers, frames and observers that run; and one of each thing that can be on a page.
WIDGETS = """
const running = new Set()
const watch = (start, stop, once) => {
  const [begin, end] = [globalThis[start], globalThis[stop]]
  globalThis[start] = (fn, ...rest) => {
    const id = begin((...args) => { if (once) running.delete(start + id); return fn(...args) }, ...rest)
    running.add(start + id)
    return id
  }
  globalThis[stop] = (id) => { for (const name of names) running.delete(name + id); end(id) }
}
const names = ['setTimeout', 'setInterval', 'requestAnimationFrame']
const settled = () => new Promise((done) => setTimeout.call(window, done, 0))
watch('setTimeout', 'clearTimeout', true)
watch('setInterval', 'clearInterval', false)
watch('requestAnimationFrame', 'cancelAnimationFrame', true)

const { Component: Compiled } = await import('/dist/esm/component.js')
const KID = R.block('<i data-h="click"> </i>', [[0, [0]]], R.hears([[[], 'click', (self) => self.setState({ own: 1 })]]))
const BOX = R.nest('<div><b> </b><!></div>', [[0, [0, 0]], [5, [1]]])
class Kid extends Compiled {
  $view() { return R.view(KID, [`${this.props.name} ${this.state.own ?? 0}`]) }
  onStart() { this.timeout(() => {}, 60000); this.listen('kid', () => {}) }
}
class Box extends Compiled {
  $view() { return R.view(BOX, ['box', this.state.names.map((name) => new Kid({}, { props: { name }, key: name }))]) }
  onStart() { this.on(window, 'resize', () => {}); this.interval(() => {}, 60000) }
}
class Card extends R.Component {
  render() {
    return R.createElement('section', { onClick() {}, ref: this.ref('root') },
      this.state.names.map((name) => R.createElement('p', { 'data-ragot-key': name, onInput() {} }, name)))
  }
  onStart() {
    this.delegate(this.element, 'click', 'p', () => {})
    this.on(document, 'keydown', () => {}, { once: true }); this.listen('card', () => {}); this.timeout(() => {}, 60000)
    store.subscribe(() => {}, { owner: this, selector: (state) => state.n })
    R.createLazyLoader(this, {})
  }
}
class List extends R.Module {
  onStart() {
    this.box = document.body.appendChild(document.createElement('div'))
    this.box.style.cssText = 'height:100px;overflow:auto'
    const top = this.box.appendChild(document.createElement('i')), end = this.box.appendChild(document.createElement('i'))
    R.createInfiniteScroll(this, { root: this.box, sentinel: end, topSentinel: top, onLoadMore() {}, onEvictChunk() {}, visibleChunks: () => new Set(), totalItems: () => 0 })
    this.adopt(new R.VirtualScroller({ root: this.box, chunkSize: 5, totalItems: () => 40, maxChunks: 2,
      renderChunk() { const chunk = document.createElement('div'); chunk.style.height = '60px'; return chunk } }), { startArgs: [this.box] })
    this.adoptComponent(new Card({ names: ['x'] }), { startArgs: [this.box], sync: (card, state) => card.setState({ names: state.names }) })
    this.addCleanup(() => this.box.remove())
  }
}
const store = R.createStateStore({ n: 0 })
const make = [(names) => new Box({ names }), (names) => new Card({ names }), (names) => new List({ names })]
const begin = (one) => (one.start ? one.start() : one.mount(document.body))
const end = (one) => (one.start ? one.stop() : one.unmount())

/** Runs a schedule of [widget, what, names], and ends everything that it has begun. */
const play = async (steps) => {
  const there = []
  for (const [kind, what, names] of steps) {
    const one = there[kind] ??= make[kind](names)
    if (what === 'begin') begin(one)
    else if (what === 'end') end(one)
    else if (what === 'set') one.setState({ names: [...new Set(names)] })
    else if (what === 'now') (one.setStateSync ?? one.batchState).call(one, one.setStateSync ? { names: [...new Set(names)] } : (state) => { state.names = names })
    else if (what === 'new') { end(one); there[kind] = null }
    else if (what === 'store') store.patch({ n: names.length })
    else await settled()
  }
  for (const one of there) if (one) end(one)
}
const schedules = fc.array(fc.tuple(fc.nat(2), fc.constantFrom('begin', 'end', 'set', 'now', 'new', 'store', 'wait'),
  fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'))), { maxLength: 25 })
"""


def metrics(page: Page) -> dict[str, float]:
    """Nodes, listeners and bytes that are alive after a garbage collection."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    found = session.send("Performance.getMetrics")["metrics"]
    session.detach()
    return {one["name"]: one["value"] for one in found}


def test_a_random_schedule_leaves_no_timer_listener_or_node_behind(check: Any, page: Page) -> None:
    seen = check(
        WIDGETS
        + """
        globalThis.again = async (runs) => {
          await fc.assert(fc.asyncProperty(schedules, async (steps) => {
            await play(steps)
            await settled()
            const left = [document.body.innerHTML, R.bus.events.size, [...running].filter((one) => !one.startsWith('requestAnimationFrame'))]
            if (JSON.stringify(left) !== '["",0,[]]') throw new Error('left behind: ' + JSON.stringify(left))
          }), { numRuns: runs })
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
        }
        await again(given.runs)
        return running.size
        """,
        modules="index, block",
        runs=RUNS,
    )
    before = metrics(page)
    page.evaluate("(runs) => again(runs)", RUNS)
    after = metrics(page)

    assert seen == 0
    assert {name: after[name] for name in ("Nodes", "JSEventListeners")} == {
        name: before[name] for name in ("Nodes", "JSEventListeners")
    }


def test_a_thousand_random_cycles_leave_the_heap_flat(check: Any, page: Page) -> None:
    check(
        WIDGETS
        + """
        const steps = fc.sample(schedules, { numRuns: 100, seed: 7 })
        globalThis.cycles = async (count) => { for (let i = 0; i < count; i++) await play(steps[i % steps.length]); await settled() }
        // First everything is compiled, and every cache has its size.
        await cycles(2000)
        """,
        modules="index, block",
    )
    before = metrics(page)
    page.evaluate("() => cycles(1000)")
    after = metrics(page)

    assert after["JSHeapUsedSize"] / before["JSHeapUsedSize"] < 1.01
