// Tests of match/case.

import { has, isDict } from './dict.js'
import { Range, Tuple } from './kinds.js'

/** Whether a sequence pattern of `count` parts can match: lists, tuples and ranges are sequences, strings are not. */
export function isSequence(v: unknown, count: number): boolean {
  return (Array.isArray(v) || v instanceof Tuple || v instanceof Range) && v.length === count
}

/** Whether a mapping pattern with these keys can match. */
export function isMapping(v: unknown, ...keys: unknown[]): boolean {
  return isDict(v) && keys.every((key) => has(v, key))
}
