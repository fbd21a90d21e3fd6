// Equality, order, membership, identity.

import { has, isDict, sameDict } from './dict.js'
import { TypeError } from './errors.js'
import { iter } from './iterate.js'
import { dunder, Float, isNumber, NotImplemented, Range, Tuple, typeName } from './kinds.js'
import { type Keyed, identity, keyFor } from './keys.js'
import { View } from './views.js'
import { frozenset } from './set.js'
import { truthy } from './truth.js'

/** `a == b`. */
export function eq(a: unknown, b: unknown): boolean {
  if (a === b) return true
  const kind = typeof a
  if (kind === typeof b && (kind === 'string' || kind === 'number')) return false
  if (a === null || a === undefined || b === null || b === undefined) {
    if ((a ?? null) === null && (b ?? null) === null) return true
  } else if (isNumber(a) && isNumber(b)) return equalNumbers(a, b)
  return deep(a, b)
}

function equalNumbers(a: number | bigint | boolean | Float, b: number | bigint | boolean | Float): boolean {
  // Loose equality compares a number, a BigInt and a bool by value.
  return a.valueOf() == b.valueOf()
}

function deep(a: unknown, b: unknown): boolean {
  const own = dunder(a, '__eq__')?.call(a, b)
  if (own !== undefined && own !== NotImplemented) return truthy(own)
  const reflected = dunder(b, '__eq__')?.call(b, a)
  if (reflected !== undefined && reflected !== NotImplemented) return truthy(reflected)
  if (Array.isArray(a)) return Array.isArray(b) && a instanceof Tuple === b instanceof Tuple && equalArrays(a, b)
  if (isDict(a)) return isDict(b) && sameDict(a, b)
  if (a instanceof Set || (a instanceof View && a.kind !== 'values')) return setLike(b) && equalSets(a, b)
  if (a instanceof Range) return b instanceof Range && equalRanges(a, b)
  return false
}

function equalArrays(a: unknown[], b: unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!eq(a[i], b[i])) return false
  return true
}

function equalRanges(a: Range, b: Range): boolean {
  if (a.length !== b.length) return false
  return a.length === 0 || (a.start === b.start && (a.length === 1 || a.step === b.step))
}

type SetLike = Set<unknown> | View

function setLike(v: unknown): v is SetLike {
  return v instanceof Set || (v instanceof View && v.kind !== 'values')
}

function count(v: SetLike): number {
  return v instanceof Set ? v.size : v.length
}

function equalSets(a: SetLike, b: SetLike): boolean {
  return count(a) === count(b) && within(a, b)
}

/** Whether every element of one is in the other. */
function within(a: Iterable<unknown>, b: SetLike): boolean {
  for (const item of a) if (!contains(item, b)) return false
  return true
}

/** `a != b`. */
export function ne(a: unknown, b: unknown): boolean {
  return !eq(a, b)
}

