// Attributes, calls, methods, and what a `with` statement asks of its manager.

import { toJs } from './border.js'
import { isDict, missing } from './dict.js'
import { AttributeError, BaseException, caught, TypeError } from './errors.js'
import { bind, callee, fn, type Fn, maker, unbound } from './functions.js'
import { dunder, Float, isClass, isInt, isNumber, isPlain, Obj, Range, Tuple, typeName } from './kinds.js'
import { str } from './text.js'
import { truthy } from './truth.js'
import { type } from './types.js'
import { View } from './views.js'

export type Bag = Record<string, unknown>

/** A value of one of Python's own types, which has no attributes of JavaScript. */
function isValue(v: unknown): boolean {
  return v === null || v === undefined || typeof v === 'string' || isNumber(v) || Array.isArray(v) || v instanceof Map || v instanceof Set || v instanceof Range || v instanceof View
}

function find(v: unknown, name: string): unknown {
  if (isValue(v)) return name === '__class__' ? type(v) : ofValue(v, name)
  const bag = v as Bag
  if (typeof v === 'function') return ofFunction(v, name)
  const found = bag[name]
  if (found === undefined) return name === '__class__' ? type(v) : v instanceof Obj ? ofClass(v, name) : undefined
  if (typeof found !== 'function' || Object.hasOwn(bag, name)) return found
  if (isPlain(v)) return undefined // what every JavaScript object has is no entry of a dict
  return (found as Fn).prototype === undefined || v instanceof Obj ? bind(bag, name) : found
}

/** A static or class method through an instance; what else a class of JavaScript has is not Python's. */
function ofClass(v: Obj, name: string): unknown {
  const found = ofFunction(v.constructor, name)
  return isMethod(found) ? found : undefined
}

function ofValue(v: unknown, name: string): unknown {
  if (v instanceof Range && (name === 'start' || name === 'stop' || name === 'step')) return v[name]
  if (isNumber(v) && name === 'real') return typeof v === 'boolean' ? Number(v) : v
  return isNumber(v) && name === 'imag' ? (isInt(v) ? 0 : new Float(0)) : undefined
}

function ofFunction(v: unknown, name: string): unknown {
  const fn = v as unknown as Bag & { prototype?: Bag; name: string }
  if (name === '__name__' || name === '__qualname__') return fn['__name__'] ?? fn.name
  if (name === '__class__') return type(v)
  const own = Object.hasOwn(fn, name) && !['length', 'name', 'prototype'].includes(name)
  if (own && !(isClass(v) && isMethod(fn[name]))) return fn[name]
  const value = own ? undefined : fn.prototype?.[name]
  if (value !== undefined && name !== 'constructor') return isMethod(value) ? unbound(value) : value
  if (!own && (!isClass(v) || name in Function.prototype)) return undefined
  return isMethod(fn[name]) ? bind(fn, name) : fn[name]
}

/** What a class body defines: a function of JavaScript's, which its object or class is given to. */
function isMethod(v: unknown): v is Fn {
  return typeof v === 'function' && !isClass(v)
}

/** `v.name`; a JavaScript object without it gives None, anything of Python's an AttributeError. */
export function attr(v: unknown, name: string): unknown {
  const found = find(v, name)
  if (found !== undefined) return found
  if (isHost(v)) return null
  throw missing(v, name)
}

/** An object of JavaScript: not one of Python's types, not of a class of the app, not a plain record. */
function isHost(v: unknown): boolean {
  return !isValue(v) && !isPlain(v) && !(v instanceof Obj) && !(v instanceof BaseException) && typeof v !== 'function' && !PYTHON.has(v as object)
}

const PYTHON = /* @__PURE__ */ new WeakSet<object>()

/** Marks an instance of a framework class: an attribute that it lacks is an AttributeError. */
export function python<T extends object>(v: T): T {
  PYTHON.add(v)
  return v
}

