// The pure parts of functools, operator, copy, asyncio and time.

import { eq, lt } from './compare.js'
import { entries, isDict, store } from './dict.js'
import { TypeError } from './errors.js'
import { iter } from './iterate.js'
import type { Fn } from './itertools.js'
import { Float, Obj, Tuple } from './kinds.js'
import { type Boxed, real } from './math.js'
import { flt } from './number.js'
import { attr, call } from './object.js'
import { copy } from './sequence.js'
import { getitem } from './subscripts.js'
import { sealed, tupled } from './tuple.js'

export function reduce(fn: Fn, it: unknown, initial?: unknown): unknown {
  let out = initial
  let started = initial !== undefined
  for (const item of iter(it)) {
    out = started ? call(fn, out, item) : item
    started = true
  }
  if (!started) throw new TypeError('reduce() of empty iterable with no initial value')
  return out
}

export function partial(fn: Fn, ...first: unknown[]): (...args: unknown[]) => unknown {
  return (...rest) => call(fn, ...first, ...rest)
}

class Compared extends Obj {
  declare item: unknown
  declare order: Fn

  override __init__(item: unknown, order: unknown): void {
    this.item = item
    this.order = order
  }

  __lt__(other: Compared): boolean {
    return lt(call(this.order, this.item, other.item), 0)
  }

  __eq__(other: Compared): boolean {
    return eq(call(this.order, this.item, other.item), 0)
  }
}

export function cmp_to_key(fn: Fn): (v: unknown) => unknown {
  return (v) => new Compared(v, fn)
}

export function itemgetter(...keys: unknown[]): (v: unknown) => unknown {
  return (v) => (keys.length === 1 ? getitem(v, keys[0]) : tupled(...keys.map((key) => getitem(v, key))))
}

export function attrgetter(...names: string[]): (v: unknown) => unknown {
  return (v) => (names.length === 1 ? attr(v, names[0] ?? '') : tupled(...names.map((name) => attr(v, name))))
}

export function copyOf(v: unknown): unknown {
  if (Array.isArray(v) ? !(v instanceof Tuple) : v instanceof Set || isDict(v)) return copy(v)
  if (v instanceof Obj) return Object.assign(Object.create(Object.getPrototypeOf(v) as object) as object, v)
  return v
}

export function deepcopy(v: unknown, seen: Map<unknown, unknown> = new Map()): unknown {
  if (typeof v !== 'object' || v === null || v instanceof Float) return v
  const known = seen.get(v)
  if (known !== undefined) return known
  if (v instanceof Tuple) return sealed(Array.from(v, (item) => deepcopy(item, seen)))
  const out = copyOf(v)
  seen.set(v, out)
  if (Array.isArray(out)) for (let i = 0; i < out.length; i++) out[i] = deepcopy(out[i], seen)
  else if (isDict(out)) for (const [key, value] of [...entries(out)]) store(out, key, deepcopy(value, seen))
  else if (out instanceof Obj) for (const [key, value] of Object.entries(out)) (out as unknown as Record<string, unknown>)[key] = deepcopy(value, seen)
  return out
}

export function sleep(seconds: unknown, value: unknown = null): Promise<unknown> {
  return new Promise((resolve) => setTimeout(() => resolve(value), real(seconds) * 1000))
}

export function gather(...tasks: unknown[]): Promise<unknown[]> {
  return Promise.all(tasks)
}

/** Python's `time.time()`, as it goes on. */
export function now(): Boxed {
  return flt(Date.now() / 1000)
}

/** Python's `time.perf_counter()`. */
export function ticks(): Boxed {
  return flt(performance.now() / 1000)
}
