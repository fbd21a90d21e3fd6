// Augmented assignment: lists, sets and dicts change in place.

import { bitand, bitor, bitxor } from './bits.js'
import { isDict, update } from './dict.js'
import { TypeError } from './errors.js'
import { dunder, FrozenSet, Tuple, typeName, NotImplemented } from './kinds.js'
import { add, mul, sub } from './number.js'
import { extend } from './sequence.js'
import { repeated } from './repetition.js'
import { replaceItems } from './subscripts.js'
import { combine } from './set.js'

function inPlace(a: unknown, b: unknown, name: string): unknown {
  const own = dunder(a, `__i${name}__`)
  const out = own?.call(a, b)
  return out === NotImplemented ? undefined : out
}

/** `a += b`. */
export function iadd(a: unknown, b: unknown): unknown {
  if (typeof a === 'number') return add(a, b)
  if (typeof a === 'string' && typeof b === 'string') return a + b
  if (Array.isArray(a) && !(a instanceof Tuple)) {
    extend(a, b)
    return a
  }
  return inPlace(a, b, 'add') ?? add(a, b)
}

/** `a *= b`. */
export function imul(a: unknown, b: unknown): unknown {
  if (typeof a === 'number') return mul(a, b)
  if (Array.isArray(a) && !(a instanceof Tuple)) {
    const items = repeated(a, b) as unknown[] | undefined
    if (items === undefined) throw new TypeError(`can't multiply sequence by non-int of type '${typeName(b)}'`)
    replaceItems(a, 0, a.length, items)
    return a
  }
  return inPlace(a, b, 'mul') ?? mul(a, b)
}

/** `a -= b`. */
export function isub(a: unknown, b: unknown): unknown {
  if (typeof a === 'number') return sub(a, b)
  return replaced(a, () => combine(a, b, '-')) ?? inPlace(a, b, 'sub') ?? sub(a, b)
}

/** `a |= b`. */
export function ior(a: unknown, b: unknown): unknown {
  if (isDict(a)) {
    const own = inPlace(a, b, 'or')
    if (own === undefined) update(a, b)
    return own ?? a
  }
  return replaced(a, () => combine(a, b, '|')) ?? inPlace(a, b, 'or') ?? bitor(a, b)
}

/** `a &= b`. */
export function iand(a: unknown, b: unknown): unknown {
  return replaced(a, () => combine(a, b, '&')) ?? inPlace(a, b, 'and') ?? bitand(a, b)
}

/** `a ^= b`. */
export function ixor(a: unknown, b: unknown): unknown {
  return replaced(a, () => combine(a, b, '^')) ?? inPlace(a, b, 'xor') ?? bitxor(a, b)
}

function replaced(a: unknown, make: () => unknown): unknown {
  if (!(a instanceof Set) || a instanceof FrozenSet) return undefined
  const out = make()
  if (!(out instanceof Set)) return undefined
  const items = [...out]
  a.clear()
  ;(a as { odd?: unknown }).odd = (out as { odd?: unknown }).odd
  for (const item of items) a.add(item)
  return a
}
