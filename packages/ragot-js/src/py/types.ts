// Python's types at run time: type(), isinstance(), annotated parameters.

import { isDict } from './dict.js'
import { BaseException, TypeError } from './errors.js'
import { dunder, Float, FrozenSet, isClass, isInt, isNumber, Obj, Range, Tuple, typeName } from './kinds.js'

const KINDS: Record<string, (v: unknown) => boolean> = {
  str: (v) => typeof v === 'string',
  int: isInt,
  float: (v) => v instanceof Float || (typeof v === 'number' && !Number.isInteger(v)),
  bool: (v) => typeof v === 'boolean',
  list: (v) => Array.isArray(v) && !(v instanceof Tuple),
  tuple: (v) => v instanceof Tuple || isNamedTuple(v),
  dict: isDict,
  set: (v) => v instanceof Set && !(v instanceof FrozenSet),
  frozenset: (v) => v instanceof FrozenSet,
  object: () => true,
  range: (v) => v instanceof Range,
  type: isClass,
  NoneType: (v) => v === null || v === undefined,
}

type Cls = string | (abstract new (...args: never[]) => unknown)

/** Python's `isinstance(v, classes)`; a builtin type is given by its name. */
export function isinstance(v: unknown, ...classes: Cls[]): boolean {
  for (const cls of classes) {
    if (typeof cls === 'string') {
      if (KINDS[cls]?.(v)) return true
    } else if (v instanceof cls || mixedIn(v, cls)) return true
  }
  return false
}

function mixedIn(v: unknown, cls: unknown): boolean {
  for (let c = (v as { constructor?: unknown } | null)?.constructor; typeof c === 'function'; c = Object.getPrototypeOf(c) as unknown) {
    if (Object.hasOwn(c, 'mixins') && (c as unknown as { mixins: unknown[] }).mixins.includes(cls)) return true
  }
  return false
}

export function issubclass(a: unknown, ...classes: Cls[]): boolean {
  return classes.some((cls) => typeof cls !== 'string' && (a === cls || (a as { prototype: unknown }).prototype instanceof cls))
}

/** A builtin type as a value. */
export class BuiltinType {
  constructor(readonly __name__: string) {}

  __repr__(): string {
    return `<class '${this.__name__}'>`
  }
}

const TYPES = /* @__PURE__ */ new Map<string, BuiltinType>()

/** The builtin type of a name; the same object every time. */
export function builtin(name: string): BuiltinType {
  let found = TYPES.get(name)
  if (found === undefined) TYPES.set(name, (found = new BuiltinType(name)))
  return found
}

/** Python's `type(v)`. */
export function type(v: unknown): unknown {
  if (v instanceof Obj || v instanceof BaseException) return v.constructor
  return builtin(typeName(v))
}

/** An annotated parameter is what it says; anything else stops here, before it can make a wrong answer. */
export function expect(v: unknown, kinds: string, name: string): void {
  const kind = typeName(v)
  for (const one of kinds.split('|')) {
    if (one === kind || one === 'object' || (one === 'None' && kind === 'NoneType')) return
    if (one === 'float' ? isNumber(v) : one === 'int' ? kind === 'bool' : one === 'tuple' && isNamedTuple(v)) return
  }
  throw new TypeError(`${name}: expected ${kinds.replaceAll('|', ' or ')}, got ${kind}`)
}

function isNamedTuple(v: unknown): boolean {
  return dunder(v, '__init__') !== undefined && '_fields' in (v as object).constructor
}
