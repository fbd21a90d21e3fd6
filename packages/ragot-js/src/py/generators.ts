// Generators.

import { own } from './dict.js'
import { raised, StopIteration } from './errors.js'

type Gen = Generator<unknown>

/** `g.send(x)`. */
export function send(g: unknown, value: unknown): unknown {
  if (!isGenerator(g)) return own(g, 'send', [value])
  const step = g.next(value)
  if (!step.done) return step.value ?? null
  throw new StopIteration(...(step.value === undefined || step.value === null ? [] : [step.value]))
}

/** `g.close()`. */
export function close(g: unknown): unknown {
  if (!isGenerator(g)) return own(g, 'close', [])
  g.return(undefined)
  return null
}

/** `g.throw(error)`. */
export function throwInto(g: unknown, error: unknown): unknown {
  if (!isGenerator(g)) return own(g, 'throw', [error])
  const step = g.throw(raised(error))
  if (!step.done) return step.value ?? null
  throw new StopIteration()
}

function isGenerator(g: unknown): g is Gen {
  return typeof g === 'object' && g !== null && typeof (g as Gen).next === 'function' && typeof (g as Gen).throw === 'function'
}
