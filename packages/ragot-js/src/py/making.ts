// Classes as values: what is an instance of one, what an error is, methods of Python's own types.

import { isException, TypeError } from './errors.js'
import { ask, callee, fn, type Fn, maker } from './functions.js'
import { isClass, Tuple, typeName } from './kinds.js'
import { call } from './object.js'
import { type Cls, isinstance, isKind } from './types.js'

/** `v.name(…)` where a class, or an object with `__call__`, may have that name. */
export function askFor(v: unknown, name: string, ...args: unknown[]): unknown {
  const f = (v as Record<string, Fn> | null)?.[name]
  if (typeof f === 'object') return call(f, ...args)
  return typeof f === 'function' && maker(f) !== f ? maker(callee(f, args.length))(...args) : ask(v, name, ...args)
}

const OF_TYPES = /* @__PURE__ */ new Map<string, Fn>()

/** `str.upper` as a value: a method of one of Python's own types, which takes only values of that type. */
export function methodOfType(kind: string, name: string, helper: Fn, most: number, least: number): Fn {
  let found = OF_TYPES.get(`${kind}.${name}`)
  if (found === undefined) {
    const checked: Fn = (v, ...args) => {
      if (!isKind(v, kind)) throw new TypeError(`descriptor '${name}' for '${kind}' objects doesn't apply to a '${typeName(v)}' object`)
      return helper(v, ...args)
    }
    found = fn(checked, most + 1, least + 1)
    Object.defineProperty(found, 'name', { value: name })
    OF_TYPES.set(`${kind}.${name}`, found)
  }
  return found
}

/** `isinstance(v, classes)` where the classes are values. */
export function isinstanceOf(v: unknown, classes: unknown): boolean {
  if (classes instanceof Tuple) return classes.some((each) => isinstanceOf(v, each))
  if (isClass(classes)) return isinstance(v, classes as Cls)
  throw new TypeError('isinstance() arg 2 must be a type, a tuple of types, or a union')
}

/** `issubclass(a, classes)` where they are values. */
export function issubclassOf(a: unknown, classes: unknown): boolean {
  if (!isClass(a)) throw new TypeError('issubclass() arg 1 must be a class')
  if (classes instanceof Tuple) return classes.some((each) => issubclassOf(a, each))
  if (!isClass(classes)) throw new TypeError('issubclass() arg 2 must be a class, a tuple of classes, or a union')
  const [own, wanted] = [a, classes] as [Fn & Named, Fn & Named]
  if (own === wanted || wanted.__name__ === 'object') return true
  if (own.$type || wanted.$type) return own.__name__ === 'bool' && wanted.__name__ === 'int' && own.$type === wanted.$type
  return own.prototype instanceof wanted || isinstance(own.prototype, wanted as unknown as Cls)
}

type Named = { __name__?: string; $type?: boolean }

/** Whether an `except` clause takes an error; its classes are values. */
export function catches(error: unknown, classes: unknown): boolean {
  const all: unknown[] = classes instanceof Tuple ? classes : [classes]
  if (all.every(isException)) return all.some((one) => error instanceof one)
  throw new TypeError('catching classes that do not inherit from BaseException is not allowed')
}
