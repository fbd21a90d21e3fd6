// The most used of Python's helpers, for a page whose code makes none of Python's own kinds but numbers: no tuple, set, Map or object
// of a class of the app. Then all values are JSON's or the browser's, and these give the answers that the full helpers give. The
// build puts them in the place of those when a page uses no other helper.

import { Float } from '../kinds.js'
import { ask, bind, callee, fn } from '../functions.js'
import { fstr, nested, quoted } from '../literal.js'

export { ask, bind, callee, fn, fstr }

type Bag = Record<string, unknown>

/** One of Python's exceptions, where no code can catch it by its class. */
export class Raised extends Error {
  constructor(
    override readonly name: string,
    message: string,
  ) {
    super(message)
  }
}

/** Python's `str(v)`. */
export function str(v?: unknown): string {
  if (typeof v === 'string') return v
  if (v instanceof Raised) return v.message
  return arguments.length ? repr(v) : ''
}

function repr(v: unknown): string {
  switch (typeof v) {
    case 'string':
      return quoted(v)
    case 'boolean':
      return v ? 'True' : 'False'
    case 'number':
      return Number.isSafeInteger(v) ? String(v) : fstr(v)
    case 'function':
      return `<function ${v.name}>`
    case 'object':
      return v === null ? 'None' : nested(v, () => container(v))
  }
  return v === undefined ? 'None' : String(v)
}

function container(v: object): string {
  if (v instanceof Float) return fstr(+v)
  if (Array.isArray(v)) return `[${v.map(repr).join(', ')}]`
  if (isRecord(v)) return `{${Object.entries(v).map(([key, item]) => `${quoted(key)}: ${repr(item)}`).join(', ')}}`
  return v instanceof Error ? `${v.name}(${quoted(v.message)})` : String(v)
}

export function isRecord(v: unknown): v is Bag {
  return typeName(v) === 'dict'
}

/** Python's `type(v).__name__`. */
export function typeName(v: unknown): string {
  switch (typeof v) {
    case 'string':
      return 'str'
    case 'boolean':
      return 'bool'
    case 'number':
      return Number.isSafeInteger(v) ? 'int' : 'float'
    case 'bigint':
      return 'int'
    case 'function':
      return 'function'
  }
  if (v == null) return 'NoneType'
  if (Array.isArray(v)) return 'list'
  if (v instanceof Float) return 'float'
  const prototype: unknown = Object.getPrototypeOf(v)
  return prototype === Object.prototype || prototype === null ? 'dict' : (v as object).constructor.name
}

/** Python's `bool(v)`. */
export function truthy(v?: unknown): boolean {
  if (Array.isArray(v)) return v.length > 0
  return isRecord(v) ? Object.keys(v).length > 0 : v instanceof Float ? +v !== 0 : !!v || Number.isNaN(v)
}

/** `v[key]` for a key that is a name. */
export function item(v: unknown, key: string): unknown {
  const kind = typeName(v)
  if (kind === 'dict') {
    if (Object.hasOwn(v as object, key)) return (v as Bag)[key] ?? null
    throw new Raised('KeyError', quoted(key))
  }
  if (kind === 'list' || kind === 'str') {
    throw new Raised('TypeError', `${kind === 'str' ? 'string' : kind} indices must be integers or slices, not str`)
  }
  if (typeof v !== 'object' || v === null || kind === 'float') throw new Raised('TypeError', `'${kind}' object is not subscriptable`)
  return (v as Bag)[key] ?? null
}

/** Python's `v.get(key, fallback)`. */
export function get(v: unknown, key: unknown, fallback: unknown = null): unknown {
  if (isRecord(v) && typeof key === 'object' && key) throw new Raised('TypeError', `unhashable type: '${typeName(key)}'`)
  if (isRecord(v)) return (typeof key === 'string' && Object.hasOwn(v, key) ? v[key] : fallback) ?? null
  const method = typeof v === 'object' && v !== null && !Array.isArray(v) ? (v as Bag)['get'] : undefined
  if (typeof method !== 'function') throw missing(v, 'get')
  return (method.call(v, key, fallback) as unknown) ?? null
}

/** `v.name`; an object of JavaScript without it gives None. */
export function attr(v: unknown, name: string): unknown {
  const kind = typeName(v)
  const isHost = !/^(str|bool|int|float|NoneType|list|dict)$/.test(kind)
  const found = isHost || (kind === 'dict' && Object.hasOwn(v as object, name)) ? (v as Bag)[name] : undefined
  if (typeof found === 'function' && found.prototype === undefined && !Object.hasOwn(v as object, name)) return bind(v as object, name)
  if (found !== undefined) return found
  if (isHost && kind !== 'function') return null
  throw missing(v, name)
}

function missing(v: unknown, name: string): Error {
  return new Raised('AttributeError', `'${typeName(v)}' object has no attribute '${name}'`)
}

/** `a == b`. */
export function eq(a: unknown, b: unknown): boolean {
  if (a === b || (a == null && b == null)) return true
  if (typeof a === typeof b && typeof a !== 'object') return false
  // Loose equality compares a number, a BigInt and a bool by value.
  if (isNumber(a) && isNumber(b)) return a.valueOf() == b.valueOf()
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => eq(item, b[i]))
  if (!isRecord(a) || !isRecord(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && eq(a[key], b[key]))
}

export function isNumber(v: unknown): v is number | bigint | boolean | Float {
  return /^(int|float|bool)$/.test(typeName(v))
}

/** What a `for` loop walks over. */
export function iter(v: unknown): Iterable<unknown> {
  if (typeof v === 'string' || Array.isArray(v)) return v as Iterable<unknown>
  if (isRecord(v)) return keysOf(v)
  if (typeof v === 'object' && v !== null && Symbol.iterator in v) return v as Iterable<unknown>
  throw new Raised('TypeError', `'${typeName(v)}' object is not iterable`)
}

/** Python's `list(v)`. */
export function list(v?: unknown): unknown[] {
  return v === undefined ? [] : [...iter(v)]
}

function* keysOf(record: Bag): Generator<string> {
  const keys = Object.keys(record)
  for (let i = 0; ; i++) {
    if (Object.keys(record).length !== keys.length) throw new Raised('RuntimeError', 'dictionary changed size during iteration')
    if (i === keys.length) return
    yield keys[i]!
  }
}

let giving = (v: unknown): unknown => v ?? null

/** A value that goes to JavaScript: as it is, as long as there are JSON's numbers only. */
export function toJs(v: unknown): unknown {
  return giving(v)
}

export function giveBy(convert: (v: unknown) => unknown): void {
  giving = convert
}

/** A value as a child or attribute of an element. */
export function shown(v: unknown): unknown {
  if (typeof v === 'number') return Number.isInteger(v) ? v : fstr(v)
  if (typeof v === 'bigint' || v instanceof Float) return str(v)
  return Array.isArray(v) ? v.map(shown) : v ?? null
}

/** An annotated parameter is what it says. */
export function expect(v: unknown, kinds: string, name: string): void {
  const kind = typeName(v)
  const fits = (one: string): boolean =>
    one === kind || one === 'object' || (one === 'None' && v == null) || (one === 'float' && isNumber(v)) || (one === 'int' && kind === 'bool')
  if (!kinds.split('|').some(fits)) {
    throw new Raised('TypeError', `${name}: expected ${kinds.replaceAll('|', ' or ')}, got ${kind}`)
  }
}
