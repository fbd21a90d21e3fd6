// Arithmetic as Python does it: integers are exact (a BigInt beyond 2**53), floats stay floats, everything else is a TypeError.

import { OverflowError, TypeError, ValueError, ZeroDivisionError } from './errors.js'
import { isDict, merged, update } from './dict.js'
import { Float, FrozenSet, Tuple, dunder, isNumber, typeName } from './kinds.js'
import { power } from './real.js'
import { combine } from './set.js'
import { extend, repeated, replaceItems } from './sequence.js'

type Num = number | bigint

/** A float on its way to where its kind is not known. */
export function flt(x: number): number | Float {
  return Number.isInteger(x) ? new Float(x) : x
}

/** A float that came from anywhere, as a bare number. */
export function num(v: unknown): number {
  if (typeof v === 'number') return v
  if (typeof v === 'bigint') return toDouble(v)
  return Number(v)
}

function toDouble(v: bigint): number {
  const x = Number(v)
  if (!Number.isFinite(x)) throw new OverflowError('int too large to convert to float')
  return x
}

/** A float without a fraction as an integer. */
export function whole(x: number): Num {
  return Number.isSafeInteger(x) ? x + 0 : int_(BigInt(x))
}

/** An exact integer in its one form: a number where that holds it. */
export function int_(v: bigint): Num {
  return v >= -9007199254740991n && v <= 9007199254740991n ? Number(v) : v
}

/** The result of two numbers that are not both small integers. */
function mixed(op: Op, a: number, b: number, r: number): unknown {
  if (!Number.isInteger(r)) return r
  return Number.isInteger(a) && Number.isInteger(b) ? generic(op, a, b) : new Float(r)
}

/** The operand as a number: floats as `Float`, bools as integers; undefined for what is no number. */
function operand(v: unknown): Num | Float | undefined {
  switch (typeof v) {
    case 'number':
    case 'bigint':
      return v
    case 'boolean':
      return Number(v)
  }
  return v instanceof Float ? v : undefined
}

function isFloat(v: Num | Float): boolean {
  return v instanceof Float || (typeof v === 'number' && !Number.isInteger(v))
}

type Op = { sign: string; name: string; exact: (a: bigint, b: bigint) => Num | Float | number; real: (a: number, b: number) => number }

/** An operator on anything: numbers, then what the operands' own methods say, then TypeError. */
function generic(op: Op, a: unknown, b: unknown): unknown {
  const x = operand(a)
  const y = operand(b)
  if (x !== undefined && y !== undefined) {
    if (isFloat(x) || isFloat(y)) return flt(op.real(real(x), real(y)))
    return op.exact(BigInt(x as Num), BigInt(y as Num))
  }
  return custom(op, a, b)
}

function real(v: Num | Float): number {
  return typeof v === 'bigint' ? toDouble(v) : v.valueOf()
}

function custom(op: { sign: string; name: string }, a: unknown, b: unknown): unknown {
  const left = dunder(a, `__${op.name}__`)?.call(a, b)
  if (left !== undefined && left !== NotImplemented) return left
  const right = dunder(b, `__r${op.name}__`)?.call(b, a)
  if (right !== undefined && right !== NotImplemented) return right
  throw unsupported(op.sign, a, b)
}

/** What an operator method returns when it does not know the other operand. */
export const NotImplemented: unique symbol = /* @__PURE__ */ Symbol('NotImplemented')

function unsupported(sign: string, a: unknown, b: unknown): Error {
  return new TypeError(`unsupported operand type(s) for ${sign}: '${typeName(a)}' and '${typeName(b)}'`)
}

const ADD: Op = { sign: '+', name: 'add', exact: (a, b) => int_(a + b), real: (a, b) => a + b }
const SUB: Op = { sign: '-', name: 'sub', exact: (a, b) => int_(a - b), real: (a, b) => a - b }
const MUL: Op = { sign: '*', name: 'mul', exact: (a, b) => int_(a * b), real: (a, b) => a * b }

// The usual case of the next three is written out: engines inline only so much.

