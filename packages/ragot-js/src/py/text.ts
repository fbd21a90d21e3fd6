// str() and repr().

import { entries, isDict } from './dict.js'
import { dunder, isClass, typeName } from './kinds.js'
import { TypeError, ValueError } from './errors.js'

/** Python's text of a float: "5.0", "1e-07", "inf". */
export function fstr(x: number): string {
  if (Number.isNaN(x)) return 'nan'
  if (x === Infinity) return 'inf'
  if (x === -Infinity) return '-inf'
  if (x === 0) return Object.is(x, -0) ? '-0.0' : '0.0'
  const [mantissa = '', power = '0'] = Math.abs(x).toExponential().split('e')
  const exponent = Number(power)
  const sign = x < 0 ? '-' : ''
  if (exponent < -4 || exponent >= 16) {
    const digits = String(Math.abs(exponent)).padStart(2, '0')
    return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`
  }
  const digits = mantissa.replace('.', '')
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`
}

/** Python's `str(v)`. */
export function str(v?: unknown): string {
  if (typeof v === 'string') return v
  if (arguments.length === 0) return ''
  const method = dunder(v, '__str__')
  if (method !== undefined) {
    const out = method.call(v)
    if (typeof out !== 'string') throw new TypeError(`__str__ returned non-string (type ${typeName(out)})`)
    return out
  }
  return repr(v)
}

/** Python's `repr(v)`. */
export function repr(v: unknown): string {
  if (v === null || v === undefined) return 'None'
  switch (typeof v) {
    case 'string':
      return quoted(v)
    case 'boolean':
      return v ? 'True' : 'False'
    case 'number':
      return Number.isSafeInteger(v) ? String(v === 0 ? 0 : v) : fstr(v)
    case 'bigint':
      return digits(v)
    case 'function':
      return described(v)
  }
  return nested(v as object, () => container(v as object))
}

/** CPython refuses to write out integers of more than 4300 digits. */
function digits(v: bigint): string {
  const text = String(v)
  if (text.length > 4300 + Number(v < 0n)) throw new ValueError('Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit')
  return text
}

const OPEN: object[] = []

/** The text of a container; one that holds itself shows as `[...]`. */
function nested(v: object, make: () => string): string {
  if (OPEN.includes(v)) return Array.isArray(v) ? '[...]' : '{...}'
  OPEN.push(v)
  try {
    return make()
  } finally {
    OPEN.pop()
  }
}

function container(v: object): string {
  const method = dunder(v, '__repr__')
  if (method !== undefined) return str(method.call(v))
  if (Array.isArray(v)) return `[${v.map((item) => repr(item)).join(', ')}]`
  if (isDict(v)) return `{${[...entries(v)].map(([k, x]) => `${repr(k)}: ${repr(x)}`).join(', ')}}`
  if (v instanceof Set) return v.size ? `{${ordered(v).map((item) => repr(item)).join(', ')}}` : 'set()'
  if (dunder(v, '__init__')) return `<${typeName(v)} object>`
  return v instanceof Error ? `${v.name}(${quoted(v.message)})` : String(v)
}

/**
 * The elements of a set in the order in which CPython shows small integers: by value, where all of them are below the table's size.
 * Any other order depends on CPython's hashes; ours is that of insertion.
 */
export function ordered(v: ReadonlySet<unknown>): unknown[] {
  const items = [...v]
  return items.every((x) => typeof x === 'number' && Number.isInteger(x) && x >= 0 && x < 8) ? items.sort((a, b) => Number(a) - Number(b)) : items
}

function described(v: object): string {
  const named = v as { __name__?: string; name: string }
  return isClass(v) ? `<class '${named.__name__ ?? named.name}'>` : `<function ${named.name}>`
}

const SHORT: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  let out = ''
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    if (char === quote) out += `\\${char}`
    else if (SHORT[char] !== undefined) out += SHORT[char]
    else if (code >= 32 && code < 127) out += char
    else if (code > 160 && !/[\p{C}\p{Z}]/u.test(char)) out += char
    else out += escaped(code)
  }
  return quote + out + quote
}

function escaped(code: number): string {
  const hex = code.toString(16)
  if (code < 256) return `\\x${hex.padStart(2, '0')}`
  return code < 65536 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

/** Python's `ascii(v)`. */
export function ascii(v: unknown): string {
  return repr(v).replace(/[^\x00-\x7f]/gu, (char) => escaped(char.codePointAt(0) ?? 0))
}
