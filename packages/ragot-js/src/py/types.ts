// Python's types at run time: type(), isinstance(), annotated parameters.

import { isDict } from './dict.js'
import { BaseException, TypeError } from './errors.js'
import { fn, type Fn } from './functions.js'
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

export type Cls = string | BuiltinType | (abstract new (...args: never[]) => unknown)

/** Whether a value is of one of Python's own types. */
export function isKind(v: unknown, kind: string): boolean {
  return KINDS[kind]?.(v) ?? false
}

/** Python's `isinstance(v, classes)`; a builtin type is given by its name. */
export function isinstance(v: unknown, ...classes: Cls[]): boolean {
  for (const cls of classes) {
    const kind = typeof cls === 'string' ? cls : '$type' in cls ? cls.__name__ : undefined
    if (kind !== undefined ? isKind(v, kind) : v instanceof (cls as Fn) || mixedIn((v as { constructor?: unknown } | null)?.constructor, cls)) return true
  }
  return false
}

function mixedIn(made: unknown, cls: unknown): boolean {
  for (let c = made; typeof c === 'function'; c = Object.getPrototypeOf(c) as unknown) {
    if (Object.hasOwn(c, 'mixins') && (c as unknown as { mixins: unknown[] }).mixins.includes(cls)) return true
  }
  return false
}

export function issubclass(a: unknown, ...classes: Cls[]): boolean {
  return classes.some(
    (cls) => typeof cls !== 'string' && (a === cls || (a as { prototype: unknown }).prototype instanceof (cls as Fn) || mixedIn(a, cls)),
  )
}

/** A builtin type as a value: a function that makes one. */
export type BuiltinType = Fn & { __name__: string; $type: true; $make?: Fn }

const TYPES = /* @__PURE__ */ new Map<string, BuiltinType>()

/** The builtin type of a name; the same object every time. `make` is what a call of it does. */
export function builtin(name: string, make?: Fn, most?: number, least = 0): BuiltinType {
  let found = TYPES.get(name)
  if (found === undefined) {
    const made: BuiltinType = Object.assign((...args: unknown[]) => {
      if (made.$make === undefined) throw new TypeError(`cannot create '${name}' instances`)
      return made.$make(...args)
    }, { __name__: name, $type: true } as const)
    TYPES.set(name, (found = made))
  }
  if (make !== undefined) fn(found, most, least).$make = make
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
