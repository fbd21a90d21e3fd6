// Python's values in JavaScript: what goes in comes out, in both directions.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compareText, contains, eq, lt } from '../../src/py/compare.js'
import { dictOf, items, lookup, size, store } from '../../src/py/dict.js'
import { BaseException, KeyError, caught, excName } from '../../src/py/errors.js'
import { format } from '../../src/py/format.js'
import { ask, bind, callee, fn } from '../../src/py/functions.js'
import { json_dumps, json_loads } from '../../src/py/json.js'
import { Float, Tuple } from '../../src/py/kinds.js'
import { add, div, floordiv, mod, mul, pow } from '../../src/py/number.js'
import { fixed, round } from '../../src/py/rounding.js'
import { float, int } from '../../src/py/parse.js'
import { toJs } from '../../src/py/border.js'
import { getitem, setitem, slice } from '../../src/py/subscripts.js'
import { sorted, sum, sumPrecise } from '../../src/py/builtins.js'
import { set } from '../../src/py/set.js'
import { fstr } from '../../src/py/literal.js'
import { repr, str } from '../../src/py/text.js'
import { truthy } from '../../src/py/truth.js'
import { tupled } from '../../src/py/tuple.js'

test('an integral float keeps its kind, and goes to JavaScript as a number', () => {
  assert.equal(str(div(4, 2)), '2.0')
  assert.equal(str(add(new Float(2), 1)), '3.0')
  assert.deepEqual(toJs([div(4, 2), { a: new Float(1) }]), [2, { a: 1 }])
})

test('integers are exact at any size', () => {
  assert.equal(str(pow(2, 100)), '1267650600228229401496703205376')
  assert.equal(add(9007199254740991, 1), 9007199254740992n)
  assert.equal(add(9007199254740992n, -1), 9007199254740991)
  assert.throws(() => toJs([2n ** 60n]), { name: 'OverflowError' })
})

test('division and remainder agree for every pair of integers', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), (a, b) => {
      fc.pre(b !== 0)
      const [q, r] = [floordiv(a, b) as number, mod(a, b) as number]
      assert.equal(add(mul(q, b), r), a)
      assert.ok(r === 0 || r < 0 === b < 0)
    }),
  )
})

test('the text of a float reads back as the same float', () => {
  fc.assert(fc.property(fc.double({ noNaN: true }), (x) => assert.ok(Object.is(float(fstr(x)), x))))
})

test('fixed digits are those of the exact value, ties to even', () => {
  assert.deepEqual([fixed(0.125, 2), fixed(2.5, 0), fixed(3.5, 0), fixed(2.675, 2), fixed(1e22, 1)], ['0.12', '2', '4', '2.67', '10000000000000000000000.0'])
  assert.equal(round(2.5), 2)
  assert.equal(format(1234567.891, ',.2f'), '1,234,567.89')
})

test('one key for True, 1 and 1.0; the first one stays', () => {
  const d = dictOf([true, 'a'])
  store(d, 1, 'b')
  store(d, new Float(1), 'c')
  assert.equal(repr(d), "{True: 'c'}")
  assert.equal(lookup(dictOf([tupled(1, 'x'), 5]), tupled(1, 'x')), 5)
  assert.throws(() => store(d, [1], 2), { name: 'TypeError' })
})

test('a record that gets a key which an object cannot hold becomes wide, and is read as before', () => {
  const d: Record<string, unknown> = { b: 1, a: 2 }
  setitem(d, 10, 'ten')
  setitem(d, '1', 'one')
  d['b'] = 7
  assert.equal(repr(d), "{'b': 7, 'a': 2, 10: 'ten', '1': 'one'}")
  assert.deepEqual([...items(d)].map((pair) => Array.from(pair)), [['b', 7], ['a', 2], [10, 'ten'], ['1', 'one']])
  assert.equal(size(d), 4)
  assert.throws(() => toJs(d), { name: 'TypeError' })
})

test('names of JavaScript objects are no keys', () => {
  assert.equal(contains('toString', {}), false)
  assert.throws(() => getitem({}, 'constructor'), (error) => error instanceof KeyError)
  assert.throws(() => getitem({}, '__proto__'), { name: 'KeyError' })
})

test('strings are sequences of code points', () => {
  assert.equal(getitem('a🎉b', 1), '🎉')
  assert.equal(slice('a🎉b', null, null, -1), 'b🎉a')
  assert.ok(compareText('\uffff', '🎉') < 0)
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      const points = (s: string): number[] => Array.from(s, (c) => c.codePointAt(0) ?? 0)
      assert.equal(compareText(a, b) < 0, lt(points(a), points(b)))
    }),
  )
})

