// The light helpers say what the full ones say, for every value that JSON can carry.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { eq } from '../../src/py/compare.js'
import { get } from '../../src/py/dict.js'
import { iter, list } from '../../src/py/iterate.js'
import { item } from '../../src/py/item.js'
import { Float } from '../../src/py/kinds.js'
import * as helpers from '../../src/py/light/helpers.js'
import { add as lightAdd } from '../../src/py/light/numbers.js'
import { add } from '../../src/py/number.js'
import { attr } from '../../src/py/object.js'
import { expect } from '../../src/py/types.js'
import { toJs } from '../../src/py/border.js'
import { shown } from '../../src/py/shown.js'
import { str } from '../../src/py/text.js'
import { truthy } from '../../src/py/truth.js'

const light = { ...helpers, add: lightAdd }
const full = { attr, eq, expect, get, item, list, shown, str, toJs, truthy }
type Name = keyof typeof full

/** What a call gives or throws. */
function outcome(f: (...args: never[]) => unknown, args: readonly unknown[]): unknown {
  try {
    return { value: f(...(args as never[])) }
  } catch (error) {
    const { name, message } = error as Error
    return { name, message }
  }
}

function same(name: Name, ...args: unknown[]): void {
  assert.deepStrictEqual(outcome(light[name], args), outcome(full[name], args), name)
}

const json = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('', '0', "it's", '"', '\n\\\u0000é\u00a0', -0, 0.1, 1e16, 1e-7, 2 ** 53, NaN, Infinity, [], {}, [[]], { a: null }, undefined),
)
const key = fc.constantFrom('a', 'count', 'toString', '')

for (const name of ['str', 'truthy', 'toJs', 'shown', 'list'] as const) {
  test(`${name} is the same for all that JSON can carry`, () => {
    fc.assert(fc.property(json, (v) => same(name, v)))
    fc.assert(fc.property(fc.array(json.filter((v) => v !== undefined)), (v) => same(name, v)))
  })
}

for (const name of ['item', 'attr', 'get'] as const) {
  test(`${name} finds and misses the same`, () => {
    fc.assert(fc.property(fc.oneof(json, fc.record({ a: json, count: json })), key, (v, k) => same(name, v, k)))
  })
}

test('get takes a fallback, and knows what cannot be a key', () => {
  for (const given of [['a', 1], ['b', 1], ['b', null], [1, 2], [['a']]]) same('get', { a: 3 }, ...given)
})

test('equality is the same', () => {
  fc.assert(fc.property(json, json, (a, b) => same('eq', a, b)))
  fc.assert(fc.property(json, (a) => same('eq', a, structuredClone(a))))
  for (const [a, b] of [[true, 1], [false, 0], [[1, { a: true }], [true, { a: 1 }]], [null, undefined], [0, -0]]) same('eq', a, b)
})

test('sums are the same: exact integers, floats that stay floats', () => {
  const number = fc.oneof(fc.integer(), fc.double(), fc.maxSafeInteger(), fc.boolean(), fc.bigInt(), fc.integer().map((n) => new Float(n)))
  // An integer has one zero.
  const written = (v: unknown): unknown => (v instanceof Float || typeof v === 'bigint' ? `${typeof v} ${String(v)}` : v === 0 ? 0 : v)
  const sum = (f: typeof add) => (a: unknown, b: unknown) => written(f(a, b))
  fc.assert(
    fc.property(fc.oneof(number, json), fc.oneof(number, json), (a, b) => {
      assert.deepStrictEqual(outcome(sum(light.add), [a, b]), outcome(sum(add), [a, b]))
    }),
    { numRuns: 500 },
  )
})

test('what sums can make is known to every helper', () => {
  for (const v of [new Float(2), new Float(0), 2n ** 60n, [new Float(1), { a: new Float(2) }], { a: 2n ** 70n }]) {
    for (const name of ['str', 'truthy', 'toJs', 'shown'] as const) same(name, v)
    for (const kind of ['int', 'float', 'list', 'str']) same('expect', v, kind, 'x')
    for (const other of [2, 2n ** 60n, new Float(2), true, [1, { a: 2 }]]) same('eq', v, other)
    for (const name of ['item', 'attr', 'get'] as const) same(name, v, 'a')
  }
})

test('loops walk the same, and mind what happens to a dict', () => {
  const walk = (iter: (v: unknown) => Iterable<unknown>) => (v: unknown) => [...iter(v)]
  const grow = (iter: (v: unknown) => Iterable<unknown>) => () => {
    const bag: Record<string, number> = { a: 1 }
    for (const key of iter(bag)) bag[`${String(key)}b`] = 2
  }
  fc.assert(fc.property(json, (v) => assert.deepStrictEqual(outcome(walk(light.iter), [v]), outcome(walk(iter), [v]))))
  assert.deepStrictEqual(outcome(grow(light.iter), []), outcome(grow(iter), []))
})

test('annotations are checked the same', () => {
  const kinds = fc.constantFrom('str', 'int', 'float', 'bool', 'list', 'dict', 'str|None', 'int|float', 'object', 'tuple', 'set')
  fc.assert(fc.property(json, kinds, (v, kind) => same('expect', v, kind, 'x')))
})

test('objects of JavaScript give what they have, and None', () => {
  const host = new URL('http://a/b?c')
  for (const name of ['host', 'missing', 'pathname']) same('attr', host, name)
  same('item', host, 'host')
  same('item', host, 'missing')
  assert.equal((light.attr(host, 'toString') as () => string)(), 'http://a/b?c')
  same('str', new Error('x'))
  same('str', light.str)
  const loop: unknown[] = [1]
  loop.push(loop)
  same('str', loop)
})

test('a method of a JavaScript object is the same function at every mention', () => {
  const owner = {
    __proto__: {
      own() {
        return this
      },
    },
  }
  for (const read of [attr, helpers.attr]) {
    const method = read(owner, 'own') as () => unknown
    assert.equal(read(owner, 'own'), method)
    assert.equal(method(), owner)
  }
})
