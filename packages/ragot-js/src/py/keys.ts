// Keys of Maps and elements of Sets: True, 1 and 1.0 are one key, equal tuples are one key.
//
// A container holds its keys as they were first put in. Keys that JavaScript would not find again by itself (tuples, bools, boxed
// floats, objects with an `__eq__` of their own) are listed under a code in `odd`.

import { TypeError } from './errors.js'
import { Float, FrozenSet, Obj, Range, Tuple, dunder, isPlain, typeName } from './kinds.js'
import { eq } from './compare.js'

export type Keyed = { odd?: Map<unknown, unknown>; has(key: unknown): boolean }

/** The key under which an equal one is held, or the one to put in. */
export function keyFor(container: Keyed, key: unknown): unknown {
  switch (typeof key) {
    case 'string':
      return key
    case 'number':
    case 'bigint':
      return container.odd === undefined ? key : (container.odd.get(key) ?? key)
    case 'boolean': {
      const n = Number(key)
      return container.odd?.get(n) ?? (container.has(n) ? n : key)
    }
    case 'undefined':
      return null
  }
  if (key === null || typeof key === 'function') return key
  const code = codeOf(container, key as object)
  if (code === key) return key
  const held = container.odd?.get(code)
  if (held !== undefined) return held
  return typeof code === 'number' && container.has(code) ? code : key
}

/** `keyFor`, and notes an odd key that is about to be put in. */
export function keyIn(container: Keyed, key: unknown): unknown {
  const held = keyFor(container, key)
  if (typeof held === 'boolean' || (typeof held === 'object' && held !== null)) {
    const code = typeof held === 'boolean' ? Number(held) : codeOf(container, held)
    if (code !== held) (container.odd ??= new Map()).set(code, held)
  }
  return held
}

/** Forgets an odd key that was taken out. */
export function forget(container: Keyed, key: unknown): void {
  if (container.odd === undefined || typeof key === 'string' || typeof key === 'number') return
  for (const [code, held] of container.odd) {
    if (held !== key) continue
    container.odd.delete(code)
    if (/#\d+$/.test(String(code))) closeUp(container.odd, String(code))
    return
  }
}

/** Codes of keys with one hash are numbered without gaps. */
function closeUp(odd: Map<unknown, unknown>, code: string): void {
  const at = code.lastIndexOf('#') + 1
  for (let i = Number(code.slice(at)); odd.has(code.slice(0, at) + (i + 1)); i++) {
    odd.set(code.slice(0, at) + i, odd.get(code.slice(0, at) + (i + 1)))
    odd.delete(code.slice(0, at) + (i + 1))
  }
}

/** What equal keys share: a number, a string, or the object itself where only it is equal to it. */
function codeOf(container: Keyed, key: object): unknown {
  hashed = false
  const code = hashOf(key)
  if (!hashed) return code
  // A hash says only that two keys may be equal; those of this container are asked, as Python does.
  for (let i = 0; ; i++) {
    const held = container.odd?.get(`${code as string}#${i}`)
    if (held === undefined || held === key || eq(held, key)) return `${code as string}#${i}`
  }
}

/** Whether the last key has the hash of an object's `__hash__` in it. */
let hashed = false

function hashOf(key: object): unknown {
  if (key instanceof Float) return key.valueOf()
  if (key instanceof Tuple) return `t${Array.from(key, part).join(',')}.`
  if (key instanceof FrozenSet) return `s${Array.from(key, part).sort().join(',')}.`
  if (Array.isArray(key) || key instanceof Map || key instanceof Set || isPlain(key)) {
    throw new TypeError(`unhashable type: '${typeName(key)}'`)
  }
  if (key instanceof Range) return `r${key.length}:${key.start}:${key.step}`
  if (!(key instanceof Obj)) return key
  const hash = dunder(key, '__hash__')
  if (hash !== undefined) {
    const own = hash.call(key)
    if (own instanceof Tuple && '_fields' in key.constructor) return hashOf(own) // a named tuple is the key of an equal tuple
    const code = `h${part(own)}`
    hashed = true
    return code
  }
  if (dunder(key, '__eq__') !== undefined) throw new TypeError(`unhashable type: '${typeName(key)}'`)
  return key
}

const IDS = /* @__PURE__ */ new WeakMap<object, number>()
let nextId = 1

/** A number for an object, the same every time. */
export function identity(v: object): number {
  let id = IDS.get(v)
  if (id === undefined) IDS.set(v, (id = nextId++))
  return id
}

function part(v: unknown): string {
  switch (typeof v) {
    case 'string':
      return `"${v.length}:${v}`
    case 'number':
    case 'bigint':
      return String(v === 0 ? 0 : v)
    case 'boolean':
      return String(Number(v))
    case 'undefined':
      return 'n'
    case 'function':
      return `f${identity(v)}`
  }
  if (v === null) return 'n'
  const code = hashOf(v as object)
  return typeof code === 'object' ? `o${identity(code as object)}` : String(code)
}
