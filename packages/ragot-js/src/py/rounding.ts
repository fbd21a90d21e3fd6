// Rounding, ties to even on the exact value.

import { OverflowError, TypeError, ValueError } from './errors.js'
import { dunder, typeName } from './kinds.js'
import { flt, int_, isFloat, type Num, operand, toIndex, whole } from './number.js'

/** Python's `round(x)` and `round(x, n)`. */
export function round(v: unknown, digits?: unknown): unknown {
  const x = operand(v)
  if (x === undefined) {
    const own = dunder(v, '__round__')
    if (own !== undefined) return digits === undefined ? own.call(v) : own.call(v, digits)
    throw new TypeError(`type ${typeName(v)} doesn't define __round__ method`)
  }
  const none = digits === undefined || digits === null
  if (!isFloat(x)) return none ? x : roundInt(x as Num, Number(toIndex(digits)))
  const value = x.valueOf() as number
  if (!none) return flt(roundTo(value, Number(toIndex(digits))))
  if (Number.isNaN(value)) throw new ValueError('cannot convert float NaN to integer')
  if (!Number.isFinite(value)) throw new OverflowError('cannot convert float infinity to integer')
  return whole(halfEven(value))
}

function halfEven(x: number): number {
  const low = Math.floor(x)
  const rest = x - low
  if (rest !== 0.5) return rest < 0.5 ? low : low + 1
  return low % 2 === 0 ? low : low + 1
}

function roundInt(x: Num, digits: number): Num {
  if (digits >= 0) return x
  const unit = 10n ** BigInt(-digits)
  const v = BigInt(x)
  let q = v / unit
  let r = v % unit
  if (r < 0n) {
    r += unit
    q -= 1n
  }
  if (r * 2n > unit || (r * 2n === unit && q % 2n !== 0n)) q += 1n
  return int_(q * unit)
}

/** A float rounded to decimal digits, ties to even on its exact value. */
export function roundTo(x: number, digits: number): number {
  if (!Number.isFinite(x) || digits > 323) return x
  if (digits >= 0) return Number(fixed(x, Math.min(digits, 100)))
  const unit = 10 ** -digits
  if (unit > 1e308) return x < 0 || Object.is(x, -0) ? -0 : 0
  const q = halfEvenExact(Math.abs(x), -digits)
  return x < 0 || Object.is(x, -0) ? -q : q
}

function halfEvenExact(x: number, zeros: number): number {
  const whole = BigInt(Math.floor(x))
  const unit = 10n ** BigInt(zeros)
  let q = whole / unit
  const twice = (whole % unit) * 2n
  const more = x > Number(whole)
  if (twice > unit || (twice === unit && (more || q % 2n !== 0n))) q += 1n
  return Number(q * unit)
}

/** `toFixed` on the exact value with ties to even, at any magnitude. */
export function fixed(x: number, digits: number): string {
  if (Math.abs(x) >= 1e21) {
    const text = String(BigInt(x))
    return digits ? `${text}.${'0'.repeat(digits)}` : text
  }
  const text = x.toFixed(digits)
  const exact = Math.abs(x).toFixed(Math.min(100, digits + 60))
  const point = exact.indexOf('.')
  const tail = exact.slice(point + 1 + digits)
  const tie = tail.startsWith('5') && /^50*$/.test(tail)
  let out = text
  if (tie) {
    // toFixed takes the larger one: step back where that is odd.
    const kept = exact.slice(0, point + (digits ? 1 + digits : 0))
    const last = Number(kept.at(-1))
    if (last % 2 === 0) out = (x < 0 ? '-' : '') + kept
  }
  return Object.is(x, -0) || (x < 0 && !out.startsWith('-')) ? `-${out.replace('-', '')}` : out
}
