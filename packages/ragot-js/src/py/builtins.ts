// What Python's builtins do with any iterable.

import { compareText, gt, lt } from './compare.js'
import { isDict } from './dict.js'
import { TypeError, ValueError } from './errors.js'
import { callee, type Fn, maker } from './functions.js'
import { iter, iterator } from './iterate.js'
import { dunder, Range, typeName } from './kinds.js'
import { add, flt, num, rangePart, toIndex } from './number.js'
import { chars, len } from './length.js'
import { getitem } from './subscripts.js'
import { truthy } from './truth.js'
import { tupled } from './tuple.js'
import { View } from './views.js'

/** Python's `range(...)`. */
export function range(a: unknown, b?: unknown, c?: unknown): Range {
  const step = c === undefined ? 1 : rangePart(c)
  if (step === 0) throw new ValueError('range() arg 3 must not be zero')
  return b === undefined ? new Range(0, rangePart(a), step) : new Range(rangePart(a), rangePart(b), step)
}

/** The parts of `a, b = v`. */
export function unpack(v: unknown, count: number): unknown[] {
  if (Array.isArray(v)) {
    if (v.length === count) return v
    throw new ValueError(v.length < count ? tooFew(count, v.length) : `too many values to unpack (expected ${count})`)
  }
  const out: unknown[] = []
  for (const item of iterableFor(v)) {
    if (out.length === count) throw new ValueError(`too many values to unpack (expected ${count})`)
    out.push(item)
  }
  if (out.length < count) throw new ValueError(tooFew(count, out.length))
  return out
}

function tooFew(expected: number, got: number): string {
  return `not enough values to unpack (expected ${expected}, got ${got})`
}

function iterableFor(v: unknown): Iterable<unknown> {
  try {
    return iter(v)
  } catch (error) {
    if (error instanceof TypeError) throw new TypeError(`cannot unpack non-iterable ${typeName(v)} object`)
    throw error
  }
}

/** The parts of `a, *rest, b = v`: `before` values, a list, `after` values. */
export function unpackStar(v: unknown, before: number, after: number): unknown[] {
  const items = [...iterableFor(v)]
  if (items.length < before + after) {
    throw new ValueError(`not enough values to unpack (expected at least ${before + after}, got ${items.length})`)
  }
  const end = items.length - after
  return [...items.slice(0, before), items.slice(before, end), ...items.slice(end)]
}

/** The list of candidates of `max(*xs)`: one argument alone is the iterable. */
export function candidates(items: unknown[]): unknown {
  return items.length === 1 ? items[0] : items
}

/** Python's `reversed(v)`. */
export function reversed(v: unknown): IterableIterator<unknown> {
  const method = dunder(v, '__reversed__')
  if (method !== undefined) return iterator(method.call(v))
  if (v instanceof Set) throw new TypeError(`'${typeName(v)}' object is not reversible`)
  const items = typeof v === 'string' ? chars(v) : Array.isArray(v) ? v : undefined
  if (items !== undefined) return backwards(items)
  if (isDict(v) || v instanceof View || v instanceof Range) return [...iter(v)].reverse().values()
  if (dunder(v, '__len__') && dunder(v, '__getitem__')) return byLength(v)
  throw new TypeError(`'${typeName(v)}' object is not reversible`)
}

function* backwards(items: ArrayLike<unknown>): Generator<unknown> {
  for (let i = items.length - 1; i >= 0; i--) yield items[i]
}

function* byLength(v: unknown): Generator<unknown> {
  for (let i = len(v) - 1; i >= 0; i--) yield getitem(v, i)
}

/** Python's `enumerate(it, start)`. */
export function enumerate(it: unknown, start: unknown = 0): IterableIterator<[unknown, unknown]> {
  return counted(iter(it), start) as IterableIterator<[unknown, unknown]>
}

function* counted(it: Iterable<unknown>, start: unknown): Generator<unknown> {
  let i: unknown = toIndex(start)
  for (const item of it) {
    yield tupled(i, item)
    i = add(i, 1)
  }
}

/** Python's `zip(*its)`; with `strict`, lengths must agree. */
export function zip(...args: unknown[]): IterableIterator<unknown[]> {
  return zipped(args.map((it) => iterator(it)))
}

function* zipped(its: Iterator<unknown>[]): Generator<unknown[]> {
  if (its.length === 0) return
  for (;;) {
    const row: unknown[] = []
    for (const it of its) {
      const step = it.next()
      if (step.done) return
      row.push(step.value)
    }
    yield tupled(...row)
  }
}

/** `zip(*its, strict=…)`. */
export function zipStrict(strict: unknown, ...args: unknown[]): IterableIterator<unknown[]> {
  return truthy(strict) ? strictly(args.map((it) => iterator(it))) : zip(...args)
}

function* strictly(its: Iterator<unknown>[]): Generator<unknown[]> {
  for (;;) {
    const steps: IteratorResult<unknown>[] = []
    for (const it of its) {
      const step = it.next()
      steps.push(step)
      if (step.done && steps.length > 1 && !steps[0]?.done) throw new ValueError(`zip() argument ${steps.length} is shorter than argument${steps.length > 2 ? `s 1-${steps.length - 1}` : ' 1'}`)
      if (!step.done && steps.length > 1 && steps[0]?.done) throw new ValueError(`zip() argument ${steps.length} is longer than argument${steps.length > 2 ? `s 1-${steps.length - 1}` : ' 1'}`)
    }
    if (steps.length === 0 || steps[0]?.done) return
    yield tupled(...steps.map((step) => step.value as unknown))
  }
}

