/**
 * Dotted paths on plain data: `"a.b.0"` reads objects by key and arrays by index. Mirror of `specter/paths.py`.
 *
 * Nothing here changes its input: `withPath` and `withoutPath` copy the containers along the path and share the rest.
 */

export type Key = string | number
export type Path = string | readonly Key[]

export const MISSING: unique symbol = /* @__PURE__ */ Symbol('missing')

const FORBIDDEN = /^(__proto__|constructor|prototype)$/

/** The keys of `path`; empty parts are dropped, so `""` is the whole. */
export function parsePath(path: Path): readonly Key[] {
  if (DEV && typeof path !== 'string' && !Array.isArray(path)) {
    throw new TypeError(`path must be a dotted string or an array, got ${path === null ? 'null' : typeof path}`)
  }
  const keys = typeof path === 'string' ? path.split('.').map((part) => part.trim()) : path
  const refused = keys.find((key) => FORBIDDEN.test(key as string))
  if (refused !== undefined) throw new TypeError(`"${refused}" cannot be part of a path`)
  return keys.filter((key) => key !== '')
}

/** What stands at `keys` below `root`, or MISSING. */
export function readPath(root: unknown, keys: readonly Key[]): unknown {
  let node = root
  for (const key of keys) {
    if (Array.isArray(node)) {
      const index = indexOf(key, node.length)
      if (index < 0) return MISSING
      node = node[index]
    } else if (isRecord(node) && Object.hasOwn(node, key)) {
      node = node[key]
    } else {
      return MISSING
    }
  }
  return node
}

/**
 * `root` with `value` at `keys`; objects on the way are made, and what is no container is replaced. An array takes an
 * index that it has, or its length, which appends; a RangeError otherwise.
 */
export function withPath(root: unknown, keys: readonly Key[], value: unknown): unknown {
  if (!keys.length) return value
  const key = keys[0]!
  const rest = keys.slice(1)
  if (Array.isArray(root)) {
    const index = indexOf(key, root.length + 1)
    if (index < 0) throw new RangeError(`array of ${root.length} items has no place ${JSON.stringify(key)}`)
    const items: unknown[] = root.slice()
    items[index] = withPath(items[index] ?? {}, rest, value)
    return items
  }
  const branch: Record<Key, unknown> = isRecord(root) ? { ...root } : {}
  branch[key] = withPath(branch[key], rest, value)
  return branch
}

/** `root` without what stands at `keys`; `root` itself when nothing does. */
export function withoutPath(root: unknown, keys: readonly Key[]): unknown {
  if (!keys.length || readPath(root, keys) === MISSING) return root
  const key = keys[0]!
  const rest = keys.slice(1)
  if (Array.isArray(root)) {
    const items: unknown[] = root.slice()
    const index = indexOf(key, root.length)
    if (rest.length) items[index] = withoutPath(items[index], rest)
    else items.splice(index, 1)
    return items
  }
  const branch = { ...(root as Record<Key, unknown>) }
  if (rest.length) branch[key] = withoutPath(branch[key], rest)
  else delete branch[key]
  return branch
}

export function isRecord(value: unknown): value is Record<Key, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function indexOf(key: Key, length: number): number {
  const index = typeof key === 'number' ? key : /^\d+$/.test(key) ? Number(key) : -1
  return Number.isInteger(index) && index >= 0 && index < length ? index : -1
}
