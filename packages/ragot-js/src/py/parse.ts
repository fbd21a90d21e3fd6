// Numbers from text and to text.

import { OverflowError, TypeError, ValueError } from './errors.js'
import { dunder, typeName } from './kinds.js'
import { int_, isFloat, type Num, num, operand, asDouble, toIndex, whole } from './number.js'

/** Python's `int(x)` and `int(text, base)`. */
export function int(v: unknown = 0, base?: unknown): Num {
  if (base !== undefined) {
    const radix = Number(toIndex(base))
    if (radix !== 0 && (radix < 2 || radix > 36)) throw new ValueError('int() base must be >= 2 and <= 36, or 0')
    if (typeof v !== 'string') throw new TypeError("int() can't convert non-string with explicit base")
    return parseInt_(v, radix)
  }
  if (typeof v === 'string') return parseInt_(v, 10)
  const x = operand(v)
  if (x === undefined) {
    const own = dunder(v, '__int__') ?? dunder(v, '__index__')
    if (own !== undefined) return own.call(v) as Num
    throw new TypeError(`int() argument must be a string, a bytes-like object or a real number, not '${typeName(v)}'`)
  }
  if (!isFloat(x)) return x as Num
  const value = x.valueOf() as number
  if (Number.isNaN(value)) throw new ValueError('cannot convert float NaN to integer')
  if (!Number.isFinite(value)) throw new OverflowError('cannot convert float infinity to integer')
  return whole(Math.trunc(value))
}

const PREFIX: Record<string, number> = { '0x': 16, '0o': 8, '0b': 2 }

function parseInt_(text: string, base: number): Num {
  const fail = (): never => {
    throw new ValueError(`invalid literal for int() with base ${base}: ${quoteForError(text)}`)
  }
  let body = asciiDigits(text.replace(/^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g, '')).toLowerCase()
  const sign = /^[+-]/.test(body) ? body[0] : ''
  body = sign ? body.slice(1) : body
  const prefix = PREFIX[body.slice(0, 2)]
  let radix = base
  if (prefix !== undefined && (base === 0 || base === prefix)) {
    radix = prefix
    body = body.slice(2).replace(/^_/, '')
  } else if (base === 0) {
    if (/^0[0-9_]*[1-9]/.test(body)) fail()
    radix = 10
  }
  if (!/^[0-9a-z]+(?:_[0-9a-z]+)*$/.test(body)) fail()
  let out = 0n
  const digits = body.replace(/_/g, '')
  if (radix === 10) {
    if (!/^\d+$/.test(digits)) fail()
    out = BigInt(digits)
  } else {
    for (const char of digits) {
      const digit = char <= '9' ? char.charCodeAt(0) - 48 : char.charCodeAt(0) - 87
      if (digit >= radix) fail()
      out = out * BigInt(radix) + BigInt(digit)
    }
  }
  return int_(sign === '-' ? -out : out)
}

/** Decimal digits of any script as ASCII ones. */
function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (char) => {
    const code = char.codePointAt(0) ?? 0
    if (code < 128) return char
    let zero = code
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && code - zero < 9) zero--
    return String(code - zero)
  })
}

function quoteForError(text: string): string {
  return text.includes("'") ? JSON.stringify(text) : `'${text.replace(/\n/g, '\\n')}'`
}

/** Python's `float(x)`, as a bare number. */
export function float(v: unknown = 0): number {
  if (typeof v === 'number') return v
  if (typeof v === 'string') return parseFloat_(v)
  const x = operand(v)
  if (x !== undefined) return asDouble(x)
  const own = dunder(v, '__float__')
  if (own !== undefined) return num(own.call(v))
  throw new TypeError(`float() argument must be a string or a real number, not '${typeName(v)}'`)
}

function parseFloat_(text: string): number {
  const body = asciiDigits(text.replace(/^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g, '')).toLowerCase()
  if (/^[+-]?(?:inf|infinity)$/.test(body)) return body.startsWith('-') ? -Infinity : Infinity
  if (/^[+-]?nan$/.test(body)) return NaN
  if (!/^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/.test(body)) {
    throw new ValueError(`could not convert string to float: ${quoteForError(text)}`)
  }
  return Number(body.replace(/_/g, ''))
}

function based(v: unknown, radix: number, prefix: string): string {
  const x = BigInt(toIndex(v))
  return (x < 0n ? '-' : '') + prefix + (x < 0n ? -x : x).toString(radix)
}

export function hex(v: unknown): string {
  return based(v, 16, '0x')
}

export function bin(v: unknown): string {
  return based(v, 2, '0b')
}

export function oct(v: unknown): string {
  return based(v, 8, '0o')
}

export function chr(v: unknown): string {
  const code = Number(toIndex(v))
  if (code < 0 || code > 0x10ffff) throw new ValueError('chr() arg not in range(0x110000)')
  return String.fromCodePoint(code)
}

export function ord(v: unknown): number {
  if (typeof v !== 'string') throw new TypeError(`ord() expected string of length 1, but ${typeName(v)} found`)
  const chars = Array.from(v)
  if (chars.length !== 1) throw new TypeError(`ord() expected a character, but string of length ${chars.length} found`)
  return v.codePointAt(0) ?? 0
}
