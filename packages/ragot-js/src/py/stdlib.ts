// The pure parts of math, itertools, functools, random, copy, asyncio and collections.

import { dictOf, entries, isDict, store } from './dict.js'
import { eq, lt } from './compare.js'
import { IndexError, OverflowError, TypeError, ValueError } from './errors.js'
import { iter, iterator, list } from './iterate.js'
import { Float, Obj, Tuple, dunder, isNumber, typeName } from './kinds.js'
import { add, div, flt, int, int_, mul, num, toIndex, whole } from './number.js'
import { copy, getitem } from './sequence.js'
import { attr, call } from './object.js'
import { exactly, power, type RealName } from './real.js'
import { truthy } from './truth.js'
import { sealed, tupled } from './tuple.js'

type Num = number | bigint
type Boxed = number | Float

// math

function real(v: unknown): number {
  if (isNumber(v)) return num(v)
  const own = dunder(v, '__float__')
  if (own !== undefined) return num(own.call(v))
  throw new TypeError(`must be real number, not ${typeName(v)}`)
}

/** A float result; nan from numbers that are none is a ValueError, as in Python. */
function result(x: number, ...args: number[]): Boxed {
  if (Number.isNaN(x) && !args.some(Number.isNaN)) throw new ValueError('math domain error')
  if (!Number.isFinite(x) && !Number.isNaN(x) && args.every(Number.isFinite)) throw new OverflowError('math range error')
  return flt(x)
}

function rounded(v: unknown, name: string, round: (x: number) => number): Num {
  if (typeof v === 'bigint' || typeof v === 'boolean' || (typeof v === 'number' && Number.isInteger(v))) return int(v)
  const own = dunder(v, name)
  if (own !== undefined) return own.call(v) as Num
  const x = round(real(v))
  return Number.isFinite(x) ? whole(x) : int(x)
}

export function floor(v: unknown): Num {
  return rounded(v, '__floor__', Math.floor)
}

export function ceil(v: unknown): Num {
  return rounded(v, '__ceil__', Math.ceil)
}

export function trunc(v: unknown): Num {
  return rounded(v, '__trunc__', Math.trunc)
}

function gcd2(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b]
  return a < 0n ? -a : a
}

function gcdOf(a: Num, b: Num): Num {
  if (typeof a === 'bigint' || typeof b === 'bigint') return int_(gcd2(BigInt(a), BigInt(b)))
  while (b !== 0) [a, b] = [b, a % b]
  return Math.abs(a)
}

export function gcd(...xs: unknown[]): Num {
  return xs.map((x) => toIndex(x)).reduce<Num>(gcdOf, 0)
}

export function lcm(...xs: unknown[]): Num {
  let out = 1n
  for (const x of xs) {
    const n = BigInt(toIndex(x))
    if (n === 0n) return 0
    out = (out / gcd2(out, n)) * n
  }
  return int_(out < 0n ? -out : out)
}

export function isqrt(v: unknown): Num {
  const small = toIndex(v)
  if (small < 0) throw new ValueError('isqrt() argument must be nonnegative')
  if (small < 2 ** 52) return Math.floor(Math.sqrt(Number(small)))
  const n = BigInt(small)
  if (n < 2n) return int_(n)
  let x = BigInt(Math.floor(Math.sqrt(Number(n))))
  for (;;) {
    const y = (x + n / x) / 2n
    if (y === x || y === x + 1n || y === x - 1n) {
      x = y
      break
    }
    x = y
  }
  while (x * x > n) x -= 1n
  while ((x + 1n) * (x + 1n) <= n) x += 1n
  return int_(x)
}

export function factorial(v: unknown): Num {
  const n = toIndex(v)
  if (n < 0) throw new ValueError('factorial() not defined for negative values')
  let small = 1
  for (let i = 2; i <= Math.min(Number(n), 18); i++) small *= i
  let out = BigInt(small)
  for (let i = 19n; i <= BigInt(n); i++) out *= i
  return int_(out)
}

