// Dicts: plain objects with names for keys ("records"), and Maps for everything else.
//
// A record that is given a key which an object cannot hold in Python's way (not a string, or one that looks like an array index)
// becomes *wide*: a Map under a symbol then holds all entries, and its string keys turn into accessors, so that code which reads
// `record.name` directly still sees them.

import { AttributeError, KeyError, TypeError, ValueError } from './errors.js'
import { iter } from './iterate.js'
import { dunder, isPlain, typeName } from './kinds.js'
import { type Keyed, forget, keyFor, keyIn } from './keys.js'
import { View } from './views.js'
import { tupled } from './tuple.js'
import { eq } from './compare.js'

export type Record_ = { [key: string]: unknown; [WIDE]?: Map<unknown, unknown> }
export type Dict = Map<unknown, unknown> | Record_

const WIDE: unique symbol = /* @__PURE__ */ Symbol('wide')

export function isDict(v: unknown): v is Dict {
  return v instanceof Map || isPlain(v)
}

/** Whether a Map holds keys that stand in for others (tuples, bools, floats). */
export function isWide(d: Map<unknown, unknown>): boolean {
  return (d as Keyed).odd !== undefined
}

/** Whether a record holds keys that an object cannot. */
export const isWideRecord = (d: object): boolean => WIDE in d

function table(d: Dict): Map<unknown, unknown> | undefined {
  return d instanceof Map ? d : d[WIDE]
}

/** A string that an object keeps in order of insertion and without meaning of its own. */
function isName(key: unknown): key is string {
  if (typeof key !== 'string' || key === '__proto__') return false
  const first = key.charCodeAt(0)
  return !(first >= 48 && first <= 57 && /^(?:0|[1-9]\d*)$/.test(key))
}

function widen(d: Record_): Map<unknown, unknown> {
  const map = new Map<unknown, unknown>(Object.entries(d))
  Object.defineProperty(d, WIDE, { value: map, enumerable: false })
  for (const key of Object.keys(d)) expose(d, map, key)
  return map
}

function expose(d: Record_, map: Map<unknown, unknown>, key: string): void {
  Object.defineProperty(d, key, {
    get: () => map.get(key),
    set: (value: unknown) => {
      map.set(key, value)
    },
    enumerable: true,
    configurable: true,
  })
}

/** The value of a key, or undefined. */
export function lookup(d: Dict, key: unknown): unknown {
  const map = table(d)
  if (map !== undefined) return map.get(typeof key === 'string' ? key : keyFor(map as Keyed, key))
  if (typeof key === 'string') return Object.hasOwn(d, key) ? (d as Record_)[key] : undefined
  keyFor(new Map() as Keyed, key)
  return undefined
}

export function has(d: Dict, key: unknown): boolean {
  const map = table(d)
  if (map !== undefined) return map.has(typeof key === 'string' ? key : keyFor(map as Keyed, key))
  if (typeof key === 'string') return Object.hasOwn(d, key)
  keyFor(new Map() as Keyed, key)
  return false
}

export function store(d: Dict, key: unknown, value: unknown): void {
  const map = table(d)
  if (map === undefined) {
    if (isName(key) || (typeof key === 'string' && key !== '__proto__' && Object.hasOwn(d, key))) (d as Record_)[key] = value
    else {
      const wide = widen(d as Record_)
      wide.set(keyIn(wide as Keyed, key), value)
    }
    return
  }
  const held = typeof key === 'string' ? key : keyIn(map as Keyed, key)
  if (!(d instanceof Map) && isName(held) && !map.has(held)) expose(d, map, held)
  map.set(held, value)
}

export function erase(d: Dict, key: unknown): boolean {
  const map = table(d)
  if (map === undefined) {
    if (!has(d, key)) return false
    delete (d as Record_)[key as string]
    return true
  }
  const held = typeof key === 'string' ? key : keyFor(map as Keyed, key)
  if (!map.delete(held)) return false
  forget(map as Keyed, held)
  if (!(d instanceof Map) && typeof held === 'string') delete d[held]
  return true
}

export function size(d: Dict): number {
  const map = table(d)
  if (map !== undefined) return map.size
  let n = 0
  for (const key in d) if (Object.hasOwn(d, key)) n++
  return n
}

/** Keys and values in order; live for a Map. */
export function entries(d: Dict): Iterable<[unknown, unknown]> {
  return table(d) ?? Object.entries(d)
}

/** A dict of the arguments, which are pairs. */
export function dictOf(...pairs: [unknown, unknown][]): Map<unknown, unknown> {
  return dictFrom(pairs)
}

/** A dict of pairs. */
export function dictFrom(pairs: Iterable<[unknown, unknown]>, out = new Map<unknown, unknown>()): Map<unknown, unknown> {
  for (const [key, value] of pairs) store(out, key, value)
  return out
}

/** Python's `dict(it, **kw)`. */
export function dict(it?: unknown, kw?: Dict): Map<unknown, unknown> {
  const out = new Map<unknown, unknown>()
  if (it !== undefined) absorb(out, it)
  if (kw !== undefined) absorb(out, kw)
  return out
}

