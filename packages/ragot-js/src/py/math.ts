// Python's math.

import { OverflowError, TypeError, ValueError } from './errors.js'
import { iter, list } from './iterate.js'
import { dunder, Float, isNumber, typeName } from './kinds.js'
import { div, flt, int_, mul, num, toIndex, whole } from './number.js'
import { int } from './parse.js'
import { angle, exactly, lengthOf, power, type RealName } from './real.js'
import { tupled } from './tuple.js'

type Num = number | bigint

export type Boxed = number | Float

export function real(v: unknown): number {
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
  for (const n of xs.map((x) => BigInt(toIndex(x)))) out = n === 0n || out === 0n ? 0n : (out / gcd2(out, n)) * n
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
  if (((name === 'log2' || name === 'log10') && x <= 0) || (name === 'log1p' && x <= -1)) throw new ValueError('math domain error')
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
  return norm(xs.map(real))
}

export function dist(p: unknown, q: unknown): Boxed {
  const [a, b] = [list(p), list(q)]
  if (a.length !== b.length) throw new ValueError('both points must have the same number of dimensions')
  return norm(a.map((x, i) => real(x) - real(b[i])))
}

function norm(xs: number[]): Boxed {
  return flt(xs.every(Number.isFinite) ? lengthOf(xs) : Math.hypot(...xs))
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
  return flt(angle(real(y), real(x)))
}

export function degrees(x: unknown): Boxed {
  return flt(real(x) * (180 / Math.PI))
}

export function radians(x: unknown): Boxed {
  return flt(real(x) * (Math.PI / 180))
}

export function mathpow(x: unknown, y: unknown): Boxed {
  const [a, b] = [real(x), real(y)]
  if (a === 0 && b < 0 && b !== -Infinity) throw new ValueError('math domain error')
  return a === 1 || (a === -1 && Math.abs(b) === Infinity) ? flt(1) : result(power(a, b), a, b)
}

export function modf(x: unknown): unknown {
  const a = real(x)
  const whole = Math.trunc(a)
  return tupled(copysign(Math.abs(a) === Infinity ? 0 : a - whole, a), flt(whole))
}
