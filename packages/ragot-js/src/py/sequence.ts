// Sequences and what Python's builtins do with any iterable.

import { compareText, contains, eq, lt } from './compare.js'
import { copyDict, erase, has, isDict, lookup, own, size, store } from './dict.js'
import { IndexError, KeyError, MemoryError, OverflowError, StopIteration, TypeError, ValueError, raised } from './errors.js'
import { iter, iterator } from './iterate.js'
import { Float, FrozenSet, Range, Tuple, dunder, typeName } from './kinds.js'
import { type Keyed, keyIn } from './keys.js'
import { add, toIndex } from './number.js'
import { setRemove } from './set.js'
import { truthy } from './truth.js'
import { sealed, tupled } from './tuple.js'
import { View } from './views.js'

const ASTRAL = /[\ud800-\udfff]/

/** Characters of a string; JavaScript counts UTF-16 units, Python code points. */
export function chars(s: string): string[] | string {
  return ASTRAL.test(s) ? Array.from(s) : s
}

/** Python's `len(v)`. */
export function len(v: unknown): number {
  if (typeof v === 'string') return ASTRAL.test(v) ? Array.from(v).length : v.length
  if (Array.isArray(v) || v instanceof Range || v instanceof View) return v.length
  if (v instanceof Set) return v.size
  if (isDict(v)) return size(v)
  const method = dunder(v, '__len__')
  if (method !== undefined) return method.call(v) as number
  // NodeList, TypedArray and their like.
  if (typeof v === 'object' && v !== null && !dunder(v, '__init__') && typeof (v as { length?: unknown }).length === 'number') {
    return (v as { length: number }).length
  }
  throw new TypeError(`object of type '${typeName(v)}' has no len()`)
}

function position(i: unknown, length: number, what: string): number {
  const n = place(i, what)
  const at = n < 0 ? n + length : n
  if (at < 0 || at >= length) throw new IndexError(`${what} index out of range`)
  return at
}

function place(i: unknown, what: string): number {
  if (typeof i === 'number' && Number.isInteger(i)) return i
  return Number(toIndex(i, `${what} indices must be integers or slices, not ${typeName(i)}`))
}

/** `v[i]`. */
export function getitem(v: unknown, i: unknown): unknown {
  if (Array.isArray(v)) {
    if (typeof i === 'number') {
      const found: unknown = v[i < 0 ? i + v.length : i]
      if (found !== undefined) return found
    }
    if (i instanceof Slice) return slice(v, i.start, i.stop, i.step)
    return (v as unknown[])[position(i, v.length, v instanceof Tuple ? 'tuple' : 'list')] ?? null
  }
  if (typeof v === 'string') {
    if (i instanceof Slice) return slice(v, i.start, i.stop, i.step)
    const text = chars(v)
    return text[position(i, text.length, 'string')]
  }
  if (isDict(v)) {
    const found = lookup(v, i)
    if (found !== undefined) return found
    const fallback = (v as { missing?: () => unknown }).missing
    if (v instanceof Map && fallback !== undefined) return made(v, i, fallback)
    if (v instanceof Map && (v as { counts?: boolean }).counts) return 0
    if (has(v, i)) return null
    throw new KeyError(i)
  }
  const method = dunder(v, '__getitem__')
  if (method !== undefined) return method.call(v, i) ?? null
  if (v instanceof Range) {
    if (i instanceof Slice) return slice(v, i.start, i.stop, i.step)
    return v.start + position(i, v.length, 'range object') * v.step
  }
  return hostItem(v, i)
}

function made(d: Map<unknown, unknown>, key: unknown, factory: () => unknown): unknown {
  const value = factory()
  store(d, key, value)
  return value
}

/** `v[i]` of what is no Python container. */
export function hostItem(v: unknown, i: unknown): unknown {
  const isHost = typeof v === 'object' && v !== null && !(v instanceof Set) && !dunder(v, '__bool__') && !dunder(v, '__init__')
  const isClass = typeof v === 'function' && typeof (v as { __getitem__?: unknown }).__getitem__ === 'function'
  if (isClass) return (v as unknown as { __getitem__(key: unknown): unknown }).__getitem__(i)
  if (!isHost || typeof (v as { next?: unknown }).next === 'function') throw new TypeError(`'${typeName(v)}' object is not subscriptable`)
  return (v as Record<string, unknown>)[String(i)] ?? null
}