export function perm(n: unknown, k?: unknown): Num {
  const a = BigInt(toIndex(n))
  const b = (k ?? null) === null ? a : BigInt(toIndex(k))
  if (a < 0n || b < 0n) throw new ValueError('n must be a non-negative integer')
  if (b > a) return 0
  let out = 1n
  for (let i = 0n; i < b; i++) out *= a - i
  return int_(out)
}

export function comb(n: unknown, k: unknown): Num {
  const b = BigInt(toIndex(k))
  if (BigInt(toIndex(n)) < 0n || b < 0n) throw new ValueError('n must be a non-negative integer')
  return int_(BigInt(perm(n, k)) / BigInt(factorial(k)))
}

export function prod(it: unknown, start: unknown = 1): unknown {
  let out = start
  for (const item of iter(it)) out = mul(out, item)
  return out
}

/** Exact sum of floats, rounded once. */
export function fsum(it: unknown): Boxed {
  const partials: number[] = []
  for (const item of iter(it)) {
    let x = real(item)
    let used = 0
    for (let y of partials) {
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x]
      const high = x + y
      const low = y - (high - x)
      if (low !== 0) partials[used++] = low
      x = high
    }
    partials.length = used
    partials.push(x)
  }
  return flt(partials.reduceRight((a, b) => a + b, 0))
}

export function sqrt(v: unknown): Boxed {
  const x = real(v)
  return result(Math.sqrt(x), x)
}

export function log(v: unknown, base?: unknown): Boxed {
  const x = real(v)
  if (x <= 0) throw new ValueError('math domain error')
  if (base === undefined) return result(exactly('log', x), x)
  const b = real(base)
  if (b <= 0) throw new ValueError('math domain error')
  return div(flt(exactly('log', x)), flt(exactly('log', b))) as Boxed
}

/** The functions of one real number that JavaScript's Math has too. */
export function trig(name: RealName, v: unknown): Boxed {
  const x = real(v)
  if ((name === 'log2' || name === 'log10') && x <= 0) throw new ValueError('math domain error')
  return result(exactly(name, x), x)
}

export function isclose(a: unknown, b: unknown, relative: unknown = 1e-9, absolute: unknown = 0): boolean {
  const [x, y] = [real(a), real(b)]
  if (x === y) return true
  if (!Number.isFinite(x) || !Number.isFinite(y)) return false
  return Math.abs(x - y) <= Math.max(real(relative) * Math.max(Math.abs(x), Math.abs(y)), real(absolute))
}

export function isnan(v: unknown): boolean {
  return Number.isNaN(real(v))
}

export function isinf(v: unknown): boolean {
  return Math.abs(real(v)) === Infinity
}

export function isfinite(v: unknown): boolean {
  return Number.isFinite(real(v))
}

export function hypot(...xs: unknown[]): Boxed {
  return flt(Math.hypot(...xs.map(real)))
}

export function dist(p: unknown, q: unknown): Boxed {
  const [a, b] = [list(p), list(q)]
  if (a.length !== b.length) throw new ValueError('both points must have the same number of dimensions')
  return flt(Math.hypot(...a.map((x, i) => real(x) - real(b[i]))))
}

export function copysign(x: unknown, y: unknown): Boxed {
  const [a, b] = [Math.abs(real(x)), real(y)]
  return flt(b < 0 || Object.is(b, -0) ? -a : a)
}

export function fmod(x: unknown, y: unknown): Boxed {
  const [a, b] = [real(x), real(y)]
  return result(a % b, a, b)
}

export function fabs(x: unknown): Boxed {
  return flt(Math.abs(real(x)))
}

export function atan2(y: unknown, x: unknown): Boxed {
  return flt(Math.atan2(real(y), real(x)))
}

export function degrees(x: unknown): Boxed {
  return flt(real(x) * (180 / Math.PI))
}

export function radians(x: unknown): Boxed {
  return flt(real(x) * (Math.PI / 180))
}

export function mathpow(x: unknown, y: unknown): Boxed {
  const [a, b] = [real(x), real(y)]
  if (a === 0 && b < 0) throw new ValueError('math domain error')
  return a === 1 || (a === -1 && Math.abs(b) === Infinity) ? flt(1) : result(power(a, b), a, b)
}

