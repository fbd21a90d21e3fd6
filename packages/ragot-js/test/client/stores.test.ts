import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { store, type StoreBridge } from '../../src/client/stores.js'
import { openPage } from './page.js'

declare const TEST_ROOT: string

type Value = any
interface Step {
  call?: string
  args?: Value[]
  returns?: Value
  told?: [string, Value][]
  subscribe?: string
  unsubscribe?: string
  selector?: Value
  immediate?: boolean
  then?: Value
}

const path = join(TEST_ROOT, '../../../contracts/cases/store.json')
const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: { name: string; initial: Value; steps: Step[] }[] }

openPage({ stores: { seeded: { user: 'Grace', added: true } } })

for (const [i, { name, initial, steps }] of cases.entries()) {
  test(`as on the server: ${name}`, () => {
    const one = store(`case ${i}`, initial) as StoreBridge & Record<string, (...args: Value[]) => Value>
    let heard: [string, Value][] = []
    const endings: Record<string, () => unknown> = {}
    const functions: Record<string, (value: Value) => unknown> = {
      user: (state) => state.user,
      count: (state) => state.n,
      append: (draft) => void draft.items.push(4),
      replace: () => ({ n: 9 }),
      nothing: () => null,
      nested: (value) => (value === 1 ? one.set('n', 5) : null),
    }
    const argument = (value: Value): Value => (value?.fn ? functions[value.fn] : value)
    for (const step of steps) {
      heard = []
      let returned: Value
      if (step.subscribe) {
        const label = step.subscribe
        const then = argument(step.then ?? { fn: 'nothing' }) as (value: Value) => void
        endings[label] = one.subscribe((value) => (heard.push([label, value]), then(value)), {
          selector: argument(step.selector ?? null) as string,
          immediate: step.immediate ?? false,
        })
      } else if (step.unsubscribe) endings[step.unsubscribe]!()
      else returned = one[step.call!]!(...step.args!.map(argument))
      assert.deepEqual([returned, heard], [step.returns, step.told ?? []], JSON.stringify(step))
    }
  })
}

test('a store starts with what the server put into the page, over its declaration', () => {
  assert.deepEqual(store('seeded', { user: 'Ada', n: 1 }).snapshot(), { user: 'Grace', n: 1, added: true })
})

test('reset goes back to the declaration, not to what the server sent', () => {
  const seeded = store('seeded', { user: 'Ada', n: 1 })
  seeded.set('n', 7)
  assert.deepEqual(seeded.reset(), { user: 'Ada', n: 1 })
})

test('a store declared again is the same store with its state', () => {
  const first = store('again', { n: 1 })
  first.set('n', 2)
  assert.equal(store('again', { n: 5 }), first)
  assert.deepEqual([first.get('n'), first.reset()], [2, { n: 5 }])
})

test('what goes in and what comes out are copies', () => {
  const items = [1]
  const one = store('copies', { items })
  items.push(2)
  ;(one.get('items') as number[]).push(3)
  one.snapshot()['items'] = null
  assert.deepEqual(one.snapshot(), { items: [1] })
})

test('dicts of compiled code are records in a store', () => {
  const one = store('maps', new Map([['a', new Map([['b', 1]])]]))
  one.set('c', new Map([['d', [new Map([['e', 2]])]]]))
  assert.deepEqual(one.snapshot(), { a: { b: 1 }, c: { d: [{ e: 2 }] } })
  assert.throws(() => one.set('x', new Map([[1, 'a']])), { name: 'TypeError', message: 'keys must be strings here, got 1' })
})

test('prototype keys are refused as parts of a path, and data as values', () => {
  const one = store('proto', {})
  for (const path of ['__proto__.x', 'a.constructor', ['prototype']]) assert.throws(() => one.set(path, 1), TypeError)
  one.patch(JSON.parse('{"__proto__": {"x": 1}}'))
  assert.equal(({} as Value).x, undefined)
})

test('a subscriber that fails does not keep the others from hearing', (t) => {
  const errors = t.mock.method(console, 'error', () => {})
  const one = store('failing', { n: 0 })
  const heard: Value[] = []
  one.subscribe(() => {
    throw new Error('broken')
  })
  one.subscribe((value) => heard.push(value))
  one.set('n', 1)
  assert.deepEqual(heard, [{ n: 1 }])
  assert.equal(errors.mock.callCount(), 1)
})

test('a declaration that is no dict is refused', () => {
  assert.throws(() => store('wrong', [1]), { message: "store('wrong'): expected a dict, got list" })
  assert.throws(() => store(' ', {}), { message: 'store(): expected a name, got " "' })
})