function callable(fn: unknown, given: number): Fn {
  if (typeof fn === 'function') return maker(callee(fn as Fn, given))
  const method = callee(dunder(fn, '__call__'), given)
  if (method !== undefined) return (...args) => method.apply(fn, args)
  throw new TypeError(`'${typeName(fn)}' object is not callable`)
}

/** Python's `map(fn, *its)`. */
export function map(fn: unknown, ...its: unknown[]): IterableIterator<unknown> {
  const sources = its.map((it) => iter(it))
  return mapping(fn, sources)
}

function* mapping(fn: unknown, its: Iterable<unknown>[]): Generator<unknown> {
  const [first] = its
  if (its.length === 1 && first !== undefined) for (const item of first) yield callable(fn, 1)(item) ?? null
  else for (const row of zipped(its.map((it) => it[Symbol.iterator]()))) yield callable(fn, row.length)(...row) ?? null
}

/** Python's `filter(fn, it)`. */
export function filter(fn: unknown, it: unknown): IterableIterator<unknown> {
  return filtering(fn, iter(it))
}

function* filtering(fn: unknown, it: Iterable<unknown>): Generator<unknown> {
  for (const item of it) if (truthy(fn === null ? item : callable(fn, 1)(item))) yield item
}

/** Python's `sum(it, start)`. */
export function sum(it: unknown, start: unknown = 0): unknown {
  let out = summable(start)
  for (const item of iter(it)) out = add(out, item)
  return out
}

/** `sum` as CPython has it from 3.12 on: what adding floats rounds away is kept aside and added at the end. */
export function sumPrecise(it: unknown, start: unknown = 0): unknown {
  let out = summable(start)
  let lost = 0
  const settle = (): unknown => {
    const whole = lost !== 0 && Number.isFinite(lost) ? flt(num(out) + lost) : out
    lost = 0
    return whole
  }
  for (const item of iter(it)) {
    if (typeName(out) !== 'float') out = add(out, item)
    else if (typeName(item) === 'float') {
      const [a, b] = [num(out), num(item)]
      const both = a + b
      lost += Math.abs(a) >= Math.abs(b) ? a - both + b : b - both + a
      out = flt(both)
    } else if (typeof item === 'number' || typeof item === 'boolean') out = flt(num(out) + Number(item))
    else out = add(settle(), item)
  }
  return settle()
}

function summable(start: unknown): unknown {
  if (typeof start === 'string') throw new TypeError("sum() can't sum strings [use ''.join(seq) instead]")
  return start
}

export function any(it: unknown): boolean {
  for (const item of iter(it)) if (truthy(item)) return true
  return false
}

export function all(it: unknown): boolean {
  for (const item of iter(it)) if (!truthy(item)) return false
  return true
}

function extreme(name: string, it: unknown, key: unknown, fallback: unknown, better: (a: unknown, b: unknown) => boolean): unknown {
  let best: unknown
  let bestKey: unknown
  let found = false
  const plain = (key ?? null) === null
  for (const item of iter(it)) {
    const value = plain ? item : (callable(key, 1)(item) ?? null)
    if (!found || better(value, bestKey)) {
      best = item
      bestKey = value
    }
    found = true
  }
  if (found) return best
  if (fallback !== undefined) return fallback
  throw new ValueError(`${name}() iterable argument is empty`)
}

/** Python's `max(it, key=, default=)`. */
export function max(it: unknown, key?: unknown, fallback?: unknown): unknown {
  return extreme('max', it, key, fallback, gt)
}

/** Python's `min(it, key=, default=)`. */
export function min(it: unknown, key?: unknown, fallback?: unknown): unknown {
  return extreme('min', it, key, fallback, lt)
}

/** `max` as a value: one iterable or several values. */
export function maxOf(...args: unknown[]): unknown {
  return max(candidates(args))
}

/** `min` as a value. */
export function minOf(...args: unknown[]): unknown {
  return min(candidates(args))
}

/** Python's `sorted(it, key=, reverse=)`. */
export function sorted(it: unknown, key?: unknown, reverse?: unknown): unknown[] {
  const out = [...iter(it)]
  arrange(out, key, reverse)
  return out
}

export function arrange(out: unknown[], key: unknown, reverse: unknown): void {
  const down = reverse !== undefined && truthy(reverse)
  if (down) out.reverse()
  if ((key ?? null) === null) out.sort(ordering(out))
  else {
    const pairs = out.map((item): [unknown, unknown] => [callable(key, 1)(item) ?? null, item])
    const order = ordering(pairs.map((pair) => pair[0]))
    pairs.sort((a, b) => order(a[0], b[0]))
    for (let i = 0; i < pairs.length; i++) out[i] = pairs[i]?.[1]
  }
  if (down) out.reverse()
}

function ordering(values: unknown[]): (a: unknown, b: unknown) => number {
  if (values.every((v) => typeof v === 'number' && !Number.isNaN(v))) return (a, b) => (a as number) - (b as number)
  if (values.every((v) => typeof v === 'string')) return (a, b) => compareText(a as string, b as string)
  return (a, b) => (lt(a, b) ? -1 : lt(b, a) ? 1 : 0)
}
