// Truth.

import { size } from './dict.js'
import { dunder, isPlain, typeName } from './kinds.js'
import { TypeError } from './errors.js'

/** Python's `bool(v)`. */
export function truthy(v?: unknown): boolean {
  switch (typeof v) {
    case 'boolean':
      return v
    case 'string':
      return v !== ''
    case 'number':
      return v !== 0
    case 'object':
      return v !== null && filled(v)
  }
  return v !== undefined
}

function filled(v: object): boolean {
  if (Array.isArray(v)) return v.length > 0
  if (v instanceof Map || v instanceof Set) return v.size > 0
  if (isPlain(v)) return size(v) > 0
  const own = dunder(v, '__bool__')
  if (own !== undefined) {
    const out = own.call(v)
    if (typeof out !== 'boolean') throw new TypeError(`__bool__ should return bool, returned ${typeName(out)}`)
    return out
  }
  const length = dunder(v, '__len__')
  return length === undefined || length.call(v) !== 0
}

/** Python's `not v`, as a function. */
export function not(v: unknown): boolean {
  return !truthy(v)
}
