// Python's itertools.

import { eq } from './compare.js'
import { iter, iterator, list } from './iterate.js'
import { add, toIndex } from './number.js'
import { call } from './object.js'
import { truthy } from './truth.js'
import { tupled } from './tuple.js'

export type Fn = unknown

export function accumulate(it: unknown, fn?: Fn, initial?: unknown): IterableIterator<unknown> {
  return accumulating(iter(it), fn ?? null, initial)
}

function* accumulating(it: Iterable<unknown>, fn: Fn, initial: unknown): Generator<unknown> {
  let out: unknown = initial ?? null
  let started = out !== null
  if (started) yield out
  for (const item of it) {
    out = started ? (fn === null ? add(out, item) : call(fn, out, item)) : item
    started = true
    yield out
  }
}

export function* chain(...its: unknown[]): Generator<unknown> {
  for (const it of its) yield* iter(it)
}

export function* chain_from(its: unknown): Generator<unknown> {
  for (const it of iter(its)) yield* iter(it)
}

export function product(repeat: unknown, ...its: unknown[]): IterableIterator<unknown> {
  const once = its.map((it) => list(it))
  const pools: unknown[][] = []
  for (let i = 0; i < Number(repeat ?? 1); i++) pools.push(...once)
  let rows: unknown[][] = [[]]
  for (const pool of pools) rows = rows.flatMap((row) => pool.map((item) => [...row, item]))
  return rows.map((row) => tupled(...row)).values()
}

function* arrangements(items: unknown[], r: number, chosen: (picked: number[], n: number) => Iterable<number>): Generator<unknown> {
  function* pick(picked: number[]): Generator<unknown> {
    if (picked.length === r) yield tupled(...picked.map((i) => items[i]))
    else for (const i of chosen(picked, items.length)) yield* pick([...picked, i])
  }
  yield* pick([])
}

function* upTo(from: number, n: number): Generator<number> {
  for (let i = from; i < n; i++) yield i
}

export function permutations(it: unknown, r?: unknown): IterableIterator<unknown> {
  const items = list(it)
  return arrangements(items, (r ?? null) === null ? items.length : Number(toIndex(r)), (picked, n) => [...upTo(0, n)].filter((i) => !picked.includes(i)))
}

export function combinations(it: unknown, r: unknown): IterableIterator<unknown> {
  return arrangements(list(it), Number(toIndex(r)), (picked, n) => upTo((picked.at(-1) ?? -1) + 1, n))
}

export function combinations_with_replacement(it: unknown, r: unknown): IterableIterator<unknown> {
  return arrangements(list(it), Number(toIndex(r)), (picked, n) => upTo(picked.at(-1) ?? 0, n))
}

export function islice(it: unknown, a: unknown, b?: unknown, c?: unknown): IterableIterator<unknown> {
  const [start, stop] = b === undefined ? [0, a] : [a ?? 0, b]
  return sliced(iterator(it), Number(start), stop === null ? Infinity : Number(stop), Number(c ?? 1))
}

function* sliced(it: Iterator<unknown>, start: number, stop: number, step: number): Generator<unknown> {
  let wanted = start
  for (let i = 0; wanted < stop; i++) {
    const item = it.next()
    if (item.done) return
    if (i === wanted) {
      yield item.value
      wanted += step
    }
  }
}

export function* takewhile(fn: Fn, it: unknown): Generator<unknown> {
  for (const item of iter(it)) {
    if (!truthy(call(fn, item))) return
    yield item
  }
}

export function* dropwhile(fn: Fn, it: unknown): Generator<unknown> {
  let dropping = true
  for (const item of iter(it)) {
    if (dropping && truthy(call(fn, item))) continue
    dropping = false
    yield item
  }
}

export function* filterfalse(fn: Fn, it: unknown): Generator<unknown> {
  for (const item of iter(it)) if (!truthy(fn === null ? item : call(fn, item))) yield item
}

export function* repeat(x: unknown, times?: unknown): Generator<unknown> {
  for (let i = 0; times === undefined || i < Number(times); i++) yield x
}

export function* cycle(it: unknown): Generator<unknown> {
  const items = list(it)
  while (items.length) yield* items
}

export function* counter(start: unknown = 0, step: unknown = 1): Generator<unknown> {
  for (let i = start; ; i = add(i, step)) yield i
}

/** Groups of equal keys that stand side by side, each as a list. */
export function* groupby(it: unknown, key?: Fn): Generator<unknown> {
  let group: unknown[] = []
  let last: unknown
  for (const item of iter(it)) {
    const k = (key ?? null) === null ? item : call(key, item)
    if (group.length && !(k === last || eq(k, last))) {
      yield tupled(last, group.values())
      group = []
    }
    // The key of a group is that of its first item.
    if (group.length === 0) last = k
    group.push(item)
  }
  if (group.length) yield tupled(last, group.values())
}

export function* starmap(fn: Fn, it: unknown): Generator<unknown> {
  for (const item of iter(it)) yield call(fn, ...iter(item))
}

export function* pairwise(it: unknown): Generator<unknown> {
  let last: unknown
  let started = false
  for (const item of iter(it)) {
    if (started) yield tupled(last, item)
    last = item
    started = true
  }
}

export function* zip_longest(fill: unknown, ...its: unknown[]): Generator<unknown> {
  const sources = its.map((it) => iterator(it))
  for (;;) {
    const steps = sources.map((it) => it.next())
    if (steps.every((step) => step.done)) return
    yield tupled(...steps.map((step) => (step.done ? (fill ?? null) : (step.value as unknown))))
  }
}

export function* compress(data: unknown, selectors: unknown): Generator<unknown> {
  const keep = iterator(selectors)
  for (const item of iter(data)) {
    const step = keep.next()
    if (step.done) return
    if (truthy(step.value)) yield item
  }
}

/** Python's `iter(fn, sentinel)`. */
export function* until(fn: unknown, sentinel: unknown): Generator<unknown> {
  for (;;) {
    const item = call(fn)
    if (item === sentinel || eq(item, sentinel)) return
    yield item
  }
}