/** `v[i] = value`. */
export function setitem(v: unknown, i: unknown, value: unknown): void {
  if (Array.isArray(v) && !(v instanceof Tuple)) {
    if (i instanceof Slice) setslice(v, i.start, i.stop, i.step, value)
    else (v as unknown[])[assignable(i, v.length)] = value
    return
  }
  if (isDict(v)) {
    store(v, i, value)
    return
  }
  const method = dunder(v, '__setitem__')
  if (method !== undefined) method.call(v, i, value)
  else if (isHostObject(v)) (v as Record<string, unknown>)[String(i)] = value
  else throw new TypeError(`'${typeName(v)}' object does not support item assignment`)
}

function isHostObject(v: unknown): boolean {
  return typeof v === 'object' && v !== null && !(v instanceof Tuple) && !(v instanceof Set) && !(v instanceof Range) && !(v instanceof Float) && !(v instanceof View) && !dunder(v, '__init__') && typeof (v as { next?: unknown }).next !== 'function'
}

function assignable(i: unknown, length: number): number {
  const n = place(i, 'list')
  const at = n < 0 ? n + length : n
  if (at < 0 || at >= length) throw new IndexError('list assignment index out of range')
  return at
}

/** `del v[i]`. */
export function delitem(v: unknown, i: unknown): void {
  if (Array.isArray(v) && !(v instanceof Tuple)) {
    if (i instanceof Slice) delslice(v, i.start, i.stop, i.step)
    else v.splice(assignable(i, v.length), 1)
    return
  }
  if (isDict(v)) {
    if (!erase(v, i)) throw new KeyError(i)
    return
  }
  const method = dunder(v, '__delitem__')
  if (method === undefined) throw new TypeError(`'${typeName(v)}' object doesn't support item deletion`)
  method.call(v, i)
}

// Slices

/** Python's `slice(a, b, c)` as a value. */
export class Slice {
  constructor(
    readonly start: unknown,
    readonly stop: unknown,
    readonly step: unknown,
  ) {}
}

export function sliceObject(a: unknown, b?: unknown, c: unknown = null): Slice {
  return b === undefined ? new Slice(null, a, c) : new Slice(a, b, c)
}

function bounds(length: number, a: unknown, b: unknown, c: unknown): [number, number, number] {
  const step = (c ?? null) === null ? 1 : limit(c)
  if (step === 0) throw new ValueError('slice step cannot be zero')
  const low = step < 0 ? -1 : 0
  const high = step < 0 ? length - 1 : length
  return [clamp(a, length, low, high, step < 0 ? high : low), clamp(b, length, low, high, step < 0 ? low : high), step]
}

function clamp(v: unknown, length: number, low: number, high: number, fallback: number): number {
  if ((v ?? null) === null) return fallback
  const n = limit(v)
  return n < 0 ? Math.max(n + length, low) : Math.min(n, high)
}

function limit(v: unknown): number {
  return Number(toIndex(v, 'slice indices must be integers or None or have an __index__ method'))
}

/** `v[a:b:c]`. */
export function slice(v: unknown, a?: unknown, b?: unknown, c?: unknown): unknown {
  if (v instanceof Range) {
    const [start, stop, step] = bounds(v.length, a, b, c)
    return new Range(v.start + start * v.step, v.start + stop * v.step, v.step * step)
  }
  if (typeof v !== 'string' && !Array.isArray(v)) {
    const method = dunder(v, '__getitem__')
    if (method !== undefined) return method.call(v, new Slice(a ?? null, b ?? null, c ?? null))
    if (isDict(v)) throw new TypeError("unhashable type: 'slice'")
    throw new TypeError(`'${typeName(v)}' object is not subscriptable`)
  }
  const items = typeof v === 'string' ? chars(v) : v
  const [start, stop, step] = bounds(items.length, a, b, c)
  if (step === 1) {
    const part = items.slice(start, Math.max(start, stop))
    if (typeof v === 'string') return typeof part === 'string' ? part : part.join('')
    return v instanceof Tuple ? sealed(part as unknown[]) : part
  }
  const out: unknown[] = []
  for (let i = start; step > 0 ? i < stop : i > stop; i += step) out.push(items[i])
  return typeof v === 'string' ? out.join('') : v instanceof Tuple ? sealed(out) : out
}

