// The dicts of Python's collections.

import { eq, gt } from './compare.js'
import { type Dict, dict, dictFrom, entries, isDict, lookup, merged, store } from './dict.js'
import { KeyError, TypeError } from './errors.js'
import { iter } from './iterate.js'
import { NotImplemented } from './kinds.js'
import { add, neg, sub } from './number.js'
import { call, callable } from './object.js'
import { sorted } from './builtins.js'
import { repr } from './text.js'
import { tupled } from './tuple.js'

type Pairs = Iterable<[unknown, unknown]>

/** `collections.Counter(it, **kw)`: a key that is not there counts 0. */
export function Counter(it?: unknown, kw?: Dict): unknown {
  const out = new Counts()
  out.$update(it, kw)
  return out
}

class Counts extends Map<unknown, unknown> {
  static __name__ = 'Counter'
  readonly counts = true

  $like(): Counts {
    return new Counts()
  }

  $update(it?: unknown, kw?: Dict): null {
    this.#count(it, add)
    return this.#count(kw, add)
  }

  subtract(it?: unknown): null {
    return this.#count(it, sub)
  }

  /** Adds the counts of a mapping, or one for each item, by ``sign``. */
  #count(it: unknown, sign: (a: unknown, b: unknown) => unknown): null {
    if ((it ?? null) === null) return null
    if (isDict(it)) for (const [key, n] of [...entries(it)]) store(this, key, sign(this.of(key), n))
    else for (const key of iter(it)) store(this, key, sign(this.of(key), 1))
    return null
  }

  of(key: unknown): unknown {
    return lookup(this, key) ?? 0
  }

  total(): unknown {
    return [...this.values()].reduce((a, b) => add(a, b), 0)
  }

  most_common(n: unknown = null): unknown[] {
    const all = sorted(Array.from(entries(this), ([key, count]) => tupled(key, count)), (pair: unknown) => (pair as unknown[])[1], true)
    return n === null ? all : all.slice(0, Math.max(0, Number(n)))
  }

  *elements(): Generator<unknown> {
    for (const [key, n] of entries(this)) for (let i = 0; i < Number(n); i++) yield key
  }

  __repr__(): string {
    return this.size ? `Counter(${repr(dictFrom(this.most_common() as unknown as Pairs))})` : 'Counter()'
  }

  __eq__(other: unknown): unknown {
    if (!(other instanceof Counts)) return NotImplemented
    return [...this.keys(), ...other.keys()].every((key) => eq(this.of(key), other.of(key)))
  }

  /** What ``merge`` makes of the counts of both, where it is above zero. */
  #both(other: unknown, merge: (a: unknown, b: unknown) => unknown): unknown {
    if (!(other instanceof Counts)) return NotImplemented
    const out = new Counts()
    for (const key of [...this.keys(), ...other.keys()]) {
      const n = merge(this.of(key), other.of(key))
      if (gt(n, 0)) store(out, key, n)
    }
    return out
  }

  __add__(other: unknown): unknown {
    return this.#both(other, add)
  }

  __sub__(other: unknown): unknown {
    return this.#both(other, sub)
  }

  __or__(other: unknown): unknown {
    if (isDict(other) && !(other instanceof Counts)) return merged(dictFrom(entries(this)), other)
    return this.#both(other, (a, b) => (gt(b, a) ? b : a))
  }

  __and__(other: unknown): unknown {
    return this.#both(other, (a, b) => (gt(a, b) ? b : a))
  }

  __pos__(): unknown {
    return this.#both(new Counts(), add)
  }

  __neg__(): unknown {
    return this.#both(new Counts(), neg)
  }

  __iadd__(other: unknown): unknown {
    return this.#become(this.__add__(other))
  }

  __isub__(other: unknown): unknown {
    return this.#become(this.__sub__(other))
  }

  __ior__(other: unknown): unknown {
    return this.#become(this.__or__(other))
  }

  __iand__(other: unknown): unknown {
    return this.#become(this.__and__(other))
  }

  #become(counts: unknown): unknown {
    if (!(counts instanceof Counts)) return counts
    this.clear()
    delete (this as { odd?: unknown }).odd
    for (const [key, n] of entries(counts)) store(this, key, n)
    return this
  }
}

/** `collections.defaultdict(factory, it, **kw)`. */
export function defaultdict(factory: unknown = null, it?: unknown, kw?: Dict): unknown {
  return dictFrom(entries(dict(it, kw)), new Defaults(factory))
}

class Defaults extends Map<unknown, unknown> {
  static __name__ = 'defaultdict'
  readonly missing: (() => unknown) | undefined

  constructor(readonly default_factory: unknown = null) {
    super()
    if (default_factory !== null && !callable(default_factory)) throw new TypeError('first argument must be callable or None')
    this.missing = default_factory === null ? undefined : () => call(default_factory)
  }

  $like(): Defaults {
    return new Defaults(this.default_factory)
  }

  __repr__(): string {
    return `defaultdict(${repr(this.default_factory)}, ${repr(dictFrom(entries(this)))})`
  }
}

/** `collections.OrderedDict(it, **kw)`; ``shown`` is how the server's Python prints one: as a dict, or as a list of pairs. */
export function OrderedDict(shown: 'dict' | 'pairs', it?: unknown, kw?: Dict): unknown {
  return dictFrom(entries(dict(it, kw)), new Ordered(shown))
}

class Ordered extends Map<unknown, unknown> {
  static __name__ = 'OrderedDict'

  constructor(readonly shown: 'dict' | 'pairs') {
    super()
  }

  $like(): Ordered {
    return new Ordered(this.shown)
  }

  move_to_end(key: unknown, last: unknown = true): null {
    const value = lookup(this, key)
    if (value === undefined) throw new KeyError(key)
    const others = [...entries(this)].filter(([held]) => !eq(held, key))
    this.clear()
    delete (this as { odd?: unknown }).odd
    for (const [held, item] of last === true ? [...others, [key, value]] : [[key, value], ...others]) store(this, held, item)
    return null
  }

  __eq__(other: unknown): unknown {
    return other instanceof Ordered ? eq(Array.from(entries(this)), Array.from(entries(other))) : NotImplemented
  }

  __repr__(): string {
    const items = this.shown === 'dict' ? dictFrom(entries(this)) : Array.from(entries(this), ([key, value]) => tupled(key, value))
    return `OrderedDict(${this.size ? repr(items) : ''})`
  }
}