const REFLECTED: Record<string, string> = { lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' }
const SIGNS: Record<string, string> = { lt: '<', le: '<=', gt: '>', ge: '>=' }

function order(name: string, a: unknown, b: unknown): boolean {
  if (isNumber(a) && isNumber(b)) {
    const [x, y] = [a.valueOf(), b.valueOf()]
    return name === 'lt' ? x < y : name === 'le' ? x <= y : name === 'gt' ? x > y : x >= y
  }
  if (typeof a === 'string' && typeof b === 'string') return decide(name, compareText(a, b))
  if (Array.isArray(a) && Array.isArray(b) && a instanceof Tuple === b instanceof Tuple) return orderArrays(name, a, b)
  if (setLike(a) && setLike(b)) return orderSets(name, a, b)
  const own = dunder(a, `__${name}__`)?.call(a, b)
  if (own !== undefined && own !== NotImplemented) return truthy(own)
  const reflected = dunder(b, `__${REFLECTED[name]}__`)?.call(b, a)
  if (reflected !== undefined && reflected !== NotImplemented) return truthy(reflected)
  throw new TypeError(`'${SIGNS[name]}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`)
}

function decide(name: string, sign: number): boolean {
  return name === 'lt' ? sign < 0 : name === 'le' ? sign <= 0 : name === 'gt' ? sign > 0 : sign >= 0
}

/** Strings by code point; JavaScript's own order is by UTF-16 unit, which differs beyond U+FFFF. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  const n = Math.min(a.length, b.length)
  for (let i = 0; i < n; i++) {
    let x = a.charCodeAt(i)
    let y = b.charCodeAt(i)
    if (x === y) continue
    if (x >= 0xd800 && y >= 0xd800) {
      // Surrogates stand for characters above everything else.
      if (x < 0xe000) x += 0x2000
      else x -= 0x800
      if (y < 0xe000) y += 0x2000
      else y -= 0x800
    }
    return x - y
  }
  return a.length - b.length
}

function orderArrays(name: string, a: unknown[], b: unknown[]): boolean {
  const n = Math.min(a.length, b.length)
  for (let i = 0; i < n; i++) if (!eq(a[i], b[i])) return order(name, a[i], b[i])
  return decide(name, a.length - b.length)
}

function orderSets(name: string, a: SetLike, b: SetLike): boolean {
  if (name === 'lt' || name === 'gt') {
    if (count(a) === count(b)) return false
  }
  return name === 'lt' || name === 'le' ? within(a, b) : within(b, a)
}

export function lt(a: unknown, b: unknown): boolean {
  return typeof a === 'number' && typeof b === 'number' ? a < b : order('lt', a, b)
}

export function le(a: unknown, b: unknown): boolean {
  return typeof a === 'number' && typeof b === 'number' ? a <= b : order('le', a, b)
}

export function gt(a: unknown, b: unknown): boolean {
  return typeof a === 'number' && typeof b === 'number' ? a > b : order('gt', a, b)
}

export function ge(a: unknown, b: unknown): boolean {
  return typeof a === 'number' && typeof b === 'number' ? a >= b : order('ge', a, b)
}

/** `value in container`. */
export function contains(value: unknown, container: unknown): boolean {
  if (typeof container === 'string') {
    if (typeof value !== 'string') throw new TypeError(`'in <string>' requires string as left operand, not ${typeName(value)}`)
    return container.includes(value)
  }
  if (Array.isArray(container)) {
    if (typeof value === 'string') {
      if (container.includes(value)) return true
      if (!container.some((item) => dunder(item, '__eq__'))) return false
    }
    return container.some((item) => item === value || eq(item, value))
  }
  if (isDict(container)) return has(container, value)
  if (container instanceof Set) return container.has(keyFor(container as Keyed, value instanceof Set ? frozenset(value) : value))
  if (container instanceof View && container.kind === 'keys') return has(container.dict, value)
  const own = dunder(container, '__contains__')
  if (own !== undefined) return truthy(own.call(container, value))
  if (container instanceof Range && isNumber(value)) return inRange(Number(value), container)
  if (container === null || container === undefined || isNumber(container) || (typeof container === 'function' && !(Symbol.iterator in container))) {
    throw new TypeError(`argument of type '${typeName(container)}' is not iterable`)
  }
  for (const item of iter(container)) if (item === value || eq(item, value)) return true
  return false
}

function inRange(x: number, range: Range): boolean {
  const i = (x - range.start) / range.step
  return Number.isInteger(i) && i >= 0 && i < range.length
}

/** `a is b` where numbers may be boxed. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (a instanceof Float && b instanceof Float) return Object.is(a.valueOf(), b.valueOf())
  return (a ?? null) === null && (b ?? null) === null
}

/** Python's `id(v)`: a number for an object, the same every time. */
export function id(v: unknown): number {
  return typeof v === 'object' && v !== null ? identity(v) : 0
}

/** Python's `hash(v)`; equal values have equal ones, and that is all that is promised. */
export function hash(v: unknown): unknown {
  if (isNumber(v)) return Math.trunc(Number(v))
  const own = dunder(v, '__hash__')
  if (own !== undefined) return own.call(v)
  keyFor(new Map() as Keyed, v)
  const text = Array.isArray(v) ? v.map((item) => String(hash(item))).join() : String(v)
  let out = 7
  for (let i = 0; i < text.length; i++) out = (out * 31 + text.charCodeAt(i)) % 2147483647
  return out
}