/** An attribute of `self`. */
export function selfAttr(v: object, name: string): unknown {
  const found = find(v, name)
  if (found === undefined) throw missing(v, name)
  return found
}

/** Python's `getattr(v, name, default)`. */
export function getattr(v: unknown, name: unknown, fallback?: unknown): unknown {
  if (typeof name !== 'string') throw new TypeError('attribute name must be string')
  if (fallback === undefined) return attr(v, name)
  try {
    const found = find(v, name)
    return found === undefined ? fallback : found
  } catch (error) {
    if (caught(error) instanceof AttributeError) return fallback
    throw error
  }
}

export function hasattr(v: unknown, name: unknown): boolean {
  if (typeof name !== 'string') throw new TypeError('attribute name must be string')
  try {
    return find(v, name) !== undefined || (METHODS[typeName(v)] ?? '').split(' ').includes(name) || (typeof v !== 'string' && has(v, name))
  } catch (error) {
    if (caught(error) instanceof AttributeError) return false
    throw error
  }
}

// What hasattr() answers for the types that share JavaScript's.
const METHODS: Record<string, string> = {
  str: 'capitalize casefold center count endswith expandtabs find format index isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill encode __len__ __iter__ __getitem__ __contains__',
  list: 'append extend insert pop remove sort reverse index count clear copy __len__ __iter__ __getitem__ __setitem__ __contains__',
  tuple: 'index count __len__ __iter__ __getitem__ __contains__',
  dict: 'get keys values items pop popitem setdefault update clear copy __len__ __iter__ __getitem__ __setitem__ __contains__',
  set: 'add remove discard pop clear copy union intersection difference update __len__ __iter__ __contains__',
  int: 'bit_length __add__ real imag',
  float: 'is_integer __add__ real imag',
}

export function setattr(v: unknown, name: unknown, value: unknown): void {
  if (typeof name !== 'string') throw new TypeError('attribute name must be string')
  if (isValue(v) || isPlain(v)) throw missing(v, name)
  if (typeof v === 'function' && isClass(v) && (v as unknown as { prototype: Bag }).prototype instanceof Obj) (v as unknown as { prototype: Bag }).prototype[name] = value
  else (v as Bag)[name] = isHost(v) ? toJs(value) : value
}

export function delattr(v: unknown, name: string): void {
  if (isClass(v)) return delattr((v as { prototype?: unknown }).prototype, name)
  if (isValue(v) || !Object.hasOwn(v as object, name)) throw missing(v, name)
  delete (v as Bag)[name]
}

/** `v.name(...)` where JavaScript's own types have a method of that name too. */
export function method(v: unknown, name: string, ...args: unknown[]): unknown {
  const found = find(v, name)
  if (found === undefined) throw missing(v, name)
  return call(found, ...args)
}

const BOUND = /* @__PURE__ */ new WeakMap<object, Record<string, Fn>>()

/** `xs.append` as a value: the method of one of Python's own types, or the attribute of anything else. */
export function methodOf(v: unknown, name: string, helper: Fn, most: number, least: number): unknown {
  if ((isValue(v) || isDict(v)) && !(isDict(v) && !(v instanceof Map) && Object.hasOwn(v, name))) {
    if (!(METHODS[typeName(v)] ?? '').split(' ').includes(name) && !has(v, name)) throw missing(v, name)
    const known = BOUND.get(v as object) ?? {}
    if (typeof v === 'object') BOUND.set(v as object, known)
    return (known[name] ??= fn((...rest) => helper(v, ...rest), most, least)) // the same function every time: `xs.append == xs.append`
  }
  return attr(v, name)
}

/** `v`, which has a member `name`; looked up before the arguments of its call are evaluated. `known` to some type of Python's. */
export function able<V>(v: V, name: string, known = false): V {
  if (isPlain(v) && typeof v[name] === 'function') return v // an object of JavaScript, written as a literal
  if (isValue(v) || isPlain(v) ? !(known && (hasattr(v, name) || has(v, name))) : find(v, name) === undefined && !isHost(v)) throw missing(v, name)
  return v
}

