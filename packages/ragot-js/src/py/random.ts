// Python's random.

import { IndexError, ValueError } from './errors.js'
import { list } from './iterate.js'
import { type Boxed, real } from './math.js'
import { flt, toIndex } from './number.js'

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
