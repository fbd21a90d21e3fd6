// Sets.

import { missing, own } from './dict.js'
import { KeyError } from './errors.js'
import { iter } from './iterate.js'
import { FrozenSet } from './kinds.js'
import { type Keyed, forget, keyFor, keyIn } from './keys.js'
import { View } from './views.js'

type Items = Iterable<unknown>

function fill(out: Set<unknown>, items: Items): Set<unknown> {
  for (const item of items) out.add(keyIn(out as Keyed, item))
  return out
}

/** A set of the arguments. */
export function setOf(...items: unknown[]): Set<unknown> {
  return fill(new Set(), items)
}

/** Python's `set(it)`. */
export function set(it?: unknown): Set<unknown> {
  return fill(new Set(), it === undefined ? [] : iter(it))
}

/** Python's `frozenset(it)`. */
export function frozenset(it?: unknown): Set<unknown> {
  return fill(new FrozenSet(), it === undefined ? [] : iter(it))
}

function like(v: unknown): v is Items {
  return v instanceof Set || (v instanceof View && v.kind !== 'values')
}

function made(model: unknown, items: Items): Set<unknown> {
  return fill(model instanceof FrozenSet ? new FrozenSet() : new Set(), items)
}

/** `a | b`, `a & b`, `a - b`, `a ^ b` of sets and dict views; undefined for anything else. */
export function combine(a: unknown, b: unknown, sign: string): Set<unknown> | undefined {
  // A view of a dict takes any iterable on the other side.
  if (!(like(a) && like(b)) && !(a instanceof View && like(a)) && !(b instanceof View && like(b))) return undefined
  const [x, y] = [made(a, iter(a)), made(b, iter(b))]
  return apply(a, x, y, sign)
}

function apply(model: unknown, x: Set<unknown>, y: Set<unknown>, sign: string): Set<unknown> {
  if (sign === '|') return made(model, [...x, ...y])
  if (sign === '&') return made(model, [...x].filter((item) => holds(y, item)))
  const left = [...x].filter((item) => !holds(y, item))
  return made(model, sign === '-' ? left : [...left, ...[...y].filter((item) => !holds(x, item))])
}

function holds(s: Set<unknown>, item: unknown): boolean {
  return s.has(keyFor(s as Keyed, item))
}

function receiver(s: unknown, name: string): Set<unknown> {
  if (s instanceof Set && !(s instanceof FrozenSet && CHANGES.has(name))) return s
  throw missing(s, name)
}

const CHANGES = /* @__PURE__ */ new Set(['add', 'discard', 'update', 'difference_update', 'intersection_update', 'symmetric_difference_update'])

export function setAdd(s: unknown, item: unknown): unknown {
  if (!(s instanceof Set)) return own(s, 'add', [item])
  receiver(s, 'add').add(keyIn(s as Keyed, item))
  return null
}

export function discard(s: unknown, item: unknown): unknown {
  if (!(s instanceof Set)) return own(s, 'discard', [item])
  const held = keyFor(receiver(s, 'discard') as Keyed, item)
  if (s.delete(held)) forget(s as Keyed, held)
  return null
}

/** `s.remove(x)` of a set. */
export function setRemove(s: Set<unknown>, item: unknown): void {
  const held = keyFor(s as Keyed, item)
  if (!s.delete(held)) throw new KeyError(item)
  forget(s as Keyed, held)
}

function fold(s: unknown, name: string, sign: string, its: unknown[]): unknown {
  if (!(s instanceof Set)) return own(s, name, its)
  let out = made(s, s)
  for (const it of its) out = apply(s, out, fill(new Set(), iter(it)), sign)
  return out
}

export function union(s: unknown, ...its: unknown[]): unknown {
  return fold(s, 'union', '|', its)
}

export function intersection(s: unknown, ...its: unknown[]): unknown {
  return fold(s, 'intersection', '&', its)
}

export function difference(s: unknown, ...its: unknown[]): unknown {
  return fold(s, 'difference', '-', its)
}

export function symmetric_difference(s: unknown, it: unknown): unknown {
  return fold(s, 'symmetric_difference', '^', [it])
}

function change(s: unknown, name: string, sign: string, its: unknown[]): unknown {
  if (!(s instanceof Set)) return own(s, name, its)
  const out = fold(receiver(s, name), name, sign, its) as Set<unknown>
  const items = [...out]
  s.clear()
  delete (s as { odd?: unknown }).odd
  fill(s, items)
  return null
}

export function intersection_update(s: unknown, ...its: unknown[]): unknown {
  return change(s, 'intersection_update', '&', its)
}

export function difference_update(s: unknown, ...its: unknown[]): unknown {
  return change(s, 'difference_update', '-', its)
}

export function symmetric_difference_update(s: unknown, it: unknown): unknown {
  return change(s, 'symmetric_difference_update', '^', [it])
}

export function issubset(s: unknown, it: unknown): unknown {
  if (!(s instanceof Set)) return own(s, 'issubset', [it])
  const other = fill(new Set(), iter(it))
  return [...s].every((item) => holds(other, item))
}

export function issuperset(s: unknown, it: unknown): unknown {
  if (!(s instanceof Set)) return own(s, 'issuperset', [it])
  return [...iter(it)].every((item) => holds(s, item))
}

export function isdisjoint(s: unknown, it: unknown): unknown {
  if (!like(s)) return own(s, 'isdisjoint', [it])
  const items = s instanceof Set ? s : fill(new Set(), s)
  return ![...iter(it)].some((item) => holds(items, item))
}

