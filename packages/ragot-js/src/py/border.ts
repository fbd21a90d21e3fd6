// Values on their way to JavaScript.

import { type Dict, entries } from './dict.js'
import { OverflowError, TypeError } from './errors.js'
import { dunder, isPlain, notGiven, typeName } from './kinds.js'
import { repr } from './text.js'

type Bag = Record<string, unknown>

/**
 * A value as JavaScript and JSON take it: plain objects and arrays, bare numbers. What needs no change is handed on as it is; dicts with
 * keys that are no strings, sets and integers past 2**53 are refused.
 */
export function toJs(v: unknown): unknown {
  if (v === undefined) return null
  if (typeof v === 'bigint') throw new OverflowError('an integer past 2**53 cannot be given to JavaScript')
  if (typeof v !== 'object' || v === null) return v
  if (Array.isArray(v)) return converted(v)
  if (v instanceof Map || (isPlain(v) && Object.getOwnPropertySymbols(v).length > 0)) return plain(v)
  if (isPlain(v)) return record(v)
  if (v instanceof Set) throw notGiven(v)
  const given = dunder(v, '$given')
  return given ? given.call(v) : v
}

function converted(v: unknown[]): unknown[] {
  let out: unknown[] | undefined = v.constructor === Array ? undefined : [...v]
  for (let i = 0; i < v.length; i++) {
    const given = v[i]
    const item = toJs(given)
    if (item !== given) (out ??= [...v])[i] = item
  }
  return out ?? v
}

function record(v: Bag): Bag {
  let out: Bag | undefined
  for (const key in v) {
    const given = v[key]
    if (typeof given === 'string') continue
    const item = toJs(given)
    if (item !== given) (out ??= { ...v })[key] = item
  }
  return out ?? v
}

function plain(v: Dict): Bag {
  const out: Bag = {}
  for (const [key, value] of entries(v)) {
    if (typeof key !== 'string') throw new TypeError(`keys must be strings to be given to JavaScript, not ${typeName(key)} (${repr(key)})`)
    if (key === '__proto__') Object.defineProperty(out, key, { value: toJs(value), enumerable: true })
    else out[key] = toJs(value)
  }
  return out
}
