// Powers, exponentials, logarithms and angles rounded as the C library rounds them. JavaScript's Math may be one unit off in the last
// place; these work in integers with 200 bits after the point, and round once.

const BITS = 200n
const ONE = 1n << BITS

export type RealName = 'exp' | 'expm1' | 'log' | 'log1p' | 'log2' | 'log10' | 'sin' | 'cos' | 'tan' | 'asin' | 'acos' | 'atan' | 'sinh' | 'cosh' | 'tanh' | 'cbrt'

/** A finite double as a fraction of two powers: mantissa and exponent. */
function parts(x: number): [bigint, number] {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, x)
  const bits = view.getBigUint64(0)
  const exponent = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & 0xfffffffffffffn
  const m = exponent === 0 ? fraction : fraction | 0x10000000000000n
  return [x < 0 ? -m : m, (exponent || 1) - 1075]
}

function fixedOf(x: number): bigint {
  const [m, e] = parts(x)
  const shift = BITS + BigInt(e)
  return shift >= 0n ? m << shift : m >> -shift
}

/** `m * 2**e` rounded to the nearest double, ties to even. */
function round(m: bigint, e: number): number {
  const negative = m < 0n
  let v = negative ? -m : m
  if (v === 0n) return 0
  const extra = v.toString(2).length - 64
  let exponent = e
  if (extra > 0) {
    const lost = v & ((1n << BigInt(extra)) - 1n)
    v = (v >> BigInt(extra)) | (lost ? 1n : 0n)
    exponent += extra
  }
  let out = Number(v)
  // Two steps, so that the scale itself neither overflows nor underflows.
  const half = Math.trunc(exponent / 2)
  out = out * 2 ** half * 2 ** (exponent - half)
  return negative ? -out : out
}

function toNumber(v: bigint): number {
  return round(v, -Number(BITS))
}

function mul(a: bigint, b: bigint): bigint {
  return (a * b) >> BITS
}

let ln2 = 0n
let pi = 0n

function atanh(z: bigint): bigint {
  const square = mul(z, z)
  let [term, out] = [z, z]
  for (let k = 3n; term !== 0n && term !== -1n; k += 2n) {
    term = mul(term, square)
    out += term / k
  }
  return out
}

function logTwo(): bigint {
  return (ln2 ||= 2n * atanh(ONE / 3n))
}

/** The natural logarithm of `m * 2**e`, m > 0. */
function lnOf(m: bigint, e: number): bigint {
  const size = BigInt(m.toString(2).length)
  let x = BITS >= size ? m << (BITS - size) : m >> (size - BITS)
  let power = BigInt(e) + size
  if (x < (ONE * 7n) / 10n) {
    x <<= 1n
    power -= 1n
  }
  return 2n * atanh(((x - ONE) << BITS) / (x + ONE)) + power * logTwo()
}

/** e**v as mantissa (with BITS bits after the point) and binary exponent. */
function expOf(v: bigint): [bigint, number] {
  const k = v / logTwo()
  const rest = v - k * logTwo()
  let [term, out] = [ONE, ONE]
  for (let i = 1n; term !== 0n && term !== -1n; i++) {
    term = mul(term, rest) / i
    out += term
  }
  return [out, Number(k)]
}

function quarter(): bigint {
  if (pi === 0n) {
    const arc = (n: bigint): bigint => arctan(ONE / n)
    pi = 4n * (4n * arc(5n) - arc(239n))
  }
  return pi / 2n
}

function arctan(z: bigint): bigint {
  if (z < 0n) return -arctan(-z)
  if (z > ONE) return quarter() - arctan((ONE << BITS) / z)
  let [x, times] = [z, 1n]
  while (x > ONE >> 3n) {
    x = (x << BITS) / (ONE + root(ONE + mul(x, x)))
    times *= 2n
  }
  const square = mul(x, x)
  let [term, out] = [x, x]
  for (let k = 3n; term !== 0n && term !== -1n; k += 2n) {
    term = -mul(term, square)
    out += term / k
  }
  return out * times
}

function root(v: bigint, bits = BITS): bigint {
  const n = v << bits
  if (n === 0n) return 0n
  let x = 1n << BigInt((n.toString(2).length + 1) >> 1)
  for (;;) {
    const y = (x + n / x) >> 1n
    if (y >= x) return x
    x = y
  }
}

/** Sine and cosine of an angle; large angles bring more bits of pi than we have, and are left to JavaScript. */
function circle(v: bigint): [bigint, bigint] {
  const q = quarter()
  let k = v / q
  let rest = v - k * q
  if (rest > q >> 1n) {
    rest -= q
    k += 1n
  } else if (rest < -(q >> 1n)) {
    rest += q
    k -= 1n
  }
  const square = mul(rest, rest)
  let [s, c, a, b] = [rest, ONE, rest, ONE]
  for (let i = 1n; (a !== 0n && a !== -1n) || (b !== 0n && b !== -1n); i++) {
    a = -mul(a, square) / (2n * i * (2n * i + 1n))
    b = -mul(b, square) / (2n * i * (2n * i - 1n))
    s += a
    c += b
  }
  const turn = ((k % 4n) + 4n) % 4n
  return turn === 0n ? [s, c] : turn === 1n ? [c, -s] : turn === 2n ? [-s, -c] : [-c, s]
}