/** `a + b`. */
export function add(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a + b
    if (Math.floor(a) === a && Math.floor(b) === b && r <= 9007199254740991 && r >= -9007199254740991) return r
    return mixed(ADD, a, b, r)
  }
  if (typeof a === 'string' && typeof b === 'string') return a + b
  return join(a, b)
}

function join(a: unknown, b: unknown): unknown {
  if (Array.isArray(a) && Array.isArray(b) && a instanceof Tuple === b instanceof Tuple) {
    const out = [...(a as unknown[]), ...(b as unknown[])]
    return a instanceof Tuple ? Object.setPrototypeOf(out, Tuple.prototype) : out
  }
  if (typeof a === 'string' && dunder(b, '__radd__') === undefined) {
    throw new TypeError(`can only concatenate str (not "${typeName(b)}") to str`)
  }
  return generic(ADD, a, b)
}

/** `a - b`. */
export function sub(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a - b
    if (Math.floor(a) === a && Math.floor(b) === b && r <= 9007199254740991 && r >= -9007199254740991) return r
    return mixed(SUB, a, b, r)
  }
  return combine(a, b, '-') ?? generic(SUB, a, b)
}

/** `a * b`. */
export function mul(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a * b
    if (Math.floor(a) === a && Math.floor(b) === b && r <= 9007199254740991 && r >= -9007199254740991) return r + 0
    return mixed(MUL, a, b, r)
  }
  return repeated(a, b) ?? repeated(b, a) ?? generic(MUL, a, b)
}

/** `a + b` of integers. */
export function intAdd(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a + b
    if (r <= 9007199254740991 && r >= -9007199254740991) return r
  }
  return generic(ADD, a, b)
}

/** `a - b` of integers. */
export function intSub(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a - b
    if (r <= 9007199254740991 && r >= -9007199254740991) return r
  }
  return generic(SUB, a, b)
}

/** `a * b` of integers. */
export function intMul(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a * b
    if (r <= 9007199254740991 && r >= -9007199254740991) return r + 0
  }
  return generic(MUL, a, b)
}

/** Moves a large part of a sum into what was moved before. */
export function carry(moved: bigint | null, part: number): bigint {
  return (moved ?? 0n) + BigInt(part)
}

/** A sum, of what was moved and of the rest. */
export function carried(moved: bigint | null, rest: number): Num {
  return moved === null ? rest : int_(moved + BigInt(rest))
}

/** `a / b` as a bare number. */
export function fdiv(a: unknown, b: unknown): number {
  const x = operand(a)
  const y = operand(b)
  if (x === undefined || y === undefined) throw unsupported('/', a, b)
  const divisor = real2(y)
  if (divisor === 0) throw new ZeroDivisionError(isFloat(x) || isFloat(y) ? 'float division by zero' : 'division by zero')
  if (typeof x === 'bigint' || typeof y === 'bigint') return bigDivide(x, y)
  return x.valueOf() / divisor
}

function real2(v: Num | Float): number {
  return typeof v === 'bigint' ? Number(v) : v.valueOf()
}

function bigDivide(x: Num | Float, y: Num | Float): number {
  if (isFloat(x) || isFloat(y)) return real(x) / real(y)
  const a = BigInt(x as Num)
  const b = BigInt(y as Num)
  const [n, d] = [a < 0n ? -a : a, b < 0n ? -b : b]
  // Scale so that the quotient has 64 bits and round once.
  const shift = BigInt(Math.max(0, 66 - (n.toString(2).length - d.toString(2).length)))
  let q = (n << shift) / d
  if ((n << shift) % d !== 0n) q |= 1n
  const out = scaled(q, Number(shift))
  if (!Number.isFinite(out)) throw new OverflowError('integer division result too large for a float')
  return a < 0n === b < 0n ? out : -out
}

function scaled(q: bigint, shift: number): number {
  let out = Number(q)
  let left = shift
  while (left > 0) {
    const step = Math.min(left, 1000)
    out /= 2 ** step
    left -= step
  }
  return out
}

