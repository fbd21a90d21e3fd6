/**
 * Live state: a tree of objects, arrays, Maps and Sets that is never changed in place, and proxies that write into it.
 * A write copies the containers from its place up to the root and shares the rest, so that what has another identity
 * has changed, and what has the same has not.
 */

import { isRecord, type Key } from './paths.js'

type Container = Record<Key, unknown> | unknown[] | Map<unknown, unknown> | Set<unknown>

/** One container of the tree through all its copies. */
interface Cell {
  value: Container
  parent: Cell | null
  key: unknown
  proxy: object | null
}

export interface Write {
  type: string
  path: string
  value: unknown
  prevValue: unknown
}

/** Asked of a proxy, answers with the plain value behind it. */
export const RAW = Symbol.for('ragot.raw')

/** Methods that change what they are called on. */
const ARRAY = new Set(['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin'])
const COLLECTION = new Set(['set', 'add', 'delete', 'clear'])

function isCollection(value: unknown): value is Map<unknown, unknown> | Set<unknown> {
  return value instanceof Map || value instanceof Set
}

export function isContainer(value: unknown): value is Container {
  return Array.isArray(value) || isRecord(value) || isCollection(value)
}

/** The plain value behind a proxy; any other value itself. Containers that hold proxies are copied without them. */
export function rawOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  const raw = (value as { [RAW]?: T })[RAW]
  if (raw !== undefined) return raw
  if (!Array.isArray(value) && !isRecord(value)) return value
  let plain = value as Record<string, unknown>
  for (const [key, one] of Object.entries(value)) {
    const inner = rawOf(one)
    if (inner === one) continue
    if (plain === value) plain = copyOf(value)
    plain[key] = inner
  }
  return plain as T
}

/** A shallow copy, which may be written into. */
function copyOf(value: Container): any {
  if (value instanceof Map) return new Map(value)
  if (value instanceof Set) return new Set(value)
  return Array.isArray(value) ? value.slice() : { ...value }
}

/** What stands at `key`; a Set's values are their own keys. */
function valueAt(container: Container, key: unknown): unknown {
  if (container instanceof Map) return container.get(key)
  if (container instanceof Set) return container.has(key) ? key : undefined
  return (container as Record<Key, unknown>)[key as Key]
}

function entriesOf(container: Container): [unknown, unknown][] {
  return isRecord(container) ? Object.entries(container) : [...container.entries()]
}

/** A copy of `container` with `value` at `key`. */
function withValue(container: Container, key: unknown, value: unknown): Container {
  if (container instanceof Set) return new Set([...container].map((one) => (one === key ? value : one)))
  const copy = copyOf(container)
  if (copy instanceof Map) copy.set(key, value)
  else copy[key as Key] = value
  return copy
}

export class LiveState {
  #cells = new WeakMap<object, Cell>()
  #root: Cell

  constructor(
    initial: Record<string, unknown>,
    readonly wrote: (write: Write) => void,
  ) {
    this.#root = this.#cellOf(initial, null, '')
  }

  /** The state as it is: plain data, which must not be changed. */
  get raw(): any {
    return this.#root.value
  }

  get proxy(): any {
    return this.#proxyOf(this.#root)
  }

  /** Puts `value` at `keys`; objects on the way are made. False where a Map or Set stands in the way. */
  set(keys: readonly Key[], value: unknown, type: string): boolean {
    const [cell, depth] = this.#reach(keys)
    if (isCollection(cell.value)) return false
    const made = keys.slice(depth + 1).reduceRight<unknown>((inner, key) => ({ [key]: inner }), rawOf(value))
    this.#put(cell, keys[depth]!, made, type)
    return true
  }

  /** What stands at `keys`, as a proxy where it is a container; undefined when nothing does. */
  get(keys: readonly Key[]): unknown {
    if (!keys.length) return this.proxy
    const [{ value }, depth] = this.#reach(keys)
    const key = keys[depth]!
    if (depth < keys.length - 1 || isCollection(value) || !Object.hasOwn(value, key)) return undefined
    return this.show(valueAt(value, key), this.#cells.get(value), key)
  }

  /** `value` as the outside sees it: containers as proxies. */
  show(value: unknown, parent = this.#root, key: unknown = ''): unknown {
    return isContainer(value) ? this.#proxyOf(this.#cellOf(value, parent, key)) : value
  }

  /** The container that holds, or would hold, the last of `keys`, as far as the way there exists; and how far that is. */
  #reach(keys: readonly Key[]): [Cell, depth: number] {
    let cell = this.#root
    let depth = 0
    for (; depth < keys.length - 1; depth++) {
      const key = keys[depth]!
      const child = isCollection(cell.value) || !Object.hasOwn(cell.value, key) ? null : valueAt(cell.value, key)
      if (!isContainer(child)) break
      cell = this.#cellOf(child, cell, key)
    }
    return [cell, depth]
  }

