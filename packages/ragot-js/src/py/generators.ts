// Generators.

import { own } from './dict.js'
import { GeneratorExit, raised, RuntimeError, StopIteration } from './errors.js'
import { iter } from './iterate.js'
import { dunder } from './kinds.js'

type Gen = Generator<unknown>

/** `g.send(x)`. */
export function send(g: unknown, value: unknown): unknown {
  if (!isGenerator(g)) return own(g, 'send', [value])
  return stepped(g.next(value))
}

/** `g.close()`. */
export function close(g: unknown): unknown {
  if (!isGenerator(g)) return own(g, 'close', [])
  const exit = new GeneratorExit()
  try {
    if (g.throw(exit).done) return null
  } catch (error) {
    if (error === exit || error instanceof StopIteration) return null
    throw error
  }
  throw new RuntimeError('generator ignored GeneratorExit')
}

/** `g.throw(error)`. */
export function throwInto(g: unknown, error: unknown): unknown {
  if (!isGenerator(g)) return own(g, 'throw', [error])
  return stepped(g.throw(raised(error)))
}

/** What `yield from v` hands on to; what is sent or thrown in reaches a generator, and nothing else. */
export function delegate(v: unknown): Gen {
  const it = isGenerator(v) ? v : dunder(v, '__iter__')?.call(v)
  return isGenerator(it) ? it : each(it ?? v)
}

function* each(v: unknown): Gen {
  for (const item of iter(v)) yield item
}

function stepped(step: IteratorResult<unknown>): unknown {
  const value = step.value ?? null
  if (!step.done) return value
  throw value === null ? new StopIteration() : new StopIteration(value)
}

function isGenerator(g: unknown): g is Gen {
  return typeof g === 'object' && g !== null && typeof (g as Gen).next === 'function' && typeof (g as Gen).throw === 'function'
}