/** `a / b`. */
export function div(a: unknown, b: unknown): unknown {
  return isNumber(a) && isNumber(b) ? flt(fdiv(a, b)) : custom({ sign: '/', name: 'truediv' }, a, b)
}

/** `a // b`. */
export function floordiv(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number' && Number.isInteger(a) && Number.isInteger(b)) {
    if (b === 0) throw new ZeroDivisionError('integer division or modulo by zero')
    const r = a / b
    // The quotient of two large integers may round up past the true one.
    if (r < 4503599627370496 && r > -4503599627370496) {
      const q = Math.floor(r)
      return (q * b > a !== b < 0 && q * b !== a ? q - 1 : q) + 0
    }
  }
  return generic(FLOORDIV, a, b)
}

const FLOORDIV: Op = {
  sign: '//',
  name: 'floordiv',
  exact: (a, b) => {
    if (b === 0n) throw new ZeroDivisionError('integer division or modulo by zero')
    const q = a / b
    return int_(a % b !== 0n && a < 0n !== b < 0n ? q - 1n : q)
  },
  real: (a, b) => {
    if (b === 0) throw new ZeroDivisionError('float floor division by zero')
    return floored(a, b)[0]
  },
}

/** Quotient and remainder of floats as CPython computes them. */
function floored(a: number, b: number): [number, number] {
  let m = a % b
  let d = (a - m) / b
  if (m !== 0) {
    if (b < 0 !== m < 0) {
      m += b
      d -= 1
    }
  } else m = b < 0 ? -0 : 0
  let q = 0
  if (d !== 0) {
    q = Math.floor(d)
    if (d - q > 0.5) q += 1
  } else q = a / b < 0 || Object.is(a / b, -0) ? -0 : 0
  return [q, m]
}

/** `a % b`; a string on the left formats. */
export function mod(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number' && Number.isInteger(a) && Number.isInteger(b)) {
    if (b === 0) throw new ZeroDivisionError('integer division or modulo by zero')
    const r = a % b
    return (r !== 0 && r < 0 !== b < 0 ? r + b : r) + 0
  }
  return generic(MOD, a, b)
}

/** `a % b` of a small integer and a positive one. */
export function rem(a: number, b: number): number {
  const r = a % b
  return r < 0 ? r + b : r + 0
}

const MOD: Op = {
  sign: '%',
  name: 'mod',
  exact: (a, b) => {
    if (b === 0n) throw new ZeroDivisionError('integer division or modulo by zero')
    const r = a % b
    return int_(r !== 0n && r < 0n !== b < 0n ? r + b : r)
  },
  real: (a, b) => {
    if (b === 0) throw new ZeroDivisionError('float modulo')
    return floored(a, b)[1]
  },
}

/** Python's `divmod(a, b)`. */
export function divmod(a: unknown, b: unknown): unknown {
  return Object.setPrototypeOf([floordiv(a, b), mod(a, b)], Tuple.prototype)
}

const POW: Op = {
  sign: '** or pow()',
  name: 'pow',
  exact: (a, b) => {
    if (b >= 0n) return int_(a ** b)
    if (a === 0n) throw new ZeroDivisionError('0.0 cannot be raised to a negative power')
    return flt(power(toDouble(a), Number(b)))
  },
  real: (a, b) => {
    if (a === 0 && b < 0) throw new ZeroDivisionError('0.0 cannot be raised to a negative power')
    if (a === 1 || (a === -1 && !Number.isFinite(b) && !Number.isNaN(b))) return 1
    const r = power(a, b)
    if (a < 0 && Number.isFinite(a) && Number.isFinite(b) && !Number.isInteger(b)) throw new TypeError('complex results are not available in browser code')
    if (!Number.isFinite(r) && Number.isFinite(a) && Number.isFinite(b)) throw new OverflowError('(34, \'Numerical result out of range\')')
    return r
  },
}

/** `a ** b`. */
export function pow(a: unknown, b: unknown): unknown {
  return generic(POW, a, b)
}

