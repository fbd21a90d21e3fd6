// What Python's values are in JavaScript, and how to tell them apart.
//
// None null, bool boolean, int number (BigInt past 2**53), float number (a Float where an integral one's kind would be lost),
// str string, list Array, tuple Tuple, dict plain object or Map, set Set, objects of the app Obj.

// What these print, are worth and give away stands in their own methods, under Python's names where it has one: code that never
// makes one does not carry them.

import { TypeError } from './errors.js'
import { fstr } from './literal.js'
import { ordered, repr } from './text.js'

/** A float whose value is integral: `2.0`, which a bare number could not tell from `2`. */
export class Float extends Number {
  static __name__ = 'float'

  __repr__(): string {
    return fstr(this.valueOf())
  }

  __bool__(): boolean {
    return this.valueOf() !== 0
  }

  /** What JavaScript is given in its place. */
  $given(): number {
    return this.valueOf()
  }
}

/** A tuple: an array that never changes. */
export class Tuple extends Array<unknown> {
  static __name__ = 'tuple'

  static get [Symbol.species](): ArrayConstructor {
    return Array
  }

  __repr__(): string {
    return this.length === 1 ? `(${repr(this[0])},)` : `(${Array.from(this, repr).join(', ')})`
  }
}

/** What a class gives to `Obj` that calls `__init__` itself. */
export const bare: unique symbol = /* @__PURE__ */ Symbol('bare')

/** The base of classes that an app writes. */
export class Obj {
  constructor(...args: unknown[]) {
    if (args[0] !== bare) this.__init__(...args)
  }

  __init__(..._args: unknown[]): void {}

  /** A call of the class as a value. */
  static $make(...args: unknown[]): unknown {
    return new this(...args)
  }
}

export class FrozenSet extends Set<unknown> {
  static __name__ = 'frozenset'

  __repr__(): string {
    return this.size ? `frozenset({${[...ordered(this)].map(repr).join(', ')}})` : 'frozenset()'
  }
}

/** An arithmetic progression. */
export class Range {
  static __name__ = 'range'
  readonly length: number

  constructor(
    readonly start: number,
    readonly stop: number,
    readonly step: number,
  ) {
    this.length = Math.max(0, Math.ceil((stop - start) / step))
  }

  *[Symbol.iterator](): Iterator<number> {
    for (let i = 0; i < this.length; i++) yield this.start + i * this.step
  }

  __repr__(): string {
    return `range(${this.start}, ${this.stop}${this.step === 1 ? '' : `, ${this.step}`})`
  }

  __bool__(): boolean {
    return this.length > 0
  }

  $given(): never {
    throw notGiven(this)
  }
}

/** The error of a value that JavaScript has no use for. */
export function notGiven(v: unknown): Error {
  return new TypeError(`a ${typeName(v)} cannot be given to JavaScript; make a list of it`)
}

export type Dunder = Record<string, ((...args: unknown[]) => unknown) | undefined>

/** A method of an object of the app by its Python name, or undefined. */
export function dunder(v: unknown, name: string): ((...args: unknown[]) => unknown) | undefined {
  if (typeof v !== 'object' || v === null) return undefined
  const method = (v as Dunder)[name]
  return typeof method === 'function' ? method : undefined
}

export function isPlain(v: unknown): v is Record<string, unknown> {
  if (typeof v !== 'object' || v === null) return false
  const proto: unknown = Object.getPrototypeOf(v)
  return proto === Object.prototype || proto === null
}

export function isNumber(v: unknown): v is number | bigint | boolean | Float {
  return typeof v === 'number' || typeof v === 'bigint' || typeof v === 'boolean' || v instanceof Float
}

/** Whether a value is a Python int (bools are). */
export function isInt(v: unknown): v is number | bigint | boolean {
  return typeof v === 'number' ? Number.isSafeInteger(v) : typeof v === 'bigint' || typeof v === 'boolean'
}

export function isClass(v: unknown): boolean {
  return typeof v === 'function' && ('$type' in v || (v.prototype !== undefined && /^class\b/.test(Function.prototype.toString.call(v))))
}

/** Python's `type(v).__name__`. */
export function typeName(v: unknown): string {
  if (v === null || v === undefined) return 'NoneType'
  switch (typeof v) {
    case 'string':
      return 'str'
    case 'boolean':
      return 'bool'
    case 'bigint':
      return 'int'
    case 'number':
      return Number.isSafeInteger(v) ? 'int' : 'float'
    case 'function':
      return isClass(v) ? 'type' : 'function'
  }
  if (isPlain(v)) return 'dict'
  const made = (v as { constructor?: { __name__?: unknown; name?: string } }).constructor
  if (typeof made?.__name__ === 'string') return made.__name__
  if (v instanceof Map) return 'dict'
  if (Array.isArray(v)) return 'list'
  if (v instanceof Set) return 'set'
  if (typeof (v as { next?: unknown }).next === 'function') return 'generator'
  return made?.name ?? 'object'
}

/** What an operator method returns when it does not know the other operand. */
export const NotImplemented: unique symbol = /* @__PURE__ */ Symbol('NotImplemented')