/** `v[a:b:c] = items`. */
export function setslice(v: unknown, a: unknown, b: unknown, c: unknown, items: unknown): void {
  if (!Array.isArray(v) || v instanceof Tuple) {
    const method = dunder(v, '__setitem__')
    if (method === undefined) throw new TypeError(`'${typeName(v)}' object does not support item assignment`)
    method.call(v, new Slice(a, b, c), items)
    return
  }
  let values: unknown[]
  try {
    values = [...iter(items)]
  } catch (error) {
    if (error instanceof TypeError) throw new TypeError('can only assign an iterable')
    throw error
  }
  const [start, stop, step] = bounds(v.length, a, b, c)
  if (step === 1) {
    replaceItems(v, start, Math.max(0, stop - start), values)
    return
  }
  const places = new Range(start, stop, step)
  if (places.length !== values.length) {
    throw new ValueError(`attempt to assign sequence of size ${values.length} to extended slice of size ${places.length}`)
  }
  let i = 0
  for (const at of places) (v as unknown[])[at] = values[i++]
}

/** `splice` with any number of new items: a call takes only so many arguments. */
export function replaceItems(v: unknown[], start: number, count: number, items: unknown[]): void {
  const after = v.splice(start).slice(count)
  for (const item of items) v.push(item)
  for (const item of after) v.push(item)
}

/** `del v[a:b:c]`. */
export function delslice(v: unknown, a: unknown, b: unknown, c: unknown): void {
  if (!Array.isArray(v) || v instanceof Tuple) throw new TypeError(`'${typeName(v)}' object does not support item deletion`)
  const [start, stop, step] = bounds(v.length, a, b, c)
  const places = [...new Range(start, stop, step)].sort((x, y) => y - x)
  for (const at of places) v.splice(at, 1)
}

// Iterables

