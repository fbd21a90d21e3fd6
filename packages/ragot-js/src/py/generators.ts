// Generators.

import { own } from './dict.js'
import { AttributeError, GeneratorExit, raised, RuntimeError, StopIteration } from './errors.js'
import { iter } from './iterate.js'
import { dunder, typeName } from './kinds.js'

type Gen = Generator<unknown>

const thrown = /* @__PURE__ */ (() => (Object.getPrototypeOf(function* () {}) as { prototype: Gen }).prototype.throw)()

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
    if (thrown.call(g, exit).done) return null
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

/** What `yield from v` hands on to: a generator gets what is sent and thrown in, anything else is only walked. */
export function delegate(v: unknown): Gen {
  const it = isGenerator(v) ? v : dunder(v, '__iter__')?.call(v)
  if (!isGenerator(it)) return each(it ?? v)
  // Closing the generator around closes this one first, whatever it does about that, and then goes on there.
  it.throw = (error: unknown) => {
    if (!(error instanceof GeneratorExit)) return thrown.call(it, error)
    close(it)
    throw error
  }
  return it
}

function* each(v: unknown): Gen {
  for (const item of iter(v)) {
    const sent = (yield item) ?? null
    if (sent !== null) throw new AttributeError(`'${typeName(v)}_iterator' object has no attribute 'send'`)
  }
}

function stepped(step: IteratorResult<unknown>): unknown {
  const value = step.value ?? null
  if (!step.done) return value
  throw value === null ? new StopIteration() : new StopIteration(value)
}

function isGenerator(g: unknown): g is Gen {
  return typeof g === 'object' && g !== null && typeof (g as Gen).next === 'function' && typeof (g as Gen).throw === 'function'
}
