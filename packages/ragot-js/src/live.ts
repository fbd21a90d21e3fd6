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

const MUTATORS = new Set(['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin'])

export function isContainer(value: unknown): value is Container {
  return Array.isArray(value) || isRecord(value) || value instanceof Map || value instanceof Set
}

/** The plain value behind a proxy; any other value itself. Containers that hold proxies are copied without them. */
export function rawOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  const raw = (value as { [RAW]?: T })[RAW]
  if (raw !== undefined) return raw
  if (Array.isArray(value)) return (value.some((one) => rawOf(one) !== one) ? value.map(rawOf) : value) as T
  if (!isRecord(value)) return value
  const entries = Object.entries(value)
  if (entries.every(([, one]) => rawOf(one) === one)) return value
  return Object.fromEntries(entries.map(([key, one]) => [key, rawOf(one)])) as T
}

export class LiveState {
  #cells = new WeakMap<object, Cell>()
  #root: Cell

  constructor(
    initial: Record<string, unknown>,
    readonly wrote: (write: Write) => void,
  ) {
    this.#root = { value: initial, parent: null, key: '', proxy: null }
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
    let cell = this.#root
    for (let i = 0; i < keys.length - 1; i++) {
      const child = (cell.value as Record<Key, unknown>)[keys[i]!]
      if (child instanceof Map || child instanceof Set) return false
      if (!isContainer(child)) {
        const made = keys.slice(i + 1).reduceRight<unknown>((inner, key) => ({ [key]: inner }), rawOf(value))
        this.#put(cell, keys[i]!, made, type)
        return true
      }
      cell = this.#cellOf(child, cell, keys[i]!)
    }
    this.#put(cell, keys[keys.length - 1]!, rawOf(value), type)
    return true
  }

  /** `value` as the outside sees it: containers as proxies. */
  show(value: unknown, parent = this.#root, key: unknown = ''): unknown {
    return isContainer(value) ? this.#proxyOf(this.#cellOf(value, parent, key)) : value
  }

