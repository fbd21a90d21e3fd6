import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'

import { createSelector } from '../../src/selector.js'
import { createStateStore, type ChangeMeta } from '../../src/store.js'

const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 0))
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

test('a selector on nested data fires when that data changed, and only then', async () => {
  const store = createStateStore({ user: { name: 'Ada', tags: ['x'] }, n: 0 })
  const seen: unknown[] = []
  store.subscribe((tags) => void seen.push([...tags]), { selector: (state) => state.user.tags })
  store.getState().n++
  store.getState().user.name = 'Grace'
  await settled()
  store.getState().user.tags.push('y')
  await settled()
  assert.deepEqual(seen, [['x', 'y']])
})

test('a write copies what lies on its path and shares the rest', async () => {
  const store = createStateStore({ a: { x: 1 }, b: { y: 1 } })
  const seen: Array<[unknown, unknown]> = []
  store.subscribe((state) => void seen.push([state.a, state.b]), { selector: (state) => state, immediate: true })
  store.set('a.x', 2)
  await settled()
  const [[a0, b0], [a1, b1]] = seen as [[unknown, unknown], [unknown, unknown]]
  assert.deepEqual([a0, a1, b0 === b1, a0 === a1], [{ x: 1 }, { x: 2 }, true, false])
})

test('arrays are sorted, reversed and spliced as arrays are, and hold plain items afterwards', async () => {
  const store = createStateStore({ items: [{ n: 3 }, { n: 1 }, { n: 2 }] })
  const { items } = store.getState()
  const first = items[0]!
  items.sort((a, b) => a.n - b.n)
  items.reverse()
  const gone = items.splice(1, 1)
  first.n = 30
  assert.deepEqual(plain(items), [{ n: 30 }, { n: 1 }])
  assert.deepEqual(plain(gone), [{ n: 2 }])
  ;[items[0], items[1]] = [items[1]!, items[0]!]
  assert.deepEqual(plain(store.getState()), { items: [{ n: 1 }, { n: 30 }] })
})

test('what is in Maps and Sets is followed', async () => {
  const store = createStateStore({ map: new Map([['a', { n: 1 }]]), set: new Set([1]) })
  const types: string[] = []
  store.subscribe((_, change) => void types.push(...(change.changes ?? [change]).map((one) => one.type)))
  const { map, set } = store.getState()
  map.get('a')!.n = 2
  map.set('b', { n: 3 })
  map.delete('a')
  set.add(2)
  set.add(2)
  set.clear()
  await settled()
  assert.deepEqual(types, ['set', 'map:add', 'map:delete', 'set:add', 'set:clear'])
  assert.deepEqual([[...map.keys()], set.size, map.get('b')!.n], [['b'], 0, 3])
})

test('the live state keeps its identity, as do the objects in it while they stay', () => {
  const store = createStateStore({ user: { name: 'Ada' } })
  const user = store.getState().user
  user.name = 'Grace'
  assert.equal(store.getState(), store.getState())
  assert.equal(store.getState().user, user)
  assert.equal(store.get('user'), user)
  assert.deepEqual(plain(user), { name: 'Grace' })
  assert.equal(Array.isArray(createStateStore({ xs: [1] }).getState().xs), true)
})

test('a batch tells once and at once, also when writes were waiting and when it throws', async () => {
  const store = createStateStore({ a: 0, b: 0 })
  const seen: ChangeMeta[] = []
  store.subscribe((_, change) => void seen.push(change))
  store.set('a', 1)
  assert.throws(() =>
    store.batch(
      (state) => {
        state.a = 2
        store.set('b', 3)
        throw new Error('boom')
      },
      { source: 'test' },
    ),
  )
  assert.deepEqual([seen.length, seen[0]!.type, seen[0]!.version, seen[0]!.meta], [1, 'batch', 1, { source: 'test' }])
  await settled()
  assert.deepEqual([seen.length, plain(store.getState())], [1, { a: 2, b: 3 }])
})

test('a single write tells what, where, from and to', async () => {
  const store = createStateStore({ a: { b: 1 } }, { name: 'demo' })
  store.set('a.b', 2, { source: 'me' })
  await settled()
  const { timestamp, ...change } = store.getLastChange()!
  assert.equal(typeof timestamp, 'number')
  assert.deepEqual(change, { type: 'set:path', path: 'a.b', value: 2, prevValue: 1, version: 1, store: 'demo', meta: { source: 'me' } })
})

test('compareAndSet writes only what was expected', () => {
  const store = createStateStore({ n: 1, o: { k: 1 } })
  const { o } = store.getState()
  assert.deepEqual([store.compareAndSet('n', 2, 3), store.compareAndSet('n', 1, 3), store.get('n')], [false, true, 3])
  assert.equal(store.compareAndSet('o', o, { k: 2 }), true)
})

