// Sums: the one helper that makes numbers which JSON does not have, floats without a fraction and integers past 2**53.

import { Float } from '../kinds.js'
import { giveBy, isNumber, isRecord, Raised, typeName } from './helpers.js'

/** `a + b`. */
export function add(a: unknown, b: unknown): unknown {
  if (typeof a === 'string' && typeof b === 'string') return a + b
  if (isNumber(a) && isNumber(b)) {
    if (isFloat(a) || isFloat(b)) return asFloat(double(a) + double(b))
    return asInt(BigInt(a as bigint) + BigInt(b as bigint))
  }
  if (Array.isArray(a) && Array.isArray(b)) return [...(a as unknown[]), ...(b as unknown[])]
  const [left, right] = [typeName(a), typeName(b)]
  if (typeof a === 'string' || Array.isArray(a)) throw new Raised('TypeError', `can only concatenate ${left} (not "${right}") to ${left}`)
  throw new Raised('TypeError', `unsupported operand type(s) for +: '${left}' and '${right}'`)
}

function isFloat(v: unknown): boolean {
  return v instanceof Float || (typeof v === 'number' && !Number.isInteger(v))
}

function asFloat(v: number): number | Float {
  return Number.isInteger(v) ? new Float(v) : v
}

function asInt(v: bigint): number | bigint {
  return v >= -9007199254740991n && v <= 9007199254740991n ? Number(v) : v
}

function double(v: number | bigint | boolean | Float): number {
  const x = Number(v)
  if (typeof v === 'bigint' && !Number.isFinite(x)) throw new Raised('OverflowError', 'int too large to convert to float')
  return x
}

/** A value that goes to JavaScript: numbers as it has them, everything else as it is. */
function given(v: unknown): unknown {
  if (v instanceof Float) return +v
  if (typeof v === 'bigint') throw new Raised('OverflowError', 'an integer past 2**53 cannot be given to JavaScript')
  if (Array.isArray(v)) return v.some(changes) ? v.map(given) : v
  if (isRecord(v) && Object.values(v).some(changes)) return Object.fromEntries(Object.entries(v).map(([key, item]) => [key, given(item)]))
  return v ?? null
}

const changes = (v: unknown): boolean => given(v) !== v

giveBy(given)
