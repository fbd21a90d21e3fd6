// Sequences repeated: `xs * n`.

import { MemoryError, OverflowError, TypeError } from './errors.js'
import { dunder, Tuple, typeName } from './kinds.js'
import { sealed } from './tuple.js'

/** A sequence times an integer; undefined for anything else. */
export function repeated(xs: unknown, times: unknown): unknown {
  if (typeof xs !== 'string' && !Array.isArray(xs)) return undefined
  if (typeof times !== 'number' && typeof times !== 'boolean' && typeof times !== 'bigint') return notRepeatable(times)
  if (typeof times === 'number' && !Number.isInteger(times)) return notRepeatable(times)
  const n = Math.max(0, Number(times))
  if (xs.length > 0 && n >= 2 ** 63) throw new OverflowError("cannot fit 'int' into an index-sized integer")
  if (xs.length * n > 2 ** 28) throw new MemoryError()
  if (typeof xs === 'string') return xs.repeat(n)
  const out: unknown[] = []
  for (let i = 0; i < n; i++) for (const item of xs as unknown[]) out.push(item)
  return xs instanceof Tuple ? sealed(out) : out
}

function notRepeatable(times: unknown): undefined {
  if (dunder(times, '__rmul__') || dunder(times, '__mul__')) return undefined
  throw new TypeError(`can't multiply sequence by non-int of type '${typeName(times)}'`)
}