test('get gives the fallback for what is not there, not for null', () => {
  const store = createStateStore<any>({ a: { none: null } })
  assert.deepEqual(
    [store.get('a.none', 1), store.get('a.x', 1), store.get('x.y.z', 2), store.get('a.toString', 3)],
    [null, 1, 2, 3],
  )
})

test('no path and no key reaches a prototype', () => {
  const store = createStateStore<any>({})
  assert.throws(() => store.set('__proto__.polluted', true), TypeError)
  assert.throws(() => store.set(['a', 'constructor'], true), TypeError)
  assert.throws(() => (store.getState()['__proto__'] = { polluted: true }), TypeError)
  assert.equal(({} as any).polluted, undefined)
})

test('a subscriber that writes is told afterwards, and one that never stops is stopped', async (t) => {
  const errors = t.mock.method(console, 'error', () => {})
  const store = createStateStore({ n: 0 })
  const seen: number[] = []
  store.subscribe((state) => {
    if (state.n < 3) store.patch({ n: state.n + 1 })
  })
  store.subscribe((state) => void seen.push(state.n))
  store.patch({ n: 1 })
  assert.deepEqual(seen, [2, 3, 3])
  store.subscribe((state) => void store.patch({ n: state.n + 1 }))
  store.patch({ n: 10 })
  assert.match(String(errors.mock.calls.at(-1)!.arguments[1]), /change it again and again/)
})

test('a subscriber that throws is reported, the others hear all the same', (t) => {
  const errors = t.mock.method(console, 'error', () => {})
  const store = createStateStore({ n: 0 })
  let heard = 0
  store.subscribe(() => {
    throw new Error('boom')
  })
  store.subscribe(() => void heard++)
  store.patch({ n: 1 })
  assert.deepEqual([heard, errors.mock.callCount()], [1, 1])
})

test('actions get the store and can be dispatched by name', () => {
  const store = createStateStore({ n: 1 })
  const actions = store.registerActions({ add: (one: typeof store, by: number) => (one.patch({ n: one.get('n') + by }), one.get('n')) })
  assert.deepEqual([actions.add(2), store.dispatch('add', 3), store.listActions()], [3, 6, ['add']])
  assert.throws(() => store.dispatch('gone'), /has no action "gone"; known: add/)
  assert.throws(() => store.registerActions({ bad: 1 } as never), TypeError)
})

test('a memoised selector sees changes inside of live state', () => {
  const store = createStateStore({ items: [1, 2], other: 0 })
  let computed = 0
  const total = createSelector([(s: any) => s.items], (items: number[]) => (computed++, items.reduce((a, b) => a + b, 0)))
  const seen = [total(store.getState())]
  store.getState().items.push(3)
  seen.push(total(store.getState()))
  store.getState().other++
  seen.push(total(store.getState()))
  assert.deepEqual([seen, computed], [[3, 6, 6], 2])
})

test('random writes leave the live state as a plain object would be, and old snapshots untouched', () => {
  const key = fc.constantFrom('a', 'b', 'c')
  const value = fc.oneof(fc.integer(), fc.record({ a: fc.integer() }), fc.array(fc.record({ b: fc.integer() }), { maxLength: 3 }))
  const step = fc.record({ kind: fc.constantFrom('set', 'nested', 'push', 'reverse', 'delete', 'swap'), key, other: key, value })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const model: any = {}
      const store = createStateStore<any>({})
      const snapshots: Array<[unknown, string]> = []
      store.subscribe((raw: unknown) => void snapshots.push([raw, JSON.stringify(raw)]), { selector: (state: unknown) => state })
      const live = store.getState()
      for (const { kind, key, other, value } of steps) {
        for (const root of [model, live]) {
          const mine = JSON.parse(JSON.stringify(value))
          if (kind === 'set') root[key] = mine
          else if (kind === 'delete') delete root[key]
          else if (kind === 'swap') {
            if (key in root && other in root) [root[key], root[other]] = [root[other], root[key]]
          } else if (kind === 'nested') {
            if (root[key] && typeof root[key] === 'object') root[key][Array.isArray(root[key]) ? root[key].length : other] = mine
          } else if (Array.isArray(root[key])) kind === 'push' ? root[key].push(mine) : root[key].reverse()
        }
        assert.deepEqual(plain(live), plain(model))
        store.patch({})
      }
      for (const [raw, text] of snapshots) assert.equal(JSON.stringify(raw), text)
    }),
    { numRuns: Number(process.env['RAGOT_RUNS'] ?? 200) },
  )
})