  #cellOf(value: Container, parent: Cell | null, key: unknown): Cell {
    const known = this.#cells.get(value)
    if (known?.value === value) return Object.assign(known, { parent, key })
    const cell: Cell = { value, parent, key, proxy: null }
    this.#cells.set(value, cell)
    return cell
  }

  #put(cell: Cell, key: Key, value: unknown, type: string): void {
    const { value: old } = cell
    const prevValue = valueAt(old, key)
    if (Object.is(prevValue, value) && Object.hasOwn(old, key)) return
    if (Array.isArray(old) && key !== 'length' && !(Number.isInteger(+key) && +key >= 0 && +key <= old.length)) {
      throw new RangeError(`array of ${old.length} items has no place ${JSON.stringify(key)}`)
    }
    this.#become(cell, withValue(old, key, value), type, key, value, prevValue)
  }

  /** A write at `key` has made `copy` of the container: it takes its place, and is told. */
  #become(cell: Cell, copy: Container, type: string, key: unknown, value: unknown, prevValue: unknown): void {
    this.#replace(cell, copy)
    const keys = [key]
    for (let at = cell; at.parent; at = at.parent) keys.unshift(at.key)
    this.wrote({ type, path: keys.join('.'), value, prevValue })
  }

  /** `cell` has a new copy: so has everything above it, as long as it still stands there. */
  #replace(cell: Cell, copy: Container): void {
    const old = cell.value
    cell.value = copy
    this.#cells.set(copy, cell)
    const { parent } = cell
    if (!parent) return
    const above = parent.value
    if (valueAt(above, cell.key) !== old) cell.key = entriesOf(above).find(([, one]) => one === old)?.[0]
    if (valueAt(above, cell.key) === old) this.#replace(parent, withValue(above, cell.key, copy))
  }

  // --- proxies --------------------------------------------------------------------------------------------------

  #proxyOf(cell: Cell): object {
    const target: object = Array.isArray(cell.value) ? [] : (Object.create(Object.getPrototypeOf(cell.value) as object) as object)
    return (cell.proxy ??= new Proxy(target, this.#handler(cell)))
  }

  #handler(cell: Cell): ProxyHandler<object> {
    return {
      get: (_, key) => {
        if (key === RAW) return cell.value
        const { value } = cell
        if (isCollection(value)) return this.#collection(cell, value, key)
        if (Array.isArray(value) && ARRAY.has(key as string)) return this.#mutator(cell, key as string)
        return this.show(valueAt(value, key), cell, key)
      },
      set: (_, key, value) => {
        if (typeof key === 'symbol') return false
        if (key === '__proto__') throw new TypeError(`"${key}" cannot be part of a path`)
        this.#put(cell, key, rawOf(value), 'set')
        return true
      },
      deleteProperty: (_, key) => {
        const { value: old } = cell
        const copy = copyOf(old)
        delete copy[key]
        if (Object.hasOwn(old, key)) this.#become(cell, copy, 'delete', key, undefined, valueAt(old, key))
        return true
      },
      has: (_, key) => key in cell.value,
      ownKeys: () => Reflect.ownKeys(cell.value),
      getOwnPropertyDescriptor: (_, key) => {
        const found = Reflect.getOwnPropertyDescriptor(cell.value, key)
        const length = Array.isArray(cell.value) && key === 'length'
        return found && { ...found, value: this.show(found.value, cell, key), configurable: !length }
      },
    }
  }

  /** A method that changes a copy of the container, which takes its place. */
  #mutator(cell: Cell, name: string): (...args: unknown[]) => unknown {
    return (...args) => {
      const old = cell.value
      const copy = copyOf(old)
      const plain = args.map(rawOf)
      const result = copy[name](...plain) as unknown
      if (isCollection(old)) {
        const [key, value] = plain
        const before = old instanceof Map ? old.get(key) : undefined
        const grown = copy.size - old.size
        const type = `${old instanceof Map ? 'map' : 'set'}:${name === 'set' && grown ? 'add' : name}`
        if (grown || (name === 'set' && !Object.is(before, value))) this.#become(cell, copy, type, key, name === 'add' ? key : value, before)
      } else this.#become(cell, copy, 'set', name, copy, old)
      return result === copy ? cell.proxy : Array.isArray(result) ? result.map((one) => this.show(one)) : this.show(result)
    }
  }

  /** A member of a live Map or Set. */
  #collection(cell: Cell, value: Map<unknown, unknown> | Set<unknown>, name: PropertyKey): unknown {
    if (name === 'size') return value.size
    if (COLLECTION.has(name as string)) return this.#mutator(cell, name as string)
    if (name === 'has') return (key: unknown) => value.has(rawOf(key))
    const show = (one: unknown, key: unknown): unknown => this.show(one, cell, key)
    if (name === 'get' && value instanceof Map) return (key: unknown) => show(value.get(rawOf(key)), key)
    // The others look at everything: they get a copy that is shown.
    const shown: any = value instanceof Map ? new Map([...value].map(([key, one]) => [key, show(one, key)])) : new Set([...value].map((one) => show(one, one)))
    return typeof shown[name] === 'function' ? shown[name].bind(shown) : shown[name]
  }
}