/** Python's `pow(a, b, m)`. */
export function powmod(a: unknown, b: unknown, m?: unknown): unknown {
  if (m === undefined || m === null) return pow(a, b)
  let [base, exponent] = [BigInt(toIndex(a)), BigInt(toIndex(b))]
  const modulus = BigInt(toIndex(m))
  if (modulus === 0n) throw new ValueError('pow() 3rd argument cannot be 0')
  if (exponent < 0n) throw new ValueError('base is not invertible for the given modulus')
  let out = 1n
  base %= modulus
  while (exponent > 0n) {
    if (exponent & 1n) out = (out * base) % modulus
    base = (base * base) % modulus
    exponent >>= 1n
  }
  return mod(int_(out), int_(modulus))
}

/** `-a`. */
export function neg(a: unknown): unknown {
  const x = operand(a)
  if (x === undefined) return unary(a, '-', 'neg')
  if (x instanceof Float) return flt(-x.valueOf())
  return typeof x === 'bigint' ? int_(-x) : Number.isInteger(x) ? 0 - x : -x
}

/** `+a`. */
export function pos(a: unknown): unknown {
  return operand(a) ?? unary(a, '+', 'pos')
}

/** `~a`. */
export function invert(a: unknown): unknown {
  const x = operand(a)
  if (x === undefined || isFloat(x)) return unary(a, '~', 'invert')
  return typeof x === 'number' ? whole(-x - 1) : int_(-BigInt(x as Num) - 1n)
}

function unary(a: unknown, sign: string, name: string): unknown {
  const own = dunder(a, `__${name}__`)
  if (own !== undefined) return own.call(a)
  throw new TypeError(`bad operand type for unary ${sign}: '${typeName(a)}'`)
}

/** An integer argument; TypeError for anything else. */
export function toIndex(v: unknown, what?: string): Num {
  if (typeof v === 'bigint') return v
  if (typeof v === 'number' && Number.isInteger(v)) return v
  if (typeof v === 'boolean') return Number(v)
  const own = dunder(v, '__index__')
  if (own !== undefined) return own.call(v) as Num
  throw new TypeError(what ?? `'${typeName(v)}' object cannot be interpreted as an integer`)
}

function bitwise(sign: string, name: string, exact: (a: bigint, b: bigint) => bigint, a: unknown, b: unknown): unknown {
  if (typeof a === 'boolean' && typeof b === 'boolean') return exact(BigInt(a), BigInt(b)) === 1n
  const x = operand(a)
  const y = operand(b)
  if (x !== undefined && y !== undefined && !isFloat(x) && !isFloat(y)) return int_(exact(BigInt(x as Num), BigInt(y as Num)))
  return combine(a, b, sign) ?? custom({ sign, name }, a, b)
}

/** Whether JavaScript's own operators on bits are exact for both. */
function word(a: unknown, b: unknown): boolean {
  return typeof a === 'number' && typeof b === 'number' && (a | 0) === a && (b | 0) === b
}

/** `a & b`. */
export function bitand(a: unknown, b: unknown): unknown {
  return word(a, b) ? (a as number) & (b as number) : bitwise('&', 'and', (x, y) => x & y, a, b)
}

/** `a | b`; dicts merge. */
export function bitor(a: unknown, b: unknown): unknown {
  if (isDict(a) && isDict(b)) return merged(a, b)
  return word(a, b) ? (a as number) | (b as number) : bitwise('|', 'or', (x, y) => x | y, a, b)
}

/** `a ^ b`. */
export function bitxor(a: unknown, b: unknown): unknown {
  return word(a, b) ? (a as number) ^ (b as number) : bitwise('^', 'xor', (x, y) => x ^ y, a, b)
}

/** `a << b`. */
export function shl(a: unknown, b: unknown): unknown {
  return shift('<<', 'lshift', (x, y) => x << y, a, b)
}

/** `a >> b`. */
export function shr(a: unknown, b: unknown): unknown {
  return shift('>>', 'rshift', (x, y) => x >> y, a, b)
}

