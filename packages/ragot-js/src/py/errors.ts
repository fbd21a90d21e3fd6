// Python's exceptions, and JavaScript's errors as Python's.

import { Tuple, typeName, isClass } from './kinds.js'
import { repr, str } from './text.js'

export class BaseException extends Error {
  static __name__ = 'BaseException'
  args: Tuple
  __cause__: unknown = null

  constructor(...args: unknown[]) {
    super()
    this.args = Tuple.from(args) as Tuple
    this.__init__(...args)
  }

  __init__(...args: unknown[]): void {
    this.args = Tuple.from(args) as Tuple
  }

  static $make(...args: unknown[]): unknown {
    return new this(...args)
  }

  override get message(): string {
    return str(this)
  }

  override get name(): string {
    return (this.constructor as typeof BaseException).__name__
  }

  __str__(): string {
    if (this.args.length === 0) return ''
    return this.args.length === 1 ? str(this.args[0]) : repr(this.args)
  }

  __repr__(): string {
    return `${(this.constructor as typeof BaseException).__name__}(${this.args.map(repr).join(', ')})`
  }
}

export class Exception extends BaseException {
  static override __name__ = 'Exception'
}

export class ArithmeticError extends Exception {
  static override __name__ = 'ArithmeticError'
}

export class ZeroDivisionError extends ArithmeticError {
  static override __name__ = 'ZeroDivisionError'
}

export class OverflowError extends ArithmeticError {
  static override __name__ = 'OverflowError'
}

export class AssertionError extends Exception {
  static override __name__ = 'AssertionError'
}

export class AttributeError extends Exception {
  static override __name__ = 'AttributeError'
}

export class LookupError extends Exception {
  static override __name__ = 'LookupError'
}

export class IndexError extends LookupError {
  static override __name__ = 'IndexError'
}

export class KeyError extends LookupError {
  static override __name__ = 'KeyError'

  override __str__(): string {
    return this.args.length === 1 ? repr(this.args[0]) : super.__str__()
  }
}

export class NameError extends Exception {
  static override __name__ = 'NameError'
}

export class UnboundLocalError extends NameError {
  static override __name__ = 'UnboundLocalError'
}

export class RuntimeError extends Exception {
  static override __name__ = 'RuntimeError'
}

export class RecursionError extends RuntimeError {
  static override __name__ = 'RecursionError'
}

export class NotImplementedError extends RuntimeError {
  static override __name__ = 'NotImplementedError'
}

export class StopIteration extends Exception {
  static override __name__ = 'StopIteration'

  get value(): unknown {
    return this.args[0] ?? null
  }
}

export class StopAsyncIteration extends Exception {
  static override __name__ = 'StopAsyncIteration'
}

export class TypeError extends Exception {
  static override __name__ = 'TypeError'
}

export class ValueError extends Exception {
  static override __name__ = 'ValueError'
}

export class UnicodeError extends ValueError {
  static override __name__ = 'UnicodeError'
}

export class MemoryError extends Exception {
  static override __name__ = 'MemoryError'
}

export class OSError extends Exception {
  static override __name__ = 'OSError'
}

export class TimeoutError extends OSError {
  static override __name__ = 'TimeoutError'
}

export class ConnectionError extends OSError {
  static override __name__ = 'ConnectionError'
}

export class FileNotFoundError extends OSError {
  static override __name__ = 'FileNotFoundError'
}

export class FileExistsError extends OSError {
  static override __name__ = 'FileExistsError'
}

export class PermissionError extends OSError {
  static override __name__ = 'PermissionError'
}

export class ConnectionAbortedError extends ConnectionError {
  static override __name__ = 'ConnectionAbortedError'
}

export class ConnectionRefusedError extends ConnectionError {
  static override __name__ = 'ConnectionRefusedError'
}

export class ConnectionResetError extends ConnectionError {
  static override __name__ = 'ConnectionResetError'
}

export class BrokenPipeError extends ConnectionError {
  static override __name__ = 'BrokenPipeError'
}

export class ImportError extends Exception {
  static override __name__ = 'ImportError'
}

export class EOFError extends Exception {
  static override __name__ = 'EOFError'
}

export class FloatingPointError extends ArithmeticError {
  static override __name__ = 'FloatingPointError'
}

export class Warning extends Exception {
  static override __name__ = 'Warning'
}

export class UserWarning extends Warning {
  static override __name__ = 'UserWarning'
}

export class DeprecationWarning extends Warning {
  static override __name__ = 'DeprecationWarning'
}

export class RuntimeWarning extends Warning {
  static override __name__ = 'RuntimeWarning'
}

