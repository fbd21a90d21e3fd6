/**
 * Live state: a tree of objects, arrays, Maps and Sets that is never changed in place, and proxies that write into it.
 * A write copies the containers from its place up to the root and shares the rest, so that what has another identity
 * has changed, and what has the same has not.
 */

import { isRecord, type Key } from './paths.js'
import { RAW } from './selector.js'

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

/** What `liveState` gives: the state, and how to read and write it by path. */
export interface LiveState {
  /** The state as it is: plain data, which must not be changed. */
  readonly raw: any
  /** The state to write into. */
  readonly proxy: any
  /** Puts `value` at `keys`; objects on the way are made. False where a Map or Set stands in the way. */
  set(keys: readonly Key[], value: unknown, type: string): boolean
  /** What stands at `keys`, as a proxy where it is a container; undefined when nothing does. */
  get(keys: readonly Key[]): unknown
}

/** `initial`, live; each write is told to `wrote`. */
export function liveState(initial: Record<string, unknown>, wrote: (write: Write) => void): LiveState {
  const cells = new WeakMap<object, Cell>()
  const root = cellOf(initial, null, '')
  const proxy = proxyOf(root)
  return {
    get raw() {
      return root.value
    },
    proxy,
    set,
    get,
  }

  function set(keys: readonly Key[], value: unknown, type: string): boolean {
    const [cell, depth] = reach(keys)
    if (isCollection(cell.value)) return false
    const made = keys.slice(depth + 1).reduceRight<unknown>((inner, key) => ({ [key]: inner }), rawOf(value))
    put(cell, keys[depth]!, made, type)
    return true
  }

  function get(keys: readonly Key[]): unknown {
    if (!keys.length) return proxy
    const [{ value }, depth] = reach(keys)
    const key = keys[depth]!
    if (depth < keys.length - 1 || isCollection(value) || !Object.hasOwn(value, key)) return undefined
    return show(valueAt(value, key), cells.get(value), key)
  }

  /** `value` as the outside sees it: containers as proxies. */
  function show(value: unknown, parent = root, key: unknown = ''): unknown {
    return isContainer(value) ? proxyOf(cellOf(value, parent, key)) : value
  }

  /** The container that holds, or would hold, the last of `keys`, as far as the way there exists; and how far that is. */
  function reach(keys: readonly Key[]): [Cell, depth: number] {
    let cell = root
    let depth = 0
    for (; depth < keys.length - 1; depth++) {
      const key = keys[depth]!
      const child = isCollection(cell.value) || !Object.hasOwn(cell.value, key) ? null : valueAt(cell.value, key)
      if (!isContainer(child)) break
      cell = cellOf(child, cell, key)
    }
    return [cell, depth]
  }

  function cellOf(value: Container, parent: Cell | null, key: unknown): Cell {
    const known = cells.get(value)
    if (known?.value === value) return Object.assign(known, { parent, key })
    const cell: Cell = { value, parent, key, proxy: null }
    cells.set(value, cell)
    return cell
  }

  function put(cell: Cell, key: Key, value: unknown, type: string): void {
    const { value: old } = cell
    const prevValue = valueAt(old, key)
    if (Object.is(prevValue, value) && Object.hasOwn(old, key)) return
    if (Array.isArray(old) && key !== 'length' && !(/^\d+$/.test(key as string) && +key <= old.length)) {
      throw new RangeError(`array of ${old.length} items has no place ${JSON.stringify(key)}`)
    }
    become(cell, withValue(old, key, value), type, key, value, prevValue)
  }

  /** A write at `key` has made `copy` of the container: it takes its place, and is told. */
  function become(cell: Cell, copy: Container, type: string, key: unknown, value: unknown, prevValue: unknown): void {
    replace(cell, copy)
    const keys = [key]
    for (let at = cell; at.parent; at = at.parent) keys.unshift(at.key)
    wrote({ type, path: keys.join('.'), value, prevValue })
  }

  /** `cell` has a new copy: so has everything above it, as long as it still stands there. */
  function replace(cell: Cell, copy: Container): void {
    const old = cell.value
    cell.value = copy
    cells.set(copy, cell)
    const { parent } = cell
    if (!parent) return
    const above = parent.value
    if (valueAt(above, cell.key) !== old) cell.key = entriesOf(above).find(([, one]) => one === old)?.[0]
    if (valueAt(above, cell.key) === old) replace(parent, withValue(above, cell.key, copy))
  }

  // --- proxies --------------------------------------------------------------------------------------------------

  function proxyOf(cell: Cell): object {
    return (cell.proxy ??= new Proxy(Array.isArray(cell.value) ? [] : (Object.create(Object.getPrototypeOf(cell.value) as object) as object), handler(cell)))
  }

  function handler(cell: Cell): ProxyHandler<object> {
    return {
      get: (_, key) => {
        if (key === RAW) return cell.value
        const { value } = cell
        if (isCollection(value)) return collection(cell, value, key)
        if (Array.isArray(value) && ARRAY.has(key as string)) return mutator(cell, key as string)
        return show(valueAt(value, key), cell, key)
      },
      set: (_, key, value) => {
        if (typeof key === 'symbol') return false
        if (key === '__proto__') throw new TypeError(`"${key}" cannot be part of a path`)
        put(cell, key, rawOf(value), 'set')
        return true
      },
      deleteProperty: (_, key) => {
        const { value: old } = cell
        const copy = copyOf(old)
        delete copy[key]
        if (Object.hasOwn(old, key)) become(cell, copy, 'delete', key, undefined, valueAt(old, key))
        return true
      },
      has: (_, key) => key in cell.value,
      ownKeys: () => Reflect.ownKeys(cell.value),
      getOwnPropertyDescriptor: (_, key) => {
        const found = Reflect.getOwnPropertyDescriptor(cell.value, key)
        const length = Array.isArray(cell.value) && key === 'length'
        return found && { ...found, value: show(found.value, cell, key), configurable: !length }
      },
    }
  }

  /** A method that changes a copy of the container, which takes its place. */
  function mutator(cell: Cell, name: string): (...args: unknown[]) => unknown {
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
        if (grown || (name === 'set' && !Object.is(before, value))) become(cell, copy, type, key, name === 'add' ? key : value, before)
      } else become(cell, copy, 'set', name, copy, old)
      return result === copy ? cell.proxy : Array.isArray(result) ? result.map((one) => show(one)) : show(result)
    }
  }

  /** A member of a live Map or Set. */
  function collection(cell: Cell, value: Map<unknown, unknown> | Set<unknown>, name: PropertyKey): unknown {
    if (name === 'size') return value.size
    if (COLLECTION.has(name as string)) return mutator(cell, name as string)
    if (name === 'has') return (key: unknown) => value.has(rawOf(key))
    if (name === 'get' && value instanceof Map) return (key: unknown) => show(value.get(rawOf(key)), cell, key)
    // The others look at everything: they get a copy of what is shown.
    const entries = [...value.entries()].map(([key, one]): [unknown, unknown] => [key, show(one, cell, key)])
    const all: any = value instanceof Map ? new Map(entries) : new Set(entries.map(([, one]) => one))
    return typeof all[name] === 'function' ? all[name].bind(all) : all[name]
  }
}