/** Whether a type of Python's has a method that JavaScript's type names differently. */
function has(v: unknown, name: string): boolean {
  const kinds: [RegExp, boolean][] = [
    [/^(?:append|extend|insert|sort|reverse)$/, Array.isArray(v) && !(v instanceof Tuple)],
    [/^(?:pop|remove|clear|copy)$/, (Array.isArray(v) && !(v instanceof Tuple)) || v instanceof Set || isDict(v)],
    [/^(?:index|count)$/, Array.isArray(v) || typeof v === 'string' || v instanceof Range],
    [/^(?:get|keys|values|items|setdefault|popitem|update)$/, isDict(v)],
    [/^(?:add|discard|union|update|difference.*|intersection.*|symmetric_.*|is(?:subset|superset|disjoint))$/, v instanceof Set],
    [/^(?:bit_length|is_integer|conjugate)$/, isNumber(v)],
  ]
  return kinds.some(([names, ok]) => ok && names.test(name))
}

/** A call of a value that may be an instance with `__call__`. */
export function call(fn: unknown, ...args: unknown[]): unknown {
  if (typeof fn === 'function') return maker(callee(fn as Fn, args.length))(...args) ?? null
  const own = callee(dunder(fn, '__call__'), args.length)
  if (own === undefined) throw new TypeError(`'${typeName(fn)}' object is not callable`)
  return own.apply(fn, args) ?? null
}

export function callable(v: unknown): boolean {
  return typeof v === 'function' || dunder(v, '__call__') !== undefined
}

/** The arguments of `f(*xs)`, counted as Python counts them. */
export function args(given: unknown[], least: number, most: number | null, name: string, named = 0, between: unknown[] = []): unknown[] {
  if (given.length < least) throw new TypeError(`${name}() missing ${least - given.length} required positional argument${least - given.length === 1 ? '' : 's'}`)
  if (most !== null && given.length > most) throw new TypeError(`${name}() takes ${most} positional argument${most === 1 ? '' : 's'} but ${given.length} were given`)
  if (between.length === 0) return given
  // Parameters that only keywords reach stand between the named ones and `*args`.
  const first = Array.from({ length: named }, (_, i) => given[i])
  return [...first, ...between, ...given.slice(named)]
}

/** `v.name(...)` where one of Python's own types and a class of the app have a method of that name. */
export function dispatch(v: unknown, name: string, helper: Fn, ...rest: unknown[]): unknown {
  if (isValue(v) || isDict(v)) return helper(v, ...rest)
  return method(v, name, ...rest)
}

/** Enters a context manager. */
export function withEnter(v: unknown): unknown {
  const enter = dunder(v, '__enter__')
  if (enter === undefined || dunder(v, '__exit__') === undefined) throw new TypeError(`'${typeName(v)}' object does not support the context manager protocol`)
  return enter.call(v) ?? null
}

/** Leaves a context manager; the answer says whether the error is swallowed. */
export function withExit(v: unknown, error: unknown, asynchronous = false): unknown {
  const args = error === null ? [null, null, null] : [(error as { constructor?: unknown }).constructor ?? null, error, null]
  const out = dunder(v, asynchronous ? '__aexit__' : '__exit__')?.apply(v, args)
  return asynchronous ? (out as Promise<unknown>).then(truthy) : truthy(out ?? null)
}

/** Python's `print(...)`. */
export function print(...args: unknown[]): unknown {
  console.log(args.map((v) => str(v)).join(' '))
  return null
}

/** `print(…, sep=…, end=…)`. */
export function printWith(sep: unknown, ...args: unknown[]): unknown {
  if (sep !== null && typeof sep !== 'string') throw new TypeError(`sep must be None or a string, not ${typeName(sep)}`)
  console.log(args.map((v) => str(v)).join(sep ?? ' '))
  return null
}