export class KeyboardInterrupt extends BaseException {
  static override __name__ = 'KeyboardInterrupt'
}

export class SystemExit extends BaseException {
  static override __name__ = 'SystemExit'
}

export class GeneratorExit extends BaseException {
  static override __name__ = 'GeneratorExit'
}

/** What an `except` clause sees: errors of JavaScript itself become the ones that Python would have raised. */
export function caught(error: unknown): unknown {
  if (error instanceof BaseException || !(error instanceof Error)) return error
  const text = error.message
  // An error of the host (a refused action, a failed fetch) is an Exception too, with all that it carries.
  const made = native(error, text) ?? Object.defineProperties(new Exception(text), Object.getOwnPropertyDescriptors(error))
  made.cause = error
  if (error.stack !== undefined) made.stack = error.stack
  return made
}

function native(error: Error, text: string): BaseException | undefined {
  if (error instanceof RangeError && /call stack|recursion/i.test(text)) return new RecursionError('maximum recursion depth exceeded')
  if (error instanceof RangeError && /length|size/i.test(text)) return new MemoryError()
  if (error instanceof ReferenceError) return new UnboundLocalError(text)
  if (!(error instanceof globalThis.TypeError)) return undefined
  const missing = /([\w$)\]]+)\.([\w$]+) is not a function/.exec(text)
  if (missing) return new AttributeError(`object has no attribute '${missing[2]}'`)
  const none = /properties of (?:null|undefined) \((?:reading|setting) '([^']*)'\)/.exec(text)
  if (none) return new AttributeError(`'NoneType' object has no attribute '${none[1]}'`)
  return /already running/.test(text) ? new ValueError('generator already executing') : new TypeError(text)
}

/** Whether a value is an exception class. */
export function isException(value: unknown): value is typeof BaseException {
  return value === BaseException || (isClass(value) && (value as { prototype?: unknown }).prototype instanceof BaseException)
}

/** The exception of `raise value`; a class makes an instance. */
export function raised(value: unknown): unknown {
  if (value instanceof Error) return value
  if (isException(value)) return new value()
  return new TypeError('exceptions must derive from BaseException')
}

/** `raise value from cause`. */
export function raisedFrom(value: unknown, cause: unknown): unknown {
  const error = raised(value)
  if (error instanceof BaseException) error.__cause__ = cause === null ? null : raised(cause)
  return error
}

/** Lets instances of an exception class of the app have an attribute that JavaScript's errors have too. */
export function settable(cls: typeof BaseException, name: string): void {
  Object.defineProperty(cls.prototype, name, { value: undefined, writable: true, configurable: true })
}

const FURTHER: [cls: unknown, base: typeof BaseException][] = []

/** A second base of an exception class: what is caught as that base, or as one above it, is caught. */
export function derived(cls: typeof BaseException, base: typeof BaseException): void {
  const plain = Function.prototype[Symbol.hasInstance]
  FURTHER.push([cls, base])
  Object.defineProperty(BaseException, Symbol.hasInstance, {
    configurable: true,
    value(this: unknown, v: unknown): boolean {
      const isA = (cls: unknown, one: unknown): boolean => plain.call(cls, one) || (cls as typeof base).prototype === one
      return plain.call(this, v) || FURTHER.some(([c, b]) => isA(c, v) && isA(this, b.prototype))
    },
  })
  // Python finds a method of the second base before those that all exceptions have.
  for (const name of Reflect.ownKeys(base.prototype)) {
    if (cls.prototype[name as '__str__'] === BaseException.prototype[name as '__str__']) {
      Object.defineProperty(cls.prototype, name, Object.getOwnPropertyDescriptor(base.prototype, name) as PropertyDescriptor)
    }
  }
}

/** What leaves a generator or a coroutine (`what`) that was left by a StopIteration. */
export function stopped(error: unknown, what: string): unknown {
  const seen = caught(error)
  return seen instanceof StopIteration ? raisedFrom(new RuntimeError(`${what} raised StopIteration`), seen) : error
}

/** A variable that may not have been assigned yet: a local, or a `free` one of a function around. */
export function bound<T>(value: T | undefined, name: string, free = false): T {
  if (value !== undefined) return value
  const nowhere = 'where it is not associated with a value'
  if (free) throw new NameError(`cannot access free variable '${name}' ${nowhere} in enclosing scope`)
  throw new UnboundLocalError(`cannot access local variable '${name}' ${nowhere}`)
}

/** The Python class name of any error. */
export function excName(error: unknown): string {
  const seen = caught(error)
  return seen instanceof BaseException ? (seen.constructor as typeof BaseException).__name__ : typeName(seen)
}
