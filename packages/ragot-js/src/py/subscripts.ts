// `v[i]` and `v[a:b:c]`: read, assigned and deleted.

import { erase, has, isDict, lookup, store } from './dict.js'
import { IndexError, KeyError, TypeError, ValueError } from './errors.js'
import { iter } from './iterate.js'
import { dunder, Float, Range, Tuple, typeName } from './kinds.js'
import { toIndex } from './number.js'
import { chars } from './length.js'
import { repr } from './text.js'
import { sealed } from './tuple.js'
import { View } from './views.js'

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
    if (!erase(v, i) && !(v as { counts?: boolean }).counts) throw new KeyError(i)
    return
  }
  const method = dunder(v, '__delitem__')
  if (method === undefined) throw new TypeError(`'${typeName(v)}' object doesn't support item deletion`)
  method.call(v, i)
}

/** Python's `slice(a, b, c)` as a value. */
export class Slice {
  constructor(
    readonly start: unknown,
    readonly stop: unknown,
    readonly step: unknown,
  ) {}

  static __name__ = 'slice'

  __repr__(): string {
    return `slice${repr(sealed([this.start, this.stop, this.step]))}`
  }
}

export function sliceObject(a: unknown, b?: unknown, c: unknown = null): Slice {
  return b === undefined ? new Slice(null, a, c) : new Slice(a, b, c)
}

export function bounds(length: number, a: unknown, b: unknown, c: unknown): [number, number, number] {
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

export function limit(v: unknown): number {
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
