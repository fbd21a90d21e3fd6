// Powers under a modulus.

import { ValueError } from './errors.js'
import { int_, mod, pow, toIndex } from './number.js'

/** What `base` has to be multiplied with to give 1, by Euclid's algorithm. */
function inverse(base: bigint, modulus: bigint): bigint {
  const size = modulus < 0n ? -modulus : modulus
  let [a, b, x, y] = [((base % size) + size) % size, size, 1n, 0n]
  while (b !== 0n) {
    const times = a / b
    ;[a, b, x, y] = [b, a - times * b, y, x - times * y]
  }
  if (a !== 1n) throw new ValueError('base is not invertible for the given modulus')
  return ((x % size) + size) % size
}

/** Python's `pow(a, b, m)`. */
export function powmod(a: unknown, b: unknown, m?: unknown): unknown {
  if (m === undefined || m === null) return pow(a, b)
  let [base, exponent] = [BigInt(toIndex(a)), BigInt(toIndex(b))]
  const modulus = BigInt(toIndex(m))
  if (modulus === 0n) throw new ValueError('pow() 3rd argument cannot be 0')
  if (exponent < 0n) {
    base = inverse(base, modulus)
    exponent = -exponent
  }
  let out = 1n
  base %= modulus
  while (exponent > 0n) {
    if (exponent & 1n) out = (out * base) % modulus
    base = (base * base) % modulus
    exponent >>= 1n
  }
  return mod(int_(out), int_(modulus))
}
