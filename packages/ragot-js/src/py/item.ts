// `v["name"]`: what most subscripts are, without all that `getitem` carries.

import { KeyError, TypeError } from './errors.js'
import { dunder, isPlain, typeName } from './kinds.js'
import { hostItem } from './subscripts.js'

/** `v[key]` for a key that is a name (never a number in a string). */
export function item(v: unknown, key: string): unknown {
  // Most often it is a dict that has the key. A function may come from what every object inherits.
  if ((v as object | null)?.constructor === Object) {
    const found = (v as Record<string, unknown>)[key]
    if (found !== undefined && typeof found !== 'function' && found !== Object.prototype) return found
  }
  if (isPlain(v)) {
    if (Object.hasOwn(v, key)) return v[key] ?? null
    throw new KeyError(key)
  }
  if (v instanceof Map) return inMap(v, key)
  const method = dunder(v, '__getitem__')
  if (method !== undefined) return method.call(v, key) ?? null
  const what = INDEXED[typeName(v)]
  if (what) throw new TypeError(`${what} indices must be integers or slices, not str`)
  return hostItem(v, key)
}

const INDEXED: Record<string, string> = { str: 'string', list: 'list', tuple: 'tuple', range: 'range object' }

function inMap(map: Map<unknown, unknown> & { missing?: () => unknown; counts?: boolean }, key: string): unknown {
  const found = map.get(key)
  if (found !== undefined) return found
  if (map.missing !== undefined) {
    const made = map.missing()
    map.set(key, made)
    return made
  }
  if (map.counts) return 0
  if (map.has(key)) return null
  throw new KeyError(key)
}