export function modf(x: unknown): unknown {
  const a = real(x)
  const whole = Math.trunc(a)
  return tupled(flt(Math.abs(a) === Infinity ? (a < 0 ? -0 : 0) : a - whole), flt(whole))
}

// itertools

type Fn = unknown

export function accumulate(it: unknown, fn?: Fn, initial?: unknown): IterableIterator<unknown> {
  return accumulating(iter(it), fn ?? null, initial)
}

function* accumulating(it: Iterable<unknown>, fn: Fn, initial: unknown): Generator<unknown> {
  let out: unknown = initial ?? null
  let started = out !== null
  if (started) yield out
  for (const item of it) {
    out = started ? (fn === null ? add(out, item) : call(fn, out, item)) : item
    started = true
    yield out
  }
}

export function* chain(...its: unknown[]): Generator<unknown> {
  for (const it of its) yield* iter(it)
}

export function* chain_from(its: unknown): Generator<unknown> {
  for (const it of iter(its)) yield* iter(it)
}

export function product(repeat: unknown, ...its: unknown[]): IterableIterator<unknown> {
  const once = its.map((it) => list(it))
  const pools: unknown[][] = []
  for (let i = 0; i < Number(repeat ?? 1); i++) pools.push(...once)
  let rows: unknown[][] = [[]]
  for (const pool of pools) rows = rows.flatMap((row) => pool.map((item) => [...row, item]))
  return rows.map((row) => tupled(...row)).values()
}

function* arrangements(items: unknown[], r: number, chosen: (picked: number[], n: number) => Iterable<number>): Generator<unknown> {
  function* pick(picked: number[]): Generator<unknown> {
    if (picked.length === r) yield tupled(...picked.map((i) => items[i]))
    else for (const i of chosen(picked, items.length)) yield* pick([...picked, i])
  }
  yield* pick([])
}

function* upTo(from: number, n: number): Generator<number> {
  for (let i = from; i < n; i++) yield i
}

export function permutations(it: unknown, r?: unknown): IterableIterator<unknown> {
  const items = list(it)
  return arrangements(items, (r ?? null) === null ? items.length : Number(toIndex(r)), (picked, n) => [...upTo(0, n)].filter((i) => !picked.includes(i)))
}

export function combinations(it: unknown, r: unknown): IterableIterator<unknown> {
  return arrangements(list(it), Number(toIndex(r)), (picked, n) => upTo((picked.at(-1) ?? -1) + 1, n))
}

export function combinations_with_replacement(it: unknown, r: unknown): IterableIterator<unknown> {
  return arrangements(list(it), Number(toIndex(r)), (picked, n) => upTo(picked.at(-1) ?? 0, n))
}

export function islice(it: unknown, a: unknown, b?: unknown, c?: unknown): IterableIterator<unknown> {
  const [start, stop] = b === undefined ? [0, a] : [a ?? 0, b]
  return sliced(iterator(it), Number(start), stop === null ? Infinity : Number(stop), Number(c ?? 1))
}

function* sliced(it: Iterator<unknown>, start: number, stop: number, step: number): Generator<unknown> {
  let wanted = start
  for (let i = 0; wanted < stop; i++) {
    const item = it.next()
    if (item.done) return
    if (i === wanted) {
      yield item.value
      wanted += step
    }
  }
}

export function* takewhile(fn: Fn, it: unknown): Generator<unknown> {
  for (const item of iter(it)) {
    if (!truthy(call(fn, item))) return
    yield item
  }
}

export function* dropwhile(fn: Fn, it: unknown): Generator<unknown> {
  let dropping = true
  for (const item of iter(it)) {
    if (dropping && truthy(call(fn, item))) continue
    dropping = false
    yield item
  }
}

export function* filterfalse(fn: Fn, it: unknown): Generator<unknown> {
  for (const item of iter(it)) if (!truthy(fn === null ? item : call(fn, item))) yield item
}

