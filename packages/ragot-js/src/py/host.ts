/** Calling what JavaScript made: Python has no `new`, so that a call of a class makes an instance. */

type Fn = (...args: unknown[]) => unknown

/** These give a primitive when they are called, and a wrapper with `new` that nobody wants. */
const CONVERSIONS: ReadonlySet<unknown> = new Set([String, Number, Boolean, BigInt, Symbol])

/** `f(...args)`, or `new f(...args)` where f is a class. */
export function hostCall(f: unknown, ...args: unknown[]): unknown {
  if (typeof f !== 'function') throw new TypeError(`${f === undefined || f === null ? 'None' : typeof f} is not callable`)
  return isConstructor(f) ? (Reflect.construct(f, args) as unknown) : (f as Fn)(...args)
}

/** Classes and the browser's own constructors cannot lose their prototype; a constructor of old style has methods on it. */
function isConstructor(f: object): boolean {
  const prototype = Object.getOwnPropertyDescriptor(f, 'prototype')
  if (!prototype || CONVERSIONS.has(f)) return false
  if (!prototype.writable) return true
  return typeof prototype.value === 'object' && Object.getOwnPropertyNames(prototype.value ?? {}).some((name) => name !== 'constructor')
}