/** Python's `range(...)`. */
export function range(a: unknown, b?: unknown, c?: unknown): Range {
  const step = c === undefined ? 1 : Number(toIndex(c))
  if (step === 0) throw new ValueError('range() arg 3 must not be zero')
  return b === undefined ? new Range(0, Number(toIndex(a)), step) : new Range(Number(toIndex(a)), Number(toIndex(b)), step)
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

type Fn = (...args: unknown[]) => unknown

function callable(fn: unknown): Fn {
  if (typeof fn === 'function') return fn as Fn
  const method = dunder(fn, '__call__')
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
  if (its.length === 1 && first !== undefined) for (const item of first) yield callable(fn)(item) ?? null
  else for (const row of zipped(its.map((it) => it[Symbol.iterator]()))) yield callable(fn)(...row) ?? null
}

/** Python's `filter(fn, it)`. */
export function filter(fn: unknown, it: unknown): IterableIterator<unknown> {
  return filtering(fn, iter(it))
}

function* filtering(fn: unknown, it: Iterable<unknown>): Generator<unknown> {
  for (const item of it) if (truthy(fn === null ? item : callable(fn)(item))) yield item
}

/** Python's `sum(it, start)`. */
export function sum(it: unknown, start: unknown = 0): unknown {
  if (typeof start === 'string') throw new TypeError("sum() can't sum strings [use ''.join(seq) instead]")
  let out: unknown = start
  for (const item of iter(it)) out = add(out, item)
  return out
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
  const rank = (key ?? null) === null ? undefined : callable(key)
  for (const item of iter(it)) {
    const value = rank === undefined ? item : (rank(item) ?? null)
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
  return extreme('max', it, key, fallback, (a, b) => lt(b, a))
}

/** Python's `min(it, key=, default=)`. */
export function min(it: unknown, key?: unknown, fallback?: unknown): unknown {
  return extreme('min', it, key, fallback, (a, b) => lt(a, b))
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

function arrange(out: unknown[], key: unknown, reverse: unknown): void {
  const down = reverse !== undefined && truthy(reverse)
  if (down) out.reverse()
  if ((key ?? null) === null) out.sort(ordering(out))
  else {
    const rank = callable(key)
    const pairs = out.map((item): [unknown, unknown] => [rank(item) ?? null, item])
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

// Methods of lists, and those that several types share

export function append(xs: unknown, item: unknown): unknown {
  if (!Array.isArray(xs) || xs instanceof Tuple) return own(xs, 'append', [item])
  xs.push(item)
  return null
}

export function extend(xs: unknown, it: unknown): unknown {
  if (!Array.isArray(xs) || xs instanceof Tuple) return own(xs, 'extend', [it])
  for (const item of it === xs ? [...xs] : iter(it)) xs.push(item)
  return null
}

export function insert(xs: unknown, i: unknown, item: unknown): unknown {
  if (!Array.isArray(xs) || xs instanceof Tuple) return own(xs, 'insert', [i, item])
  xs.splice(Number(toIndex(i)), 0, item)
  return null
}

export function sort(xs: unknown, key?: unknown, reverse?: unknown): unknown {
  if (!Array.isArray(xs) || xs instanceof Tuple) return own(xs, 'sort', key === undefined ? [] : [key, reverse])
  arrange(xs, key, reverse)
  return null
}

export function reverse(xs: unknown): unknown {
  if (!Array.isArray(xs) || xs instanceof Tuple) return own(xs, 'reverse', [])
  xs.reverse()
  return null
}

/** `x.index(v, start, stop)` of lists, tuples, strings and ranges. */
export function index(xs: unknown, value: unknown, start: unknown = null, stop: unknown = null): unknown {
  if (typeof xs === 'string') {
    const at = seek(xs, value, start, stop, 1)
    if (at < 0) throw new ValueError('substring not found')
    return at
  }
  if (xs instanceof Range) {
    if (contains(value, xs)) return (Number(value) - xs.start) / xs.step
    throw new ValueError(`${String(value)} is not in range`)
  }
  if (!Array.isArray(xs)) return own(xs, 'index', [value])
  const [from, to] = bounds(xs.length, start, stop, 1)
  for (let i = from; i < to && i < xs.length; i++) if (xs[i] === value || eq(xs[i], value)) return i
  throw new ValueError(`${typeName(xs)}.index(x): x not in ${typeName(xs)}`)
}

/** Where a substring begins, in code points; -1 when it is not there. ``direction`` -1 looks from the end. */
export function seek(s: string, value: unknown, start: unknown, stop: unknown, direction: number): number {
  if (typeof value !== 'string') throw new TypeError(`must be str, not ${typeName(value)}`)
  const text = chars(s)
  const n = text.length
  const from = (start ?? null) === null ? 0 : limit(start) < 0 ? Math.max(0, limit(start) + n) : limit(start)
  const to = (stop ?? null) === null ? n : Math.min(n, limit(stop) < 0 ? limit(stop) + n : limit(stop))
  if (from > to) return -1
  const part = text.slice(from, to)
  const area = typeof part === 'string' ? part : part.join('')
  const at = direction > 0 ? area.indexOf(value) : area.lastIndexOf(value)
  if (at < 0) return -1
  return from + (typeof part === 'string' ? at : Array.from(area.slice(0, at)).length)
}

/** `x.count(v)`. */
export function count(xs: unknown, value: unknown, start: unknown = null, stop: unknown = null): unknown {
  if (typeof xs === 'string') return countText(xs, value, start, stop)
  if (xs instanceof Range) return contains(value, xs) ? 1 : 0
  if (!Array.isArray(xs)) return own(xs, 'count', [value])
  return xs.filter((item) => item === value || eq(item, value)).length
}

function countText(s: string, value: unknown, start: unknown, stop: unknown): number {
  if (typeof value !== 'string') throw new TypeError(`must be str, not ${typeName(value)}`)
  const n = len(s)
  const from = (start ?? null) === null ? 0 : limit(start) < 0 ? Math.max(0, limit(start) + n) : limit(start)
  const area = slice(s, start, stop) as string
  if (value === '') return from > n ? 0 : len(area) + 1
  return area.split(value).length - 1
}

/** `x.pop(...)` of lists, dicts and sets. */
export function pop(xs: unknown, i?: unknown, fallback?: unknown): unknown {
  if (Array.isArray(xs) && !(xs instanceof Tuple)) {
    if (xs.length === 0) throw new IndexError('pop from empty list')
    if (i === undefined) return xs.pop() as unknown
    const n = Number(toIndex(i))
    const at = n < 0 ? n + xs.length : n
    if (at < 0 || at >= xs.length) throw new IndexError('pop index out of range')
    return xs.splice(at, 1)[0] as unknown
  }
  if (xs instanceof Set && !(xs instanceof FrozenSet)) {
    if (i !== undefined) throw new TypeError(`set.pop() takes no arguments (${fallback === undefined ? 1 : 2} given)`)
    for (const item of xs) {
      setRemove(xs, item)
      return item
    }
    throw new KeyError('pop from an empty set')
  }
  if (!isDict(xs)) return own(xs, 'pop', i === undefined ? [] : [i])
  if (i === undefined) throw new TypeError('pop expected at least 1 argument, got 0')
  const found = lookup(xs, i)
  if (found !== undefined || has(xs, i)) {
    erase(xs, i)
    return found ?? null
  }
  if (fallback !== undefined) return fallback
  throw new KeyError(i)
}

/** `x.remove(v)` of lists and sets. */
export function remove(xs: unknown, value?: unknown): unknown {
  if (xs instanceof Set && !(xs instanceof FrozenSet)) {
    setRemove(xs, value)
    return null
  }
  if (!Array.isArray(xs) || xs instanceof Tuple) return own(xs, 'remove', value === undefined ? [] : [value])
  const at = xs.findIndex((item) => item === value || eq(item, value))
  if (at < 0) throw new ValueError('list.remove(x): x not in list')
  xs.splice(at, 1)
  return null
}

export function clear(xs: unknown): unknown {
  if (Array.isArray(xs) && !(xs instanceof Tuple)) xs.length = 0
  else if (xs instanceof Map || (xs instanceof Set && !(xs instanceof FrozenSet))) {
    xs.clear()
    delete (xs as { odd?: unknown }).odd
  } else if (isDict(xs)) for (const key of [...iter(xs)]) erase(xs, key)
  else return own(xs, 'clear', [])
  return null
}

export function copy(xs: unknown): unknown {
  if (Array.isArray(xs) && !(xs instanceof Tuple)) return (xs as unknown[]).slice()
  if (xs instanceof Set) {
    const out: Set<unknown> = xs instanceof FrozenSet ? new FrozenSet() : new Set()
    for (const item of xs) out.add(keyIn(out as Keyed, item))
    return out
  }
  if (isDict(xs)) return copyDict(xs)
  return own(xs, 'copy', [])
}

/** A sequence times an integer; undefined for anything else. */
export function repeated(xs: unknown, times: unknown): unknown {
  if (typeof xs !== 'string' && !Array.isArray(xs)) return undefined
  if (typeof times !== 'number' && typeof times !== 'boolean' && typeof times !== 'bigint') return notRepeatable(times)
  if (typeof times === 'number' && !Number.isInteger(times)) return notRepeatable(times)
  const n = Math.max(0, Number(times))
  if (xs.length > 0 && n >= 2 ** 63) throw new OverflowError("cannot fit 'int' into an index-sized integer")
  if (xs.length * n > 2 ** 28) throw new MemoryError()
  if (typeof xs === 'string') return xs.repeat(n)
  const out: unknown[] = []
  for (let i = 0; i < n; i++) for (const item of xs as unknown[]) out.push(item)
  return xs instanceof Tuple ? sealed(out) : out
}

function notRepeatable(times: unknown): undefined {
  if (dunder(times, '__rmul__') || dunder(times, '__mul__')) return undefined
  throw new TypeError(`can't multiply sequence by non-int of type '${typeName(times)}'`)
}

// Generators

type Gen = Generator<unknown>

/** `g.send(x)`. */
export function send(g: unknown, value: unknown): unknown {
  if (!isGenerator(g)) return own(g, 'send', [value])
  const step = g.next(value)
  if (!step.done) return step.value ?? null
  throw new StopIteration(...(step.value === undefined || step.value === null ? [] : [step.value]))
}

/** `g.close()`. */
export function close(g: unknown): unknown {
  if (!isGenerator(g)) return own(g, 'close', [])
  g.return(undefined)
  return null
}

/** `g.throw(error)`. */
export function throwInto(g: unknown, error: unknown): unknown {
  if (!isGenerator(g)) return own(g, 'throw', [error])
  const step = g.throw(raised(error))
  if (!step.done) return step.value ?? null
  throw new StopIteration()
}

function isGenerator(g: unknown): g is Gen {
  return typeof g === 'object' && g !== null && typeof (g as Gen).next === 'function' && typeof (g as Gen).throw === 'function'
}

