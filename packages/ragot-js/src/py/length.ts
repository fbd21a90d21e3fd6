// How long a value is, and a string's characters.

import { isDict, size } from './dict.js'
import { TypeError } from './errors.js'
import { dunder, Range, typeName } from './kinds.js'
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