function shift(sign: string, name: string, exact: (a: bigint, b: bigint) => bigint, a: unknown, b: unknown): unknown {
  const x = operand(a)
  const y = operand(b)
  if (x === undefined || y === undefined || isFloat(x) || isFloat(y)) return custom({ sign, name }, a, b)
  if ((y as Num) < 0) throw new ValueError('negative shift count')
  if (typeof x === 'number' && typeof y === 'number' && y < 32) {
    const r = sign === '<<' ? x * 2 ** y : Math.floor(x / 2 ** y)
    if (Number.isSafeInteger(r)) return r
  }
  return int_(exact(BigInt(x as Num), BigInt(y as Num)))
}

/** `a @ b`, which only objects of the app have. */
export function matmul(a: unknown, b: unknown): unknown {
  return custom({ sign: '@', name: 'matmul' }, a, b)
}

// Augmented assignment: lists, sets and dicts change in place.

function inPlace(a: unknown, b: unknown, name: string): unknown {
  const own = dunder(a, `__i${name}__`)
  const out = own?.call(a, b)
  return out === NotImplemented ? undefined : out
}

/** `a += b`. */
export function iadd(a: unknown, b: unknown): unknown {
  if (typeof a === 'number') return add(a, b)
  if (Array.isArray(a) && !(a instanceof Tuple)) {
    extend(a, b)
    return a
  }
  return inPlace(a, b, 'add') ?? add(a, b)
}

/** `a *= b`. */
export function imul(a: unknown, b: unknown): unknown {
  if (typeof a === 'number') return mul(a, b)
  if (Array.isArray(a) && !(a instanceof Tuple)) {
    const items = repeated(a, b) as unknown[] | undefined
    if (items === undefined) throw new TypeError(`can't multiply sequence by non-int of type '${typeName(b)}'`)
    replaceItems(a, 0, a.length, items)
    return a
  }
  return inPlace(a, b, 'mul') ?? mul(a, b)
}

/** `a -= b`. */
export function isub(a: unknown, b: unknown): unknown {
  if (typeof a === 'number') return sub(a, b)
  return replaced(a, () => combine(a, b, '-')) ?? inPlace(a, b, 'sub') ?? sub(a, b)
}

/** `a |= b`. */
export function ior(a: unknown, b: unknown): unknown {
  if (isDict(a)) {
    update(a, b)
    return a
  }
  return replaced(a, () => combine(a, b, '|')) ?? inPlace(a, b, 'or') ?? bitor(a, b)
}

/** `a &= b`. */
export function iand(a: unknown, b: unknown): unknown {
  return replaced(a, () => combine(a, b, '&')) ?? inPlace(a, b, 'and') ?? bitand(a, b)
}

/** `a ^= b`. */
export function ixor(a: unknown, b: unknown): unknown {
  return replaced(a, () => combine(a, b, '^')) ?? inPlace(a, b, 'xor') ?? bitxor(a, b)
}

function replaced(a: unknown, make: () => unknown): unknown {
  if (!(a instanceof Set) || a instanceof FrozenSet) return undefined
  const out = make()
  if (!(out instanceof Set)) return undefined
  const items = [...out]
  a.clear()
  ;(a as { odd?: unknown }).odd = (out as { odd?: unknown }).odd
  for (const item of items) a.add(item)
  return a
}

// Builtins on numbers.

/** Python's `abs(x)`. */
export function abs(v: unknown): unknown {
  const x = operand(v)
  if (x === undefined) {
    const own = dunder(v, '__abs__')
    if (own !== undefined) return own.call(v)
    throw new TypeError(`bad operand type for abs(): '${typeName(v)}'`)
  }
  if (x instanceof Float) return flt(Math.abs(x.valueOf()))
  return typeof x === 'bigint' ? (x < 0n ? -x : x) : Math.abs(x)
}

/** Python's `round(x)` and `round(x, n)`. */
export function round(v: unknown, digits?: unknown): unknown {
  const x = operand(v)
  if (x === undefined) {
    const own = dunder(v, '__round__')
    if (own !== undefined) return digits === undefined ? own.call(v) : own.call(v, digits)
    throw new TypeError(`type ${typeName(v)} doesn't define __round__ method`)
  }
  const none = digits === undefined || digits === null
  if (!isFloat(x)) return none ? x : roundInt(x as Num, Number(toIndex(digits)))
  const value = x.valueOf() as number
  if (!none) return flt(roundTo(value, Number(toIndex(digits))))
  if (Number.isNaN(value)) throw new ValueError('cannot convert float NaN to integer')
  if (!Number.isFinite(value)) throw new OverflowError('cannot convert float infinity to integer')
  return whole(halfEven(value))
}