export function* repeat(x: unknown, times?: unknown): Generator<unknown> {
  for (let i = 0; times === undefined || i < Number(times); i++) yield x
}

export function* cycle(it: unknown): Generator<unknown> {
  const items = list(it)
  while (items.length) yield* items
}

export function* counter(start: unknown = 0, step: unknown = 1): Generator<unknown> {
  for (let i = start; ; i = add(i, step)) yield i
}

/** Groups of equal keys that stand side by side, each as a list. */
export function* groupby(it: unknown, key?: Fn): Generator<unknown> {
  let group: unknown[] = []
  let last: unknown
  for (const item of iter(it)) {
    const k = (key ?? null) === null ? item : call(key, item)
    if (group.length && !eq(k, last)) {
      yield tupled(last, group.values())
      group = []
    }
    group.push(item)
    last = k
  }
  if (group.length) yield tupled(last, group.values())
}

export function* starmap(fn: Fn, it: unknown): Generator<unknown> {
  for (const item of iter(it)) yield call(fn, ...iter(item))
}

export function* pairwise(it: unknown): Generator<unknown> {
  let last: unknown
  let started = false
  for (const item of iter(it)) {
    if (started) yield tupled(last, item)
    last = item
    started = true
  }
}

export function* zip_longest(fill: unknown, ...its: unknown[]): Generator<unknown> {
  const sources = its.map((it) => iterator(it))
  for (;;) {
    const steps = sources.map((it) => it.next())
    if (steps.every((step) => step.done)) return
    yield tupled(...steps.map((step) => (step.done ? (fill ?? null) : (step.value as unknown))))
  }
}

export function* compress(data: unknown, selectors: unknown): Generator<unknown> {
  const keep = iterator(selectors)
  for (const item of iter(data)) {
    const step = keep.next()
    if (step.done) return
    if (truthy(step.value)) yield item
  }
}

// functools and operator

export function reduce(fn: Fn, it: unknown, initial?: unknown): unknown {
  let out = initial
  let started = initial !== undefined
  for (const item of iter(it)) {
    out = started ? call(fn, out, item) : item
    started = true
  }
  if (!started) throw new TypeError('reduce() of empty iterable with no initial value')
  return out
}

export function partial(fn: Fn, ...first: unknown[]): (...args: unknown[]) => unknown {
  return (...rest) => call(fn, ...first, ...rest)
}

class Compared extends Obj {
  declare item: unknown
  declare order: Fn

  override __init__(item: unknown, order: unknown): void {
    this.item = item
    this.order = order
  }

  __lt__(other: Compared): boolean {
    return lt(call(this.order, this.item, other.item), 0)
  }

  __eq__(other: Compared): boolean {
    return eq(call(this.order, this.item, other.item), 0)
  }
}

export function cmp_to_key(fn: Fn): (v: unknown) => unknown {
  return (v) => new Compared(v, fn)
}

export function itemgetter(...keys: unknown[]): (v: unknown) => unknown {
  return (v) => (keys.length === 1 ? getitem(v, keys[0]) : tupled(...keys.map((key) => getitem(v, key))))
}

export function attrgetter(...names: string[]): (v: unknown) => unknown {
  return (v) => (names.length === 1 ? attr(v, names[0] ?? '') : tupled(...names.map((name) => attr(v, name))))
}

// random

export function random(): number {
  return Math.random()
}

function below(n: number): number {
  return Math.floor(Math.random() * n)
}

export function randint(a: unknown, b: unknown): number {
  const [low, high] = [Number(toIndex(a)), Number(toIndex(b))]
  if (high < low) throw new ValueError(`empty range for randrange() (${low}, ${high + 1}, ${high + 1 - low})`)
  return low + below(high - low + 1)
}

export function randrange(a: unknown, b?: unknown, c: unknown = 1): number {
  const [start, stop] = b === undefined ? [0, Number(toIndex(a))] : [Number(toIndex(a)), Number(toIndex(b))]
  const step = Number(toIndex(c))
  const count = Math.ceil((stop - start) / step)
  if (count <= 0) throw new ValueError('empty range for randrange()')
  return start + below(count) * step
}

