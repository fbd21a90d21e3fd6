// str() and repr().

import { entries, isDict } from './dict.js'
import { TypeError, ValueError } from './errors.js'
import { dunder, isClass, typeName } from './kinds.js'
import { escaped, fstr, nested, quoted } from './literal.js'

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

/** Python's `ascii(v)`. */
export function ascii(v: unknown): string {
  return repr(v).replace(/[^\x00-\x7f]/gu, (char) => escaped(char.codePointAt(0) ?? 0))
}