  /** What stands at `keys`, as a proxy where it is a container; undefined when nothing does. */
  get(keys: readonly Key[]): unknown {
    let cell = this.#root
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!
      if (cell.value instanceof Map || cell.value instanceof Set || !Object.hasOwn(cell.value, key)) return undefined
      const value = (cell.value as Record<Key, unknown>)[key]
      if (i === keys.length - 1) return this.show(value, cell, key)
      if (!isContainer(value)) return undefined
      cell = this.#cellOf(value, cell, key)
    }
    return this.proxy
  }

  #cellOf(value: Container, parent: Cell, key: unknown): Cell {
    const known = this.#cells.get(value)
    if (known && known.value === value) {
      known.parent = parent
      known.key = key
      return known
    }
    const cell: Cell = { value, parent, key, proxy: null }
    this.#cells.set(value, cell)
    return cell
  }

  #put(cell: Cell, key: Key, value: unknown, type: string): void {
    const { value: old } = cell
    const prevValue = (old as Record<Key, unknown>)[key]
    if (Object.is(prevValue, value) && Object.hasOwn(old, key)) return
    if (Array.isArray(old)) {
      const index = Number(key)
      if (key !== 'length' && !(Number.isInteger(index) && index >= 0 && index <= old.length)) {
        throw new RangeError(`array of ${old.length} items has no place ${JSON.stringify(key)}`)
      }
      const copy = old.slice() as unknown[] & Record<Key, unknown>
      copy[key] = value
      this.#replace(cell, copy)
    } else {
      this.#replace(cell, { ...(old as Record<Key, unknown>), [key]: value })
    }
    this.wrote({ type, path: this.#path(cell, key), value, prevValue })
  }

  #delete(cell: Cell, key: string): void {
    const old = cell.value as Record<string, unknown>
    if (!Object.hasOwn(old, key)) return
    const { [key]: prevValue, ...rest } = old
    this.#replace(cell, rest)
    this.wrote({ type: 'delete', path: this.#path(cell, key), value: undefined, prevValue })
  }

  /** `cell` has a new copy: so has everything above it, as long as it still stands there. */
  #replace(cell: Cell, value: Container): void {
    const old = cell.value
    cell.value = value
    this.#cells.set(value, cell)
    const { parent } = cell
    if (!parent) return
    const above = parent.value
    if (above instanceof Map) {
      const key = above.get(cell.key) === old ? cell.key : [...above].find(([, one]) => one === old)?.[0]
      if (above.get(key) === old) this.#replace(parent, new Map(above).set(key, value))
    } else if (above instanceof Set) {
      if (above.has(old)) this.#replace(parent, new Set([...above].map((one) => (one === old ? value : one))))
    } else if (Array.isArray(above)) {
      const index = above[cell.key as number] === old ? Number(cell.key) : above.indexOf(old)
      if (index < 0) return
      cell.key = index
      this.#replace(parent, above.map((one, i) => (i === index ? value : one)))
    } else {
      const key = above[cell.key as string] === old ? (cell.key as string) : Object.keys(above).find((one) => above[one] === old)
      if (key === undefined) return
      cell.key = key
      this.#replace(parent, { ...above, [key]: value })
    }
  }

  #path(cell: Cell, key: unknown): string {
    const keys = [key]
    for (let at: Cell = cell; at.parent; at = at.parent) keys.unshift(at.key)
    return keys.join('.')
  }

  // --- proxies --------------------------------------------------------------------------------------------------

  #proxyOf(cell: Cell): object {
    return (cell.proxy ??= new Proxy(Array.isArray(cell.value) ? [] : {}, this.#handler(cell)))
  }

  #handler(cell: Cell): ProxyHandler<object> {
    return {
      get: (_, key) => {
        if (key === RAW) return cell.value
        const { value } = cell
        if (value instanceof Map || value instanceof Set) return this.#collection(cell, value, key)
        if (Array.isArray(value) && MUTATORS.has(key as string)) return this.#mutator(cell, key as 'push')
        return this.show((value as Record<PropertyKey, unknown>)[key], cell, key)
      },
      set: (_, key, value) => {
        if (typeof key === 'symbol') return false
        if (key === '__proto__') throw new TypeError(`"${key}" cannot be part of a path`)
        this.#put(cell, key, rawOf(value), 'set')
        return true
      },
      deleteProperty: (_, key) => {
        this.#delete(cell, key as string)
        return true
      },
      has: (_, key) => key in cell.value,
      ownKeys: () => Reflect.ownKeys(cell.value),
      getPrototypeOf: () => Object.getPrototypeOf(cell.value) as object | null,
      getOwnPropertyDescriptor: (_, key) => {
        const found = Reflect.getOwnPropertyDescriptor(cell.value, key)
        if (!found) return undefined
        const length = Array.isArray(cell.value) && key === 'length'
        return { ...found, value: this.show(found.value, cell, key), configurable: !length }
      },
    }
  }

  #mutator(cell: Cell, name: 'push'): (...args: unknown[]) => unknown {
    return (...args) => {
      const old = cell.value as unknown[]
      const copy = old.slice()
      const result = copy[name](...args.map(rawOf)) as unknown
      this.#replace(cell, copy)
      this.wrote({ type: 'set', path: this.#path(cell, name), value: copy, prevValue: old })
      return result === copy ? cell.proxy : Array.isArray(result) ? result.map((one) => this.show(one)) : this.show(result)
    }
  }

  #collection(cell: Cell, value: Map<unknown, unknown> | Set<unknown>, key: PropertyKey): unknown {
    const write = (type: string, where: unknown, change: (copy: any) => void, next?: unknown): void => {
      const map = cell.value instanceof Map
      const copy = map ? new Map(cell.value as Map<unknown, unknown>) : new Set(cell.value as Set<unknown>)
      const prevValue = map ? (copy as Map<unknown, unknown>).get(where) : undefined
      change(copy)
      this.#replace(cell, copy)
      this.wrote({ type: `${map ? 'map' : 'set'}:${type}`, path: this.#path(cell, where), value: next, prevValue })
    }
    const show = (one: unknown, at: unknown): unknown => this.show(one, cell, at)
    switch (key) {
      case 'size':
        return value.size
      case 'get':
        return (at: unknown) => show((value as Map<unknown, unknown>).get(at), at)
      case 'has':
        return (at: unknown) => value.has(rawOf(at))
      case 'set':
        return (at: unknown, next: unknown) => {
          const known = value as Map<unknown, unknown>
          if (!known.has(at) || !Object.is(known.get(at), rawOf(next))) write(known.has(at) ? 'set' : 'add', at, (copy) => copy.set(at, rawOf(next)), next)
          return cell.proxy
        }
      case 'add':
        return (one: unknown) => {
          if (!value.has(rawOf(one))) write('add', rawOf(one), (copy) => copy.add(rawOf(one)), one)
          return cell.proxy
        }
      case 'delete':
        return (at: unknown) => {
          if (!value.has(rawOf(at))) return false
          write('delete', rawOf(at), (copy) => copy.delete(rawOf(at)))
          return true
        }
      case 'clear':
        return () => void (value.size && write('clear', '', (copy) => copy.clear()))
      case 'forEach':
        return (fn: (value: unknown, key: unknown) => void) => value.forEach((one: unknown, at: unknown) => fn(show(one, at), at))
      case 'keys':
      case 'values':
      case 'entries':
      case Symbol.iterator: {
        const map = value instanceof Map
        const pairs = [...value.entries()].map(([at, one]) => [map ? at : show(at, at), show(one, at)] as const)
        const whole = key === 'entries' || (key === Symbol.iterator && map)
        return () => pairs.map((pair) => (whole ? pair : pair[key === 'keys' ? 0 : 1]))[Symbol.iterator]()
      }
      default:
        return (value as unknown as Record<PropertyKey, unknown>)[key]
    }
  }
}
