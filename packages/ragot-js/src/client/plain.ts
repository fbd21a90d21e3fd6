/** Plain data: what JSON can carry. */

import { isRecord } from '../paths.js'

/** A deep copy: dicts (records and Maps) as records, lists and tuples as arrays; other objects themselves. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, plain)
  if (value instanceof Map) return Object.fromEntries(Array.from(value, ([key, item]) => [textKey(key), plain(item)]))
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
  return value
}

/** Python's `==` on plain data. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]))
  if (isRecord(a)) {
    if (!isRecord(b)) return false
    const keys = Object.keys(a)
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]))
  }
  // True == 1 in Python, and not an event for a subscriber.
  return isCount(a) && isCount(b) && Number(a) === Number(b)
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean'
}

function textKey(key: unknown): string {
  if (typeof key !== 'string') throw new TypeError(`keys must be strings here, got ${String(key)}`)
  return key
}
