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
