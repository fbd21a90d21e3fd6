import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Lifetime } from '../../src/lifetime.js'
import { Module } from '../../src/module.js'
import { Registry } from '../../src/registry.js'
import { createSelector } from '../../src/selector.js'

const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 0))

test('a lifetime releases in reverse order, whatever a cleanup throws', () => {
  const log: string[] = []
  const life = new Lifetime()
  life.defer(() => void log.push('first'))
  life.defer(() => {
    throw new Error('boom')
  })
  life.defer(() => void log.push('last'))

  const errors = life.close()

  assert.deepEqual([log, errors.map(String), life.size, life.closed], [['last', 'first'], ['Error: boom'], 0, true])
})

test('a cleanup that is forgotten while the lifetime closes does not run', () => {
  const log: string[] = []
  const life = new Lifetime()
  const forget = life.defer(() => void log.push('forgotten'))
  life.defer(forget)

  life.close()

  assert.deepEqual(log, [])
})

test('a cleanup given to a closed lifetime runs at once', () => {
  const life = new Lifetime()
  life.close()
  let ran = false
  life.defer(() => void (ran = true))
  assert.equal(ran, true)
})

test('a module notifies once per task, and set state can be read back at once', async () => {
  const module = new Module({ n: 0, m: 0 })
  const seen: unknown[] = []
  module.subscribe((state) => void seen.push({ ...state }))
  module.setState({ n: 1 })
  module.setState((state) => ({ n: state.n + 1 }))
  module.setState({ m: 5 })

  assert.equal(module.state.n, 2)
  await settled()
  assert.deepEqual(seen, [{ n: 2, m: 5 }])
})

test('a batch notifies once, synchronously, also when it throws, and keeps what set_state wrote inside', () => {
  const module = new Module<{ n: number; m: number; k?: number }>({ n: 0, m: 0 })
  const seen: unknown[] = []
  module.subscribe((state) => void seen.push({ ...state }))
  assert.throws(() =>
    module.batchState((state) => {
      state.n = 1
      module.setState({ m: 2 })
      state.k = 3
      module.batchState((inner) => void (inner.n = 9))
      throw new Error('boom')
    }),
  )
  assert.deepEqual(seen, [{ n: 9, m: 2, k: 3 }])
})

test('a selector is told only of its own change, watch_state at once as well', async () => {
  const module = new Module({ n: 0, m: 0 })
  const seen: unknown[] = []
  module.watchState((n, state, from) => void seen.push([n, state.m, from === module]), { selector: (state) => state.n })
  module.setState({ m: 1 })
  await settled()
  module.setState({ n: 1 })
  await settled()
  assert.deepEqual(seen, [
    [0, 0, true],
    [1, 1, true],
  ])
})

test('the state that a module is given is not the one that it changes', () => {
  const given = { n: 1 }
  const module = new Module(given)
  module.batchState((state) => void (state.n = 2))
  assert.deepEqual([given.n, module.state.n], [1, 2])
})

test('a start that fails releases what it had acquired and can be tried again', () => {
  const log: string[] = []
  class Failing extends Module {
    fail = true
    override onStart(): void {
      this.addCleanup(() => void log.push('released'))
      if (this.fail) throw new Error('boom')
    }
  }
  const module = new Failing()
  assert.throws(() => module.start(), /boom/)
  assert.deepEqual([module.$running, log], [false, ['released']])
  module.fail = false
  assert.equal(module.start().$running, true)
})

test('a module that stopped acquires nothing more', async () => {
  const log: string[] = []
  const module = new Module().start()
  module.stop()
  module.timeout(() => void log.push('timeout'), 0)
  module.interval(() => void log.push('interval'), 1)
  module.on(new EventTarget(), 'x', () => {})
  module.addCleanup(() => void log.push('cleanup at once'))
  await settled()
  assert.deepEqual(log, ['cleanup at once'])
})

