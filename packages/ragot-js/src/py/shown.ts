/** A Python value as a child or attribute of an element: floats as Python prints them, iterators as lists. */

import { Float } from './kinds.js'
import { fstr } from './literal.js'

export function shown(v: unknown): unknown {
  if (typeof v === 'number') return Number.isInteger(v) ? v : fstr(v)
  if (typeof v === 'bigint') return String(v)
  if (typeof v !== 'object' || v === null) return v ?? null
  if (v instanceof Float) return fstr(+v)
  if (Array.isArray(v)) return Array.from(v, shown)
  return typeof (v as { next?: unknown }).next === 'function' ? Array.from(v as Iterable<unknown>, shown) : v
}