test('JSON goes through and back without a change', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = json_dumps(value)
      assert.ok(eq(json_loads(text), value))
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
    }),
  )
  assert.equal(repr(json_loads('[1.0, 12345678901234567890, {"2": 1}]')), "[1.0, 12345678901234567890, {'2': 1}]")
})

test('sorting is stable and by code point, and refuses what has no order', () => {
  assert.deepEqual(sorted([3, 1, 2], (x: unknown) => -(x as number)), [3, 2, 1])
  assert.throws(() => sorted([1, 'a']), { name: 'TypeError' })
})

test("JavaScript's own errors are Python's to an except clause", () => {
  const grab = (fn: () => unknown): string => {
    try {
      fn()
    } catch (error) {
      return excName(error)
    }
    return ''
  }
  const nothing = null as unknown as { x: { y(): void } }
  assert.equal(grab(() => nothing.x), 'AttributeError')
  assert.equal(grab(() => ({}) as { f(): void }), '')
  assert.equal(grab(() => (5 as unknown as () => void)()), 'TypeError')
  assert.ok(caught(new KeyError('a')) instanceof BaseException)
  assert.equal(str(new KeyError('a')), "'a'")
})

test('truth is Python’s', () => {
  const false_ = [null, undefined, 0, '', [], {}, new Map(), set(), tupled(), new Float(0), -0]
  assert.deepEqual(false_.map((v) => truthy(v)), false_.map(() => false))
  assert.deepEqual([NaN, ' ', [0], { a: 1 }, () => 0].map((v) => truthy(v)), [true, true, true, true, true])
})

test('what is plain already is handed to JavaScript as it is', () => {
  const state = { rows: [{ a: 1 }], name: 'x' }
  assert.equal(toJs(state), state)
  assert.deepEqual(toJs(dictOf(['a', tupled(1, 2)])), { a: [1, 2] })
  assert.ok(!(toJs(tupled(1)) instanceof Tuple))
  assert.throws(() => toJs({ a: set([1]) }), { name: 'TypeError' })
})

test('numbers are read as Python reads them', () => {
  assert.deepEqual([int(' 12_3 '), int('-0x1f', 16), int('٣'), int(-3.9)], [123, -31, 3, -3])
  for (const bad of ['', '1e3', '0x10', '1.5', '1__2']) assert.throws(() => int(bad), { name: 'ValueError' })
})

// As CPython 3.12 and later print them.
test('sums of floats lose nothing that can be kept', () => {
  assert.equal(repr(sumPrecise(Array(10).fill(0.1))), '1.0')
  assert.equal(repr(sumPrecise([new Float(1e16), new Float(1), new Float(-1e16)])), '1.0')
  assert.equal(repr(sumPrecise([new Float(1e308), new Float(1e308), new Float(-1e308)])), 'inf')
  assert.equal(repr(sumPrecise([0.5, true, 2])), '3.5')
  assert.equal(repr(sumPrecise([1, 2, 2 ** 53 - 1])), '9007199254740994')
  assert.equal(repr(sum(Array(10).fill(0.1))), '0.9999999999999999')
})

test('a function of Python counts its arguments, one of JavaScript takes any number', () => {
  const two = fn((a: unknown, b: unknown = 1) => [a, b], 2)
  const given = (f: unknown, n: number): string => {
    try {
      callee(f, n)
      return 'taken'
    } catch (error) {
      return (error as Error).name
    }
  }
  assert.deepEqual([0, 1, 2, 3].map((n) => given(two, n)), ['TypeError', 'taken', 'taken', 'TypeError'])
  assert.deepEqual([0, 9].map((n) => given(Math.abs, n)), ['taken', 'taken'])
  assert.equal(excName(caught(new TypeError('x'))), 'TypeError')
  assert.throws(() => ask({}, 'gone'), /v\.gone is not a function/)
})

test('a bound method is the same function until the method is another one', () => {
  const v = { n: 1, m(this: { n: number }): number { return this.n } }
  const first = bind(v, 'm', 0)
  assert.equal(first, bind(v, 'm', 0))
  assert.equal(first(), 1)
  assert.notEqual(first, bind({ ...v }, 'm', 0))
  v.m = () => 2
  assert.notEqual(first, bind(v, 'm', 0))
  assert.throws(() => callee(first, 1), { name: 'TypeError' })
})