export function choice(xs: unknown): unknown {
  const items = list(xs)
  if (items.length === 0) throw new IndexError('Cannot choose from an empty sequence')
  return items[below(items.length)]
}

export function choices(xs: unknown, weights?: unknown, k: unknown = 1): unknown[] {
  const items = list(xs)
  const heavy = (weights ?? null) === null ? items.map(() => 1) : list(weights).map(real)
  const total = heavy.reduce((a, b) => a + b, 0)
  return Array.from({ length: Number(k) }, () => {
    let left = Math.random() * total
    const at = heavy.findIndex((w) => (left -= w) < 0)
    return items[at < 0 ? items.length - 1 : at]
  })
}

export function shuffle(xs: unknown): unknown {
  const items = xs as unknown[]
  for (let i = items.length - 1; i > 0; i--) {
    const j = below(i + 1)
    const held = items[i]
    items[i] = items[j]
    items[j] = held
  }
  return null
}

export function sample(xs: unknown, k: unknown): unknown[] {
  const items = list(xs)
  const n = Number(toIndex(k))
  if (n < 0 || n > items.length) throw new ValueError('Sample larger than population or is negative')
  shuffle(items)
  return items.slice(0, n)
}

export function uniform(a: unknown, b: unknown): Boxed {
  return flt(real(a) + (real(b) - real(a)) * Math.random())
}

// copy, asyncio, collections

export function copyOf(v: unknown): unknown {
  if (Array.isArray(v) ? !(v instanceof Tuple) : v instanceof Set || isDict(v)) return copy(v)
  if (v instanceof Obj) return Object.assign(Object.create(Object.getPrototypeOf(v) as object) as object, v)
  return v
}

export function deepcopy(v: unknown, seen: Map<unknown, unknown> = new Map()): unknown {
  if (typeof v !== 'object' || v === null || v instanceof Float) return v
  const known = seen.get(v)
  if (known !== undefined) return known
  if (v instanceof Tuple) return sealed(Array.from(v, (item) => deepcopy(item, seen)))
  const out = copyOf(v)
  seen.set(v, out)
  if (Array.isArray(out)) for (let i = 0; i < out.length; i++) out[i] = deepcopy(out[i], seen)
  else if (isDict(out)) for (const [key, value] of [...entries(out)]) store(out, key, deepcopy(value, seen))
  else if (out instanceof Obj) for (const [key, value] of Object.entries(out)) (out as unknown as Record<string, unknown>)[key] = deepcopy(value, seen)
  return out
}

export function sleep(seconds: unknown, value: unknown = null): Promise<unknown> {
  return new Promise((resolve) => setTimeout(() => resolve(value), real(seconds) * 1000))
}

export function gather(...tasks: unknown[]): Promise<unknown[]> {
  return Promise.all(tasks)
}

/** `collections.Counter(it)`: a dict that counts; a key that is not there counts 0. */
export function Counter(it?: unknown): unknown {
  const out = dictOf() as Map<unknown, unknown> & { counts?: boolean }
  out.counts = true
  if (isDict(it)) for (const [key, value] of entries(it)) store(out, key, value)
  else if (it !== undefined) for (const key of iter(it)) store(out, key, add((out.get(key) as number | undefined) ?? 0, 1))
  return out
}

/** `collections.defaultdict(factory, it)`. */
export function defaultdict(factory?: unknown, it?: unknown): unknown {
  const out = dictOf() as Map<unknown, unknown> & { missing?: () => unknown }
  if (it !== undefined) for (const [key, value] of isDict(it) ? entries(it) : (iter(it) as Iterable<[unknown, unknown]>)) store(out, key, value)
  if ((factory ?? null) !== null) out.missing = () => call(factory)
  return out
}


/** Python's `time.time()`, as it goes on. */
export function now(): Boxed {
  return flt(Date.now() / 1000)
}

/** Python's `time.perf_counter()`. */
export function ticks(): Boxed {
  return flt(performance.now() / 1000)
}
