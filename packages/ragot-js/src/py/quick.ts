// What compiled loops do most, where the types are known: the usual case in place, the rest where it always is.

import { gt, lt } from './compare.js'
import { getitem, setitem } from './subscripts.js'

/** `xs[i]` of a list and an integer. */
export function at(xs: unknown[], i: number): unknown {
  const found: unknown = xs[i]
  return found !== undefined ? found : getitem(xs, i)
}

/** `s[i]` of a string whose characters are JavaScript's, and an integer. */
export function charAt(s: string, i: number): unknown {
  const found: unknown = s[i]
  return found !== undefined ? found : getitem(s, i)
}

/** `xs[i] = value` of a list and an integer. */
export function putAt(xs: unknown[], i: number, value: unknown): void {
  if (typeof i === 'number' && i >= 0 && i < xs.length) xs[i] = value
  else setitem(xs, i, value)
}

/** `min(a, b)` and `min(a, b, c)`. */
export function least(a: unknown, b: unknown, c?: unknown): unknown {
  const best = (typeof a === 'number' && typeof b === 'number' ? b < a : lt(b, a)) ? b : a
  return c === undefined ? best : least(best, c)
}

/** `max(a, b)` and `max(a, b, c)`. */
export function most(a: unknown, b: unknown, c?: unknown): unknown {
  const best = (typeof a === 'number' && typeof b === 'number' ? b > a : gt(b, a)) ? b : a
  return c === undefined ? best : most(best, c)
}
