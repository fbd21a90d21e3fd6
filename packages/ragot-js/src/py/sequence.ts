// Lists, and what they share with strings and tuples.

import { arrange } from './builtins.js'
import { contains, eq } from './compare.js'
import { copyDict, erase, has, isDict, lookup, own } from './dict.js'
import { IndexError, KeyError, TypeError, ValueError } from './errors.js'
import { iter } from './iterate.js'
import { type Keyed, keyIn } from './keys.js'
import { FrozenSet, Range, Tuple, typeName } from './kinds.js'
import { chars, len } from './length.js'
import { toIndex } from './number.js'
import { setRemove } from './set.js'
import { bounds, limit, slice } from './subscripts.js'

export function append(xs: unknown, item: unknown): unknown {
  if (!Array.isArray(xs) || xs instanceof Tuple) return own(xs, 'append', [item])
  xs.push(item)
  return null
}

export function extend(xs: unknown, it: unknown): unknown {
  if (!Array.isArray(xs) || xs instanceof Tuple) return own(xs, 'extend', [it])
  for (const item of it === xs ? [...xs] : iter(it)) xs.push(item)
  return null
}

export function insert(xs: unknown, i: unknown, item: unknown): unknown {
  if (!Array.isArray(xs) || xs instanceof Tuple) return own(xs, 'insert', [i, item])
  xs.splice(Number(toIndex(i)), 0, item)
  return null
}

export function sort(xs: unknown, key?: unknown, reverse?: unknown): unknown {
  if (!Array.isArray(xs) || xs instanceof Tuple) return own(xs, 'sort', key === undefined ? [] : [key, reverse])
  arrange(xs, key, reverse)
  return null
}

export function reverse(xs: unknown): unknown {
  if (!Array.isArray(xs) || xs instanceof Tuple) return own(xs, 'reverse', [])
  xs.reverse()
  return null
}

/** `x.index(v, start, stop)` of lists, tuples, strings and ranges. */
export function index(xs: unknown, value: unknown, start: unknown = null, stop: unknown = null): unknown {
  if (typeof xs === 'string') {
    const at = seek(xs, value, start, stop, 1)
    if (at < 0) throw new ValueError('substring not found')
    return at
  }
  if (xs instanceof Range) {
    if (contains(value, xs)) return (Number(value) - xs.start) / xs.step
    throw new ValueError(`${String(value)} is not in range`)
  }
  if (!Array.isArray(xs)) return own(xs, 'index', [value])
  const [from, to] = bounds(xs.length, start, stop, 1)
  for (let i = from; i < to && i < xs.length; i++) if (xs[i] === value || eq(xs[i], value)) return i
  throw new ValueError(`${typeName(xs)}.index(x): x not in ${typeName(xs)}`)
}

/** Where a substring begins, in code points; -1 when it is not there. ``direction`` -1 looks from the end. */
export function seek(s: string, value: unknown, start: unknown, stop: unknown, direction: number): number {
  if (typeof value !== 'string') throw new TypeError(`must be str, not ${typeName(value)}`)
  const text = chars(s)
  const n = text.length
  const from = (start ?? null) === null ? 0 : limit(start) < 0 ? Math.max(0, limit(start) + n) : limit(start)
  const to = (stop ?? null) === null ? n : Math.min(n, limit(stop) < 0 ? limit(stop) + n : limit(stop))
  if (from > to) return -1
  const part = text.slice(from, to)
  const area = typeof part === 'string' ? part : part.join('')
  const at = direction > 0 ? area.indexOf(value) : area.lastIndexOf(value)
  if (at < 0) return -1
  return from + (typeof part === 'string' ? at : Array.from(area.slice(0, at)).length)
}

/** `x.count(v)`. */
export function count(xs: unknown, value: unknown, start: unknown = null, stop: unknown = null): unknown {
  if (typeof xs === 'string') return countText(xs, value, start, stop)
  if (xs instanceof Range) return contains(value, xs) ? 1 : 0
  if (!Array.isArray(xs)) return own(xs, 'count', [value])
  return xs.filter((item) => item === value || eq(item, value)).length
}

function countText(s: string, value: unknown, start: unknown, stop: unknown): number {
  if (typeof value !== 'string') throw new TypeError(`must be str, not ${typeName(value)}`)
  const n = len(s)
  const from = (start ?? null) === null ? 0 : limit(start) < 0 ? Math.max(0, limit(start) + n) : limit(start)
  const area = slice(s, start, stop) as string
  if (value === '') return from > n ? 0 : len(area) + 1
  return area.split(value).length - 1
}

/** `x.pop(...)` of lists, dicts and sets. */
export function pop(xs: unknown, i?: unknown, fallback?: unknown): unknown {
  if (Array.isArray(xs) && !(xs instanceof Tuple)) {
    if (xs.length === 0) throw new IndexError('pop from empty list')
    if (i === undefined) return xs.pop() as unknown
    const n = Number(toIndex(i))
    const at = n < 0 ? n + xs.length : n
    if (at < 0 || at >= xs.length) throw new IndexError('pop index out of range')
    return xs.splice(at, 1)[0] as unknown
  }
  if (xs instanceof Set && !(xs instanceof FrozenSet)) {
    if (i !== undefined) throw new TypeError(`set.pop() takes no arguments (${fallback === undefined ? 1 : 2} given)`)
    for (const item of xs) {
      setRemove(xs, item)
      return item
    }
    throw new KeyError('pop from an empty set')
  }
  if (!isDict(xs)) return own(xs, 'pop', i === undefined ? [] : [i])
  if (i === undefined) throw new TypeError('pop expected at least 1 argument, got 0')
  const found = lookup(xs, i)
  if (found !== undefined || has(xs, i)) {
    erase(xs, i)
    return found ?? null
  }
  if (fallback !== undefined) return fallback
  throw new KeyError(i)
}

/** `x.remove(v)` of lists and sets. */
export function remove(xs: unknown, value?: unknown): unknown {
  if (xs instanceof Set && !(xs instanceof FrozenSet)) {
    setRemove(xs, value)
    return null
  }
  if (!Array.isArray(xs) || xs instanceof Tuple) return own(xs, 'remove', value === undefined ? [] : [value])
  const at = xs.findIndex((item) => item === value || eq(item, value))
  if (at < 0) throw new ValueError('list.remove(x): x not in list')
  xs.splice(at, 1)
  return null
}

export function clear(xs: unknown): unknown {
  if (Array.isArray(xs) && !(xs instanceof Tuple)) xs.length = 0
  else if (xs instanceof Map || (xs instanceof Set && !(xs instanceof FrozenSet))) {
    xs.clear()
    delete (xs as { odd?: unknown }).odd
  } else if (isDict(xs)) for (const key of [...iter(xs)]) erase(xs, key)
  else return own(xs, 'clear', [])
  return null
}

export function copy(xs: unknown): unknown {
  if (Array.isArray(xs) && !(xs instanceof Tuple)) return (xs as unknown[]).slice()
  if (xs instanceof Set) {
    const out: Set<unknown> = xs instanceof FrozenSet ? new FrozenSet() : new Set()
    for (const item of xs) out.add(keyIn(out as Keyed, item))
    return out
  }
  if (isDict(xs)) return copyDict(xs)
  return own(xs, 'copy', [])
}
