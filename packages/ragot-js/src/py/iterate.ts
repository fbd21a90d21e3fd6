// How Python walks values.

import { IndexError, StopAsyncIteration, StopIteration, TypeError, caught } from './errors.js'
import { isDict } from './dict.js'
import { dunder, typeName } from './kinds.js'
import { Guarded, View } from './views.js'

/** An iterable for `for … of`: what Python's `for` would walk. Leaving the loop early does not end a generator. */
export function iter(v: unknown): Iterable<unknown> {
  if (typeof v === 'string' || Array.isArray(v)) return v as Iterable<unknown>
  if (typeof v === 'function' && Symbol.iterator in v) return v as unknown as Iterable<unknown>
  if (v === null || typeof v !== 'object') throw new TypeError(`'${typeName(v)}' object is not iterable`)
  if (isDict(v)) return new View(v, 'keys')
  if (v instanceof Set) return { [Symbol.iterator]: () => new Guarded(v.values(), () => v.size, 'Set') }
  const own = dunder(v, '__iter__')
  if (own !== undefined) return walked(own.call(v))
  if (dunder(v, '__next__') !== undefined) return { [Symbol.iterator]: () => stepping(v) }
  if (typeof (v as { next?: unknown }).next === 'function') return { [Symbol.iterator]: () => open(v as Iterator<unknown>) }
  if (Symbol.iterator in v) return v as Iterable<unknown>
  if (dunder(v, '__getitem__') !== undefined) return byIndex(v)
  throw new TypeError(`'${typeName(v)}' object is not iterable`)
}

/** What `__iter__` gave: an iterator, often the object itself. */
function walked(it: unknown): Iterable<unknown> {
  if (dunder(it, '__next__') !== undefined) return { [Symbol.iterator]: () => stepping(it as object) }
  if (typeof (it as { next?: unknown } | null)?.next === 'function') return { [Symbol.iterator]: () => open(it as Iterator<unknown>) }
  throw new TypeError(`iter() returned non-iterator of type '${typeName(it)}'`)
}

/** An iterator without `return`, so that `break` leaves it where it is. */
function open(it: Iterator<unknown>): Iterator<unknown> {
  return { next: () => it.next() }
}

function stepping(v: object): Iterator<unknown> {
  const next = dunder(v, '__next__')
  return {
    next: () => {
      try {
        return { done: false, value: next?.call(v) ?? null }
      } catch (error) {
        if (caught(error) instanceof StopIteration) return { done: true, value: undefined }
        throw error
      }
    },
  }
}

/** An iterable for `for await … of`: what Python's `async for` would walk. */
export function asyncIter(v: unknown): AsyncIterable<unknown> {
  const it = dunder(v, '__aiter__')?.call(v) ?? v
  if (typeof it === 'object' && it !== null && Symbol.asyncIterator in it) return it as AsyncIterable<unknown>
  const step = dunder(it, '__anext__')
  if (step === undefined) throw new TypeError(`'async for' requires an object with __aiter__ method, got ${typeName(v)}`)
  const next = async (): Promise<IteratorResult<unknown>> => {
    try {
      return { done: false, value: (await step.call(it)) ?? null }
    } catch (error) {
      if (caught(error) instanceof StopAsyncIteration) return { done: true, value: undefined }
      throw error
    }
  }
  return { [Symbol.asyncIterator]: () => ({ next }) }
}

function* byIndex(v: object): Generator<unknown> {
  const item = dunder(v, '__getitem__')
  for (let i = 0; ; i++) {
    let value: unknown
    try {
      value = item?.call(v, i) ?? null
    } catch (error) {
      const seen = caught(error)
      if (seen instanceof IndexError || seen instanceof StopIteration) return
      throw error
    }
    yield value
  }
}

/** Python's `iter(v)`: something with `next`. */
export function iterator(v: unknown): IterableIterator<unknown> {
  if (typeof v === 'object' && v !== null && typeof (v as { next?: unknown }).next === 'function' && !dunder(v, '__iter__')) {
    return v as IterableIterator<unknown>
  }
  const inner = iter(v)[Symbol.iterator]()
  if (Symbol.iterator in inner) return inner as IterableIterator<unknown>
  return {
    next: () => inner.next(),
    [Symbol.iterator]() {
      return this
    },
  }
}

/** Python's `next(it)` and `next(it, default)`. */
export function next(it: unknown, fallback?: unknown): unknown {
  const own = dunder(it, '__next__')
  if (own !== undefined) {
    try {
      return own.call(it) ?? null
    } catch (error) {
      if (fallback !== undefined && caught(error) instanceof StopIteration) return fallback
      throw error
    }
  }
  if (typeof it !== 'object' || it === null || typeof (it as { next?: unknown }).next !== 'function') {
    throw new TypeError(`'${typeName(it)}' object is not an iterator`)
  }
  const step = (it as Iterator<unknown>).next()
  if (!step.done) return step.value ?? null
  if (fallback !== undefined) return fallback
  throw step.value === undefined || step.value === null ? new StopIteration() : new StopIteration(step.value)
}

/** Python's `list(it)`. */
export function list(it?: unknown): unknown[] {
  return it === undefined ? [] : [...iter(it)]
}