test('stop runs once, also when a child or a cleanup calls it again', () => {
  const log: string[] = []
  class Parent extends Module {
    override onStop(): void {
      log.push('onStop')
      this.stop()
    }
  }
  const parent = new Parent()
  parent.adopt({ start: () => log.push('start child'), stop: () => (log.push('stop child'), parent.stop()) })
  parent.start()
  parent.stop().stop()
  assert.deepEqual(log, ['start child', 'onStop', 'stop child'])
})

test('a child is adopted once, and one without a way to end is refused', () => {
  let stops = 0
  const child = { start() {}, stop: () => void stops++ }
  const module = new Module().adopt(child).adopt(child).start()
  module.stop()
  assert.equal(stops, 1)
  assert.throws(() => new Module().adopt({}), /no method stop, unmount/)
})

test('a listener is told apart by its phase, and a once listener with an object is called', () => {
  const target = new EventTarget()
  const log: string[] = []
  const module = new Module()
  const heard = (): void => void log.push('heard')
  module.on(target, 'x', heard).on(target, 'x', heard).on(target, 'x', heard, true)
  module.on(target, 'y', { handleEvent: () => void log.push('object') }, { once: true })
  target.dispatchEvent(new Event('x'))
  target.dispatchEvent(new Event('y'))
  target.dispatchEvent(new Event('y'))
  module.off(target, 'x', heard)
  target.dispatchEvent(new Event('x'))
  assert.deepEqual(log, ['heard', 'heard', 'object'])
})

test('a once listener that has fired can be registered again', () => {
  const target = new EventTarget()
  let count = 0
  const module = new Module()
  const heard = (): void => void count++
  for (let i = 0; i < 2; i++) {
    module.on(target, 'x', heard, { once: true })
    target.dispatchEvent(new Event('x'))
  }
  assert.equal(count, 2)
})

test('timers end with their owner, and can be cleared from inside', async () => {
  const log: string[] = []
  const module = new Module().start()
  module.timeout(() => void log.push('never'), 5)
  const id = module.interval(() => {
    log.push('once')
    module.clearInterval(id)
  }, 1)
  module.timeout(() => void module.stop(), 3)
  await new Promise((done) => setTimeout(done, 20))
  assert.deepEqual(log, ['once'])
})

test('the registry keeps a value as long as its owner runs, and a replaced owner removes nothing', async () => {
  const registry = new Registry()
  const first = new Module()
  const second = new Module()
  registry.provide(' key ', 1, first)
  assert.throws(() => registry.provide('key', 2), /already provided/)
  registry.provide('key', 2, second, { replace: true })
  first.stop()
  assert.equal(registry.require('key'), 2)
  second.stop()
  assert.deepEqual([registry.has('key'), registry.resolve('key')], [false, undefined])
  assert.throws(() => registry.require('key'), /nothing is provided as "key"; known: nothing/)
  assert.throws(() => registry.provide('bad', 1, {} as never), /owner must have addCleanup/)
  assert.equal(registry.has('bad'), false)
})

test('waiting for a key is kept, cancelled, timed out or told that the registry was cleared', async () => {
  const registry = new Registry()
  const kept = registry.waitFor('a')
  const cancelled = registry.waitForCancellable('b')
  const late = registry.waitFor('c', { timeoutMs: 1 })
  const cleared = registry.waitFor('d')
  registry.provide('a', 1)
  cancelled.cancel()
  await assert.rejects(cancelled.promise, /waiting for "b" was cancelled/)
  await assert.rejects(late, /waiting for "c" timed out after 1ms/)
  registry.clear()
  await assert.rejects(cleared, /the registry was cleared/)
  assert.equal(await kept, 1)
})

test('a selector computes again only when an input has changed', () => {
  let computed = 0
  const total = createSelector([(s: { items: number[]; other: number }) => s.items], (items: number[]) => {
    computed++
    return items.reduce((sum, one) => sum + one, 0)
  })
  const items = [1, 2]
  assert.deepEqual([total({ items, other: 1 }), total({ items, other: 2 }), total({ items: [5], other: 2 })], [3, 3, 5])
  assert.equal(computed, 2)
  const constant = createSelector([], () => ++computed)
  assert.equal(constant(null), constant(null))
})
