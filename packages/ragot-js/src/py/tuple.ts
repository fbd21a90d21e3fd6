// Tuples.

import { iter } from './iterate.js'
import { Tuple } from './kinds.js'

/** A tuple of the arguments. */
export function tupled(...items: unknown[]): Tuple {
  return sealed(items)
}

/** An array that nobody else holds, as a tuple. A call takes only so many arguments; this takes any number of items. */
export function sealed(items: unknown[]): Tuple {
  return Object.setPrototypeOf(items, Tuple.prototype) as Tuple
}

/** Python's `tuple(it)`. */
export function tuple(it?: unknown): Tuple {
  if (it === undefined) return tupled()
  return it instanceof Tuple ? it : sealed([...(iter(it) as Iterable<unknown>)])
}