/** One of JavaScript's functions of one number, rounded correctly where that is within reach. */
export function exactly(name: RealName, x: number): number {
  const usual = Math[name](x)
  if (!Number.isFinite(x) || !Number.isFinite(usual) || x === 0 || usual === 0) return usual
  const size = Math.abs(x)
  if (size < 1e-8 && name !== 'log' && name !== 'log2' && name !== 'log10') return usual
  if (size > 1e15 && (name === 'sin' || name === 'cos' || name === 'tan')) return usual
  return compute(name, x) ?? usual
}

function compute(name: RealName, x: number): number | undefined {
  const v = fixedOf(x)
  switch (name) {
    case 'log':
    case 'log2':
    case 'log10':
      return logarithm(name, x)
    case 'log1p':
      return toNumber(lnOf(v + ONE, -Number(BITS)))
    case 'exp': {
      const [m, e] = expOf(v)
      return round(m, e - Number(BITS))
    }
    case 'expm1':
      return Math.abs(x) < 100 ? toNumber(power2(expOf(v)) - ONE) : undefined
    case 'sin':
      return toNumber(circle(v)[0])
    case 'cos':
      return toNumber(circle(v)[1])
    case 'tan': {
      const [s, c] = circle(v)
      return c === 0n ? undefined : toNumber((s << BITS) / c)
    }
    case 'atan':
      return toNumber(arctan(v))
    case 'asin':
      return Math.abs(x) === 1 ? undefined : toNumber(arctan((v << BITS) / root(ONE - mul(v, v))))
    case 'acos':
      return Math.abs(x) === 1 ? undefined : toNumber(quarter() - arctan((v << BITS) / root(ONE - mul(v, v))))
    case 'cbrt':
      return cube(x)
  }
  if (Math.abs(x) > 100) return undefined
  const [up, down] = [power2(expOf(v)), power2(expOf(-v))]
  if (name === 'sinh') return toNumber((up - down) / 2n)
  if (name === 'cosh') return toNumber((up + down) / 2n)
  return toNumber(((up - down) << BITS) / (up + down))
}

function power2([m, e]: [bigint, number]): bigint {
  return e >= 0 ? m << BigInt(e) : m >> BigInt(-e)
}

function logarithm(name: 'log' | 'log2' | 'log10', x: number): number {
  const [m, e] = parts(x)
  const ln = lnOf(m, e)
  if (name === 'log') return toNumber(ln)
  const base = name === 'log2' ? logTwo() : lnOf(10n, 0)
  const out = toNumber((ln << BITS) / base)
  // A whole answer is exact; the last bits of the quotient are not.
  const near = Math.round(out)
  return Math.abs(out - near) < 1e-13 && (name === 'log2' ? 2 : 10) ** near === x ? near : out
}

function cube(x: number): number {
  const usual = Math.cbrt(x)
  return usual * usual * usual === x ? usual : toNumber(power2(expOf(lnOf(fixedOf(Math.abs(x)), -Number(BITS)) / 3n))) * Math.sign(x)
}

/** `a ** b` of doubles, rounded correctly. */
export function power(a: number, b: number): number {
  const usual = a ** b
  if (!Number.isFinite(usual) || usual === 0 || !Number.isFinite(a) || !Number.isFinite(b) || a === 0 || b === 0 || b === 1) return usual
  if (b === 2) return a * a
  if (b === 0.5) return Math.sqrt(a)
  if (Number.isInteger(b) && Math.abs(b) <= 64) return wholePower(a, b)
  if (a < 0) return Number.isInteger(b) ? (b % 2 === 0 ? 1 : -1) * power(-a, b) : usual
  const [m, e] = parts(a)
  const [n, f] = parts(b)
  const product = lnOf(m, e) * n
  const [out, k] = expOf(f >= 0 ? product << BigInt(f) : product >> BigInt(-f))
  return round(out, k - Number(BITS))
}

function wholePower(a: number, b: number): number {
  const [m, e] = parts(a)
  const n = BigInt(Math.abs(b))
  const top = m ** n
  const exponent = e * Math.abs(b)
  if (b > 0) return round(top, exponent)
  const size = BigInt(top.toString(2).length + 80)
  return round((1n << size) / top, -Number(size) - exponent)
}

/** The length of a vector of finite doubles, rounded correctly. */
export function lengthOf(xs: number[]): number {
  const sides = xs.map((x) => parts(x)).filter(([m]) => m !== 0n)
  if (sides.length < 2) return Math.max(0, ...xs.map(Math.abs))
  const least = Math.min(...sides.map(([, e]) => e))
  const square = sides.reduce((sum, [m, e]) => sum + (m << BigInt(e - least)) ** 2n, 0n) << 256n
  const whole = root(square, 0n)
  return round((whole << 1n) | (whole * whole === square ? 0n : 1n), least - 129)
}

/** `atan2(y, x)`, rounded correctly. */
export function angle(y: number, x: number): number {
  const usual = Math.atan2(y, x)
  if (!Number.isFinite(x) || !Number.isFinite(y) || x === 0 || y === 0 || Math.abs(usual) < 1e-8) return usual
  const [[a, e], [b, f]] = [parts(Math.abs(y)), parts(Math.abs(x))]
  // An angle that is almost a quarter, too small for the bits after the point.
  if (e - f > 150) return usual
  const shift = BITS + BigInt(e - f)
  const slope = shift >= 0n ? (a << shift) / b : a / (b << -shift)
  const out = arctan(slope)
  return toNumber(x > 0 ? out : 2n * quarter() - out) * Math.sign(y)
}
