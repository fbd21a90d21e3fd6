// Iterators that mind what happens to their container, and the views of a dict.

import { RuntimeError } from './errors.js'
import { entries, isWide, size, type Dict } from './dict.js'
import { notGiven } from './kinds.js'
import { repr } from './text.js'
import { tupled } from './tuple.js'

/** Walks an iterator, and stops with Python's error when the container's size changes. */
export class Guarded<T> implements IterableIterator<T> {
  readonly #inner: Iterator<T>
  readonly #size: () => number
  readonly #start: number
  readonly #what: string

  constructor(inner: Iterator<T>, size: () => number, what: string) {
    this.#inner = inner
    this.#size = size
    this.#start = size()
    this.#what = what
  }

  next(): IteratorResult<T> {
    if (this.#size() !== this.#start) throw new RuntimeError(`${this.#what} changed size during iteration`)
    return this.#inner.next()
  }

  [Symbol.iterator](): this {
    return this
  }
}

export type ViewKind = 'keys' | 'values' | 'items'

/** `d.keys()`, `d.values()`, `d.items()`: they see the dict as it is now. */
export class View {
  constructor(
    readonly dict: Dict,
    readonly kind: ViewKind,
  ) {}

  get length(): number {
    return size(this.dict)
  }

  [Symbol.iterator](): IterableIterator<unknown> {
    const dict = this.dict
    return new Guarded(walk(dict, this.kind), () => size(dict), 'dictionary')
  }

  __repr__(): string {
    return `dict_${this.kind}([${Array.from(this, (item) => repr(item)).join(', ')}])`
  }

  __bool__(): boolean {
    return this.length > 0
  }

  $given(): never {
    throw notGiven(this)
  }
}

function walk(dict: Dict, kind: ViewKind): Iterator<unknown> {
  if (dict instanceof Map && !isWide(dict)) {
    if (kind === 'keys') return dict.keys()
    if (kind === 'values') return dict.values()
  }
  return mapped(entries(dict), kind)
}

function* mapped(pairs: Iterable<[unknown, unknown]>, kind: ViewKind): Generator<unknown> {
  for (const [key, value] of pairs) yield kind === 'keys' ? key : kind === 'values' ? value : tupled(key, value)
}
