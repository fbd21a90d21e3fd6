// Python's operators on bits.

import { isDict, merged, own } from './dict.js'
import { ValueError } from './errors.js'
import { dunder, isInt } from './kinds.js'
import { custom, int_, isFloat, type Num, operand, toIndex } from './number.js'
import { combine } from './set.js'

function bitwise(sign: string, name: string, exact: (a: bigint, b: bigint) => bigint, a: unknown, b: unknown): unknown {
  if (typeof a === 'boolean' && typeof b === 'boolean') return exact(BigInt(a), BigInt(b)) === 1n
  const x = operand(a)
  const y = operand(b)
  if (x !== undefined && y !== undefined && !isFloat(x) && !isFloat(y)) return int_(exact(BigInt(x as Num), BigInt(y as Num)))
  return combine(a, b, sign) ?? custom({ sign, name }, a, b)
}

/** Whether JavaScript's own operators on bits are exact for both. */
function word(a: unknown, b: unknown): boolean {
  return typeof a === 'number' && typeof b === 'number' && (a | 0) === a && (b | 0) === b
}

/** `a & b`. */
export function bitand(a: unknown, b: unknown): unknown {
  return word(a, b) ? (a as number) & (b as number) : bitwise('&', 'and', (x, y) => x & y, a, b)
}

/** `a | b`; dicts merge. */
export function bitor(a: unknown, b: unknown): unknown {
  if (isDict(a) && isDict(b)) return dunder(a, '__or__')?.call(a, b) ?? merged(a, b)
  return word(a, b) ? (a as number) | (b as number) : bitwise('|', 'or', (x, y) => x | y, a, b)
}

/** `a ^ b`. */
export function bitxor(a: unknown, b: unknown): unknown {
  return word(a, b) ? (a as number) ^ (b as number) : bitwise('^', 'xor', (x, y) => x ^ y, a, b)
}

/** `a << b`. */
export function shl(a: unknown, b: unknown): unknown {
  return shift('<<', 'lshift', (x, y) => x << y, a, b)
}

/** `a >> b`. */
export function shr(a: unknown, b: unknown): unknown {
  return shift('>>', 'rshift', (x, y) => x >> y, a, b)
}

function shift(sign: string, name: string, exact: (a: bigint, b: bigint) => bigint, a: unknown, b: unknown): unknown {
  const x = operand(a)
  const y = operand(b)
  if (x === undefined || y === undefined || isFloat(x) || isFloat(y)) return custom({ sign, name }, a, b)
  if ((y as Num) < 0) throw new ValueError('negative shift count')
  if (typeof x === 'number' && typeof y === 'number' && y < 32) {
    const r = sign === '<<' ? x * 2 ** y : Math.floor(x / 2 ** y)
    if (Number.isSafeInteger(r)) return r
  }
  return int_(exact(BigInt(x as Num), BigInt(y as Num)))
}

export function bit_length(v: unknown): unknown {
  if (!isInt(v)) return own(v, 'bit_length', [])
  const x = BigInt(v)
  return x === 0n ? 0 : (x < 0n ? -x : x).toString(2).length
}