function halfEven(x: number): number {
  const low = Math.floor(x)
  const rest = x - low
  if (rest !== 0.5) return rest < 0.5 ? low : low + 1
  return low % 2 === 0 ? low : low + 1
}

function roundInt(x: Num, digits: number): Num {
  if (digits >= 0) return x
  const unit = 10n ** BigInt(-digits)
  const v = BigInt(x)
  let q = v / unit
  let r = v % unit
  if (r < 0n) {
    r += unit
    q -= 1n
  }
  if (r * 2n > unit || (r * 2n === unit && q % 2n !== 0n)) q += 1n
  return int_(q * unit)
}

/** A float rounded to decimal digits, ties to even on its exact value. */
export function roundTo(x: number, digits: number): number {
  if (!Number.isFinite(x) || digits > 323) return x
  if (digits >= 0) return Number(fixed(x, Math.min(digits, 100)))
  const unit = 10 ** -digits
  if (unit > 1e308) return x < 0 || Object.is(x, -0) ? -0 : 0
  const q = halfEvenExact(Math.abs(x), -digits)
  return x < 0 || Object.is(x, -0) ? -q : q
}

function halfEvenExact(x: number, zeros: number): number {
  const whole = BigInt(Math.floor(x))
  const unit = 10n ** BigInt(zeros)
  let q = whole / unit
  const twice = (whole % unit) * 2n
  const more = x > Number(whole)
  if (twice > unit || (twice === unit && (more || q % 2n !== 0n))) q += 1n
  return Number(q * unit)
}

/** `toFixed` on the exact value with ties to even, at any magnitude. */
export function fixed(x: number, digits: number): string {
  if (Math.abs(x) >= 1e21) {
    const text = String(BigInt(x))
    return digits ? `${text}.${'0'.repeat(digits)}` : text
  }
  const text = x.toFixed(digits)
  const exact = Math.abs(x).toFixed(Math.min(100, digits + 60))
  const point = exact.indexOf('.')
  const tail = exact.slice(point + 1 + digits)
  const tie = tail.startsWith('5') && /^50*$/.test(tail)
  let out = text
  if (tie) {
    // toFixed takes the larger one: step back where that is odd.
    const kept = exact.slice(0, point + (digits ? 1 + digits : 0))
    const last = Number(kept.at(-1))
    if (last % 2 === 0) out = (x < 0 ? '-' : '') + kept
  }
  return Object.is(x, -0) || (x < 0 && !out.startsWith('-')) ? `-${out.replace('-', '')}` : out
}

/** Python's `int(x)` and `int(text, base)`. */
export function int(v: unknown = 0, base?: unknown): Num {
  if (base !== undefined) {
    if (typeof v !== 'string') throw new TypeError("int() can't convert non-string with explicit base")
    return parseInt_(v, Number(toIndex(base)))
  }
  if (typeof v === 'string') return parseInt_(v, 10)
  const x = operand(v)
  if (x === undefined) {
    const own = dunder(v, '__int__') ?? dunder(v, '__index__')
    if (own !== undefined) return own.call(v) as Num
    throw new TypeError(`int() argument must be a string, a bytes-like object or a real number, not '${typeName(v)}'`)
  }
  if (!isFloat(x)) return x as Num
  const value = x.valueOf() as number
  if (Number.isNaN(value)) throw new ValueError('cannot convert float NaN to integer')
  if (!Number.isFinite(value)) throw new OverflowError('cannot convert float infinity to integer')
  return whole(Math.trunc(value))
}

const PREFIX: Record<string, number> = { '0x': 16, '0o': 8, '0b': 2 }