/** `{**a, "k": v}`: each part is a mapping, or an array of pairs. */
export function spread(...parts: unknown[]): Dict {
  const out = parts.every((part) => plainPart(part)) ? ({} as Record_) : new Map<unknown, unknown>()
  for (const part of parts) {
    if (Array.isArray(part)) for (const [key, value] of part as [unknown, unknown][]) store(out, key, value)
    else if (isDict(part)) for (const [key, value] of entries(part)) store(out, key, value)
    else if (dunder(part, 'keys') !== undefined) absorb(out, part)
    else throw new TypeError(`'${typeName(part)}' object is not a mapping`)
  }
  return out
}

function plainPart(part: unknown): boolean {
  return Array.isArray(part) ? part.every((pair) => isName((pair as unknown[])[0])) : isPlain(part) && (part as Record_)[WIDE] === undefined
}

function absorb(out: Dict, it: unknown): void {
  if (isDict(it)) {
    for (const [key, value] of [...entries(it)]) store(out, key, value)
    return
  }
  let n = 0
  for (const pair of iter(it) as Iterable<unknown>) {
    let items: unknown[]
    try {
      items = [...(iter(pair) as Iterable<unknown>)]
    } catch {
      throw new TypeError(`cannot convert dictionary update sequence element #${n} to a sequence`)
    }
    if (items.length !== 2) {
      throw new ValueError(`dictionary update sequence element #${n} has length ${items.length}; 2 is required`)
    }
    store(out, items[0], items[1])
    n++
  }
}

/** What the dicts of `collections` say for themselves: an empty one of their kind, and how they take more. */
type Special = { $like?(): Map<unknown, unknown>; $update?(it: unknown, kw: Dict | undefined): unknown }

/** A copy that keeps what the dict is. */
export function copyDict(d: Dict): Dict {
  if (!(d instanceof Map) && d[WIDE] === undefined) return { ...d }
  return dictFrom(entries(d), (d as Special).$like?.())
}

/** `a | b`. */
export function merged(a: Dict, b: Dict): Dict {
  const out = copyDict(a)
  for (const [key, value] of entries(b)) store(out, key, value)
  return out
}

// Methods. A receiver that is no dict is asked for its own method of that name.

type Methods = Record<string, ((...args: unknown[]) => unknown) | undefined>

/** The method of the receiver's own class (an object of the app or of JavaScript); AttributeError when there is none. */
export function own(v: unknown, name: string, args: unknown[]): unknown {
  if (v !== null && v !== undefined && !Array.isArray(v) && typeof v !== 'string' && !isDict(v) && !(v instanceof Set)) {
    const method = (v as Methods)[name]
    if (typeof method === 'function') return method.apply(v, args) ?? null
  }
  throw missing(v, name)
}

export function get(d: unknown, key: unknown, fallback?: unknown): unknown {
  if (!isDict(d)) return own(d, 'get', fallback === undefined ? [key] : [key, fallback])
  const found = lookup(d, key)
  return found === undefined ? (fallback ?? null) : found
}

export function keys(d: unknown): unknown {
  return isDict(d) ? new View(d, 'keys') : own(d, 'keys', [])
}

export function values(d: unknown): unknown {
  return isDict(d) ? new View(d, 'values') : own(d, 'values', [])
}

export function items(d: unknown): Iterable<unknown[]> {
  return (isDict(d) ? new View(d, 'items') : own(d, 'items', [])) as Iterable<unknown[]>
}

export function setdefault(d: unknown, key: unknown, value: unknown = null): unknown {
  if (!isDict(d)) return own(d, 'setdefault', [key, value])
  const found = lookup(d, key)
  if (found !== undefined) return found
  store(d, key, value)
  return value
}

export function popitem(d: unknown): unknown {
  if (!isDict(d)) return own(d, 'popitem', [])
  const last = [...entries(d)].pop()
  if (last === undefined) throw new KeyError('popitem(): dictionary is empty')
  erase(d, last[0])
  return tupled(last[0], last[1])
}

export function update(d: unknown, it?: unknown, kw?: Dict, ...more: unknown[]): unknown {
  if (d instanceof Set) {
    for (const items of it === undefined ? [] : [it, ...more]) {
      for (const item of iter(items) as Iterable<unknown>) d.add(keyIn(d as unknown as Keyed, item))
    }
    return null
  }
  if (isDict(d) && more.length > 0) throw new TypeError(`update expected at most 1 argument, got ${more.length + 1}`)
  if (!isDict(d)) return own(d, 'update', it === undefined ? [] : [it])
  if ((d as Special).$update) return (d as Special).$update?.(it, kw)
  if (it !== undefined) absorb(d, it)
  if (kw !== undefined) absorb(d, kw)
  return null
}

export function fromkeys(it: unknown, value: unknown = null): Map<unknown, unknown> {
  const out = new Map<unknown, unknown>()
  for (const key of iter(it) as Iterable<unknown>) store(out, key, value)
  return out
}

export function sameDict(a: Dict, b: Dict): boolean {
  if (size(a) !== size(b)) return false
  for (const [key, value] of entries(a)) {
    const other = lookup(b, key)
    if (other === undefined || !eq(value, other)) return false
  }
  return true
}

/** The AttributeError of a name that a value does not have. */
export function missing(v: unknown, name: string): Error {
  return new AttributeError(`'${typeName(v)}' object has no attribute '${name}'`)
}

