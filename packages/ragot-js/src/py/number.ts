// Arithmetic as Python does it: integers are exact (a BigInt beyond 2**53), floats stay floats, everything else is a TypeError.

import { OverflowError, TypeError, ValueError, ZeroDivisionError } from './errors.js'
import { dunder, Float, isNumber, NotImplemented, Tuple, typeName } from './kinds.js'
import { power } from './real.js'
import { repeated } from './repetition.js'
import { combine } from './set.js'

export type Num = number | bigint

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
export function operand(v: unknown): Num | Float | undefined {
  switch (typeof v) {
    case 'number':
    case 'bigint':
      return v
    case 'boolean':
      return Number(v)
  }
  return v instanceof Float ? v : undefined
}

export function isFloat(v: Num | Float): boolean {
  return v instanceof Float || (typeof v === 'number' && !Number.isInteger(v))
}

type Op = { sign: string; name: string; exact: (a: bigint, b: bigint) => Num | Float | number; real: (a: number, b: number) => number }

/** An operator on anything: numbers, then what the operands' own methods say, then TypeError. */
function generic(op: Op, a: unknown, b: unknown): unknown {
  const x = operand(a)
  const y = operand(b)
  if (x !== undefined && y !== undefined) {
    if (isFloat(x) || isFloat(y)) return flt(op.real(asDouble(x), asDouble(y)))
    return op.exact(BigInt(x as Num), BigInt(y as Num))
  }
  return custom(op, a, b)
}

export function asDouble(v: Num | Float): number {
  return typeof v === 'bigint' ? toDouble(v) : v.valueOf()
}

export function custom(op: { sign: string; name: string }, a: unknown, b: unknown): unknown {
  const left = dunder(a, `__${op.name}__`)?.call(a, b)
  if (left !== undefined && left !== NotImplemented) return left
  const right = dunder(b, `__r${op.name}__`)?.call(b, a)
  if (right !== undefined && right !== NotImplemented) return right
  throw unsupported(op.sign, a, b)
}

function unsupported(sign: string, a: unknown, b: unknown): Error {
  return new TypeError(`unsupported operand type(s) for ${sign}: '${typeName(a)}' and '${typeName(b)}'`)
}

const ADD: Op = { sign: '+', name: 'add', exact: (a, b) => int_(a + b), real: (a, b) => a + b }
const SUB: Op = { sign: '-', name: 'sub', exact: (a, b) => int_(a - b), real: (a, b) => a - b }
const MUL: Op = { sign: '*', name: 'mul', exact: (a, b) => int_(a * b), real: (a, b) => a * b }

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
  if ((typeof a === 'string' || Array.isArray(a)) && dunder(b, '__radd__') === undefined) {
    throw new TypeError(`can only concatenate ${typeName(a)} (not "${typeName(b)}") to ${typeName(a)}`)
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
  if (isFloat(x) || isFloat(y)) return asDouble(x) / asDouble(y)
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
    if (b === 0) throw new ZeroDivisionError('integer modulo by zero')
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
    if (b === 0n) throw new ZeroDivisionError('integer modulo by zero')
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
    if (a === 0 && b < 0 && b !== -Infinity) throw new ZeroDivisionError('0.0 cannot be raised to a negative power')
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

/** A part of a range: its numbers are bare ones. */
export function rangePart(v: unknown): number {
  const n = toIndex(v)
  if (typeof n === 'bigint') throw new OverflowError('a range beyond 2**53 is not available in browser code')
  return n
}

/** The step of a range, which is not zero. */
export function rangeStep(v: unknown): number {
  const n = rangePart(v)
  if (n === 0) throw new ValueError('range() arg 3 must not be zero')
  return n
}

/** `a @ b`, which only objects of the app have. */
export function matmul(a: unknown, b: unknown): unknown {
  return custom({ sign: '@', name: 'matmul' }, a, b)
}

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

export function is_integer(v: unknown): boolean {
  return Number.isInteger(Number(v))
}

export function conjugate(v: unknown): unknown {
  return pos(v)
}