function parseInt_(text: string, base: number): Num {
  if (base !== 0 && (base < 2 || base > 36)) throw new ValueError('int() base must be >= 2 and <= 36, or 0')
  const fail = (): never => {
    throw new ValueError(`invalid literal for int() with base ${base}: ${quoteForError(text)}`)
  }
  let body = asciiDigits(text.replace(/^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g, '')).toLowerCase()
  const sign = /^[+-]/.test(body) ? body[0] : ''
  body = sign ? body.slice(1) : body
  const prefix = PREFIX[body.slice(0, 2)]
  let radix = base
  if (prefix !== undefined && (base === 0 || base === prefix)) {
    radix = prefix
    body = body.slice(2).replace(/^_/, '')
  } else if (base === 0) {
    if (/^0[0-9_]*[1-9]/.test(body)) fail()
    radix = 10
  }
  if (!/^[0-9a-z]+(?:_[0-9a-z]+)*$/.test(body)) fail()
  let out = 0n
  const digits = body.replace(/_/g, '')
  if (radix === 10) {
    if (!/^\d+$/.test(digits)) fail()
    out = BigInt(digits)
  } else {
    for (const char of digits) {
      const digit = char <= '9' ? char.charCodeAt(0) - 48 : char.charCodeAt(0) - 87
      if (digit >= radix) fail()
      out = out * BigInt(radix) + BigInt(digit)
    }
  }
  return int_(sign === '-' ? -out : out)
}

/** Decimal digits of any script as ASCII ones. */
function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (char) => {
    const code = char.codePointAt(0) ?? 0
    if (code < 128) return char
    let zero = code
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && code - zero < 9) zero--
    return String(code - zero)
  })
}

function quoteForError(text: string): string {
  return text.includes("'") ? JSON.stringify(text) : `'${text.replace(/\n/g, '\\n')}'`
}

/** Python's `float(x)`, as a bare number. */
export function float(v: unknown = 0): number {
  if (typeof v === 'number') return v
  if (typeof v === 'string') return parseFloat_(v)
  const x = operand(v)
  if (x !== undefined) return real(x)
  const own = dunder(v, '__float__')
  if (own !== undefined) return num(own.call(v))
  throw new TypeError(`float() argument must be a string or a real number, not '${typeName(v)}'`)
}

function parseFloat_(text: string): number {
  const body = asciiDigits(text.replace(/^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g, '')).toLowerCase()
  if (/^[+-]?(?:inf|infinity)$/.test(body)) return body.startsWith('-') ? -Infinity : Infinity
  if (/^[+-]?nan$/.test(body)) return NaN
  if (!/^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/.test(body)) {
    throw new ValueError(`could not convert string to float: ${quoteForError(text)}`)
  }
  return Number(body.replace(/_/g, ''))
}

function based(v: unknown, radix: number, prefix: string): string {
  const x = BigInt(toIndex(v))
  return (x < 0n ? '-' : '') + prefix + (x < 0n ? -x : x).toString(radix)
}

export function hex(v: unknown): string {
  return based(v, 16, '0x')
}

export function bin(v: unknown): string {
  return based(v, 2, '0b')
}

export function oct(v: unknown): string {
  return based(v, 8, '0o')
}

export function chr(v: unknown): string {
  const code = Number(toIndex(v))
  if (code < 0 || code > 0x10ffff) throw new ValueError('chr() arg not in range(0x110000)')
  return String.fromCodePoint(code)
}

export function ord(v: unknown): number {
  if (typeof v !== 'string') throw new TypeError(`ord() expected string of length 1, but ${typeName(v)} found`)
  const chars = Array.from(v)
  if (chars.length !== 1) throw new TypeError(`ord() expected a character, but string of length ${chars.length} found`)
  return v.codePointAt(0) ?? 0
}

export function bit_length(v: unknown): number {
  const x = BigInt(toIndex(v))
  return x === 0n ? 0 : (x < 0n ? -x : x).toString(2).length
}

export function is_integer(v: unknown): boolean {
  return Number.isInteger(Number(v))
}

export function conjugate(v: unknown): unknown {
  return pos(v)
}

