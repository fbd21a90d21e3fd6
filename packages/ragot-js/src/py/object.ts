// Objects: attributes, types, calls, classes of the app, and the border to JavaScript.

import { copyDict, entries, isDict, isWideRecord, lookup, missing, store, type Dict } from './dict.js'
import { AttributeError, BaseException, OverflowError, TypeError, ValueError, caught, KeyError } from './errors.js'
import { Float, FrozenSet, Obj, Range, Tuple, dunder, isClass, isInt, isNumber, isPlain, notGiven, typeName } from './kinds.js'
import { eq, lt } from './compare.js'
import { NotImplemented } from './number.js'
import { getitem } from './subscripts.js'
import { repr, str } from './text.js'
import { truthy } from './truth.js'
import { tupled } from './tuple.js'
import { View } from './views.js'

type Fn = (...args: unknown[]) => unknown
type Bag = Record<string, unknown>

export { Obj }

// Attributes

/** A value of one of Python's own types, which has no attributes of JavaScript. */
function isValue(v: unknown): boolean {
  return v === null || v === undefined || typeof v === 'string' || isNumber(v) || Array.isArray(v) || v instanceof Map || v instanceof Set || v instanceof Range || v instanceof View
}

function find(v: unknown, name: string): unknown {
  if (isValue(v)) return name === '__class__' ? type(v) : ofValue(v, name)
  const bag = v as Bag
  if (typeof v === 'function') return ofFunction(v, name)
  const found = bag[name]
  if (found === undefined) return name === '__class__' ? type(v) : name === '__dict__' && v instanceof Obj ? { ...bag } : undefined
  if (typeof found !== 'function' || Object.hasOwn(bag, name)) return found
  if (isPlain(v)) return undefined // what every JavaScript object has is no entry of a dict
  return (found as Fn).prototype === undefined || v instanceof Obj ? (found as Fn).bind(v) : found
}

function ofValue(v: unknown, name: string): unknown {
  if (v instanceof Range && (name === 'start' || name === 'stop' || name === 'step')) return v[name]
  if (isNumber(v) && name === 'real') return typeof v === 'boolean' ? Number(v) : v
  return isNumber(v) && name === 'imag' ? (isInt(v) ? 0 : new Float(0)) : undefined
}

function ofFunction(v: unknown, name: string): unknown {
  const fn = v as unknown as Bag & { prototype?: Bag; name: string }
  if (name === '__name__' || name === '__qualname__') return fn['__name__'] ?? fn.name
  if (Object.hasOwn(fn, name) && !['length', 'name', 'prototype'].includes(name)) return fn[name]
  const value = fn.prototype?.[name]
  if (value !== undefined && name !== 'constructor') return value
  const inherited = isClass(v) ? fn[name] : undefined
  return inherited !== undefined && !(name in Function.prototype) ? inherited : undefined
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
  const found = find(v, name)
  if (found !== undefined) return found
  if (fallback !== undefined) return fallback
  if (isHost(v)) return null
  throw missing(v, name)
}

export function hasattr(v: unknown, name: unknown): boolean {
  if (typeof name !== 'string') throw new TypeError('attribute name must be string')
  try {
    return find(v, name) !== undefined || (METHODS[typeName(v)] ?? '').split(' ').includes(name)
  } catch (error) {
    if (caught(error) instanceof AttributeError) return false
    throw error
  }
}

// What hasattr() answers for the types that share JavaScript's.
const METHODS: Record<string, string> = {
  str: 'upper lower strip split join replace startswith endswith find format title capitalize isdigit __len__ __iter__ __getitem__ __contains__',
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
  if (isValue(v) || !Object.hasOwn(v as object, name)) throw missing(v, name)
  delete (v as Bag)[name]
}

/** `v.name(...)` where JavaScript's own types have a method of that name too. */
export function method(v: unknown, name: string, ...args: unknown[]): unknown {
  const found = find(v, name)
  if (typeof found === 'function') return (found as Fn)(...args)
  if (found === undefined) throw missing(v, name)
  throw new TypeError(`'${typeName(found)}' object is not callable`)
}

/** `xs.append` as a value: the method of one of Python's own types, or the attribute of anything else. */
export function methodOf(v: unknown, name: string, helper: Fn): unknown {
  if ((isValue(v) || isDict(v)) && !(isDict(v) && !(v instanceof Map) && Object.hasOwn(v, name))) {
    if (!(METHODS[typeName(v)] ?? '').split(' ').includes(name) && !has(v, name)) throw missing(v, name)
    return (...rest: unknown[]) => helper(v, ...rest)
  }
  return attr(v, name)
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
  return kinds.some(([names, ok]) => ok && names.test(name)) || (typeof v === 'string' && !kinds.some(([names]) => names.test(name)))
}

/** A call of a value that may be an instance with `__call__`. */
export function call(fn: unknown, ...args: unknown[]): unknown {
  if (typeof fn === 'function') return (fn as Fn)(...args) ?? null
  const own = dunder(fn, '__call__')
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

// Types

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

// Classes

type Ctor = { prototype: Bag; __name__?: string; fields?: string[] }

/** Copies what a second base class brings; what the class has already stays. */
export function mixin(cls: Ctor, source: Ctor): void {
  const known = Object.hasOwn(cls, 'mixins') ? ((cls as Bag)['mixins'] as unknown[]) : []
  Object.defineProperty(cls, 'mixins', { value: [...known, source], configurable: true })
  for (const [from, to] of [[source.prototype, cls.prototype], [source as unknown as Bag, cls as unknown as Bag]] as const) {
    for (const key of Reflect.ownKeys(from)) {
      if (key === 'constructor' || key === 'prototype' || key === 'name' || key === 'length' || key === '__name__' || key === 'mixins') continue
      if (key in to && !(key === '__init__' && to[key] === Obj.prototype.__init__)) continue
      Object.defineProperty(to, key, Object.getOwnPropertyDescriptor(from, key) as PropertyDescriptor)
    }
  }
}

/** The methods that `@dataclass` writes. */
export function dataclass(cls: Ctor, fields: string[], flags: string[] = []): void {
  const proto = cls.prototype
  const has = (name: string): boolean => Object.hasOwn(proto, name)
  const shown = fields.filter((f) => !flags.includes(`repr:${f}`))
  const compared = fields.filter((f) => !flags.includes(`compare:${f}`))
  const key = (v: Bag): Tuple => tupled(...compared.map((f) => v[f]))
  cls.fields = fields
  if (!has('__repr__') && !flags.includes('norepr')) {
    proto['__repr__'] = function (this: Bag): string {
      return `${typeName(this)}(${shown.map((f) => `${f}=${repr(this[f])}`).join(', ')})`
    }
  }
  const named = flags.includes('namedtuple')
  if (!has('__eq__') && !flags.includes('noeq')) {
    proto['__eq__'] = function (this: Bag, other: Bag): unknown {
      if (named && other instanceof Tuple) return eq(key(this), other)
      return other instanceof Object && other.constructor === this.constructor ? eq(key(this), key(other)) : NotImplemented
    }
  }
  if (flags.includes('frozen') || named) {
    proto['__hash__'] = function (this: Bag): unknown {
      return tupled(...compared.map((f) => this[f]))
    }
    freeze(cls, fields)
  }
  if (named) asTuple(cls, fields)
  if (flags.includes('order') || named) {
    proto['__lt__'] = function (this: Bag, other: Bag): unknown {
      return lt(key(this), key(other))
    }
    totalOrdering(cls)
  }
}

/** Fields that can be set once, by `__init__`. */
function freeze(cls: Ctor, fields: string[]): void {
  const values = new WeakMap<object, Bag>()
  for (const field of fields) {
    const fallback: unknown = cls.prototype[field]
    Object.defineProperty(cls.prototype, field, {
      get(this: object) {
        const held = values.get(this)
        return held !== undefined && field in held ? held[field] : fallback
      },
      set(this: object, value: unknown) {
        const held = values.get(this) ?? {}
        if (field in held) throw new AttributeError(`cannot assign to field '${field}'`)
        held[field] = value
        values.set(this, held)
      },
      configurable: true,
    })
  }
}

function asTuple(cls: Ctor, fields: string[]): void {
  const proto = cls.prototype
  proto['__iter__'] = function (this: Bag): unknown {
    return fields.map((f) => this[f])
  }
  proto['__len__'] = () => fields.length
  proto['__getitem__'] = function (this: Bag, i: unknown): unknown {
    return getitem(tupled(...fields.map((f) => this[f])), i)
  }
  proto['_asdict'] = function (this: Bag): unknown {
    return Object.fromEntries(fields.map((f) => [f, this[f]]))
  }
  proto['_replace'] = function (this: Bag, changes: Dict): unknown {
    return replaceFields(this, changes)
  }
  ;(cls as unknown as Bag)['_fields'] = tupled(...fields)
}

/** The rest of the order from `__lt__` (and `__eq__`). */
export function totalOrdering(cls: Ctor): void {
  const proto = cls.prototype
  const add = (name: string, make: (a: unknown, b: unknown) => unknown): void => {
    if (!Object.hasOwn(proto, name)) {
      proto[name] = function (this: unknown, other: unknown): unknown {
        return make(this, other)
      }
    }
  }
  if (!('__lt__' in proto)) {
    const base = ['__gt__', '__le__', '__ge__'].find((name) => name in proto)
    if (base === '__gt__') add('__lt__', (a, b) => !truthy((proto['__gt__'] as Fn).call(a, b)) && !eq(a, b))
    else if (base === '__le__') add('__lt__', (a, b) => truthy((proto['__le__'] as Fn).call(a, b)) && !eq(a, b))
    else if (base === '__ge__') add('__lt__', (a, b) => !truthy((proto['__ge__'] as Fn).call(a, b)))
  }
  add('__gt__', (a, b) => !truthy((proto['__lt__'] as Fn).call(a, b)) && !eq(a, b))
  add('__le__', (a, b) => truthy((proto['__lt__'] as Fn).call(a, b)) || eq(a, b))
  add('__ge__', (a, b) => !truthy((proto['__lt__'] as Fn).call(a, b)))
}

/** Python's `dataclasses.replace(v, **changes)`. */
export function replaceFields(v: unknown, changes: Dict): unknown {
  const cls = (v as { constructor: new (...args: unknown[]) => unknown }).constructor
  const fields = (cls as unknown as Ctor).fields ?? []
  for (const [name] of entries(changes)) if (!fields.includes(String(name))) throw new TypeError(`__init__() got an unexpected keyword argument '${String(name)}'`)
  return new cls(...fields.map((f) => lookup(changes, f) ?? (v as Bag)[f]))
}

/** Python's `dataclasses.asdict(v)`. */
export function asdict(v: unknown): unknown {
  const fields = (v as { constructor?: Ctor } | null)?.constructor?.fields
  if (fields !== undefined && v instanceof Obj) return Object.fromEntries(fields.map((f) => [f, asdict((v as unknown as Bag)[f])]))
  if (Array.isArray(v)) return v instanceof Tuple ? tupled(...v.map(asdict)) : v.map(asdict)
  if (isDict(v)) {
    const out = copyDict(v)
    for (const [key, value] of [...entries(out)]) store(out, key, asdict(value))
    return out
  }
  return v
}

/** The base of enumerations. */
export class Enum extends Obj {
  declare static all: Enum[]
  declare name: string
  declare value: unknown

  __repr__(): string {
    return `<${typeName(this)}.${this.name}: ${repr(this.value)}>`
  }

  __str__(): string {
    return (this.constructor as unknown as Bag)['mixed'] ? str(this.value) : `${typeName(this)}.${this.name}`
  }

  __hash__(): unknown {
    return this.name
  }

  static __call__(value: unknown): Enum {
    for (const member of this.all) if (member === value || eq(member.value, value)) return member
    throw new ValueError(`${repr(value)} is not a valid ${(this as unknown as Ctor).__name__}`)
  }

  static __getitem__(name: unknown): Enum {
    for (const member of this.all) if (member.name === name) return member
    throw new KeyError(name)
  }

  static [Symbol.iterator](): Iterator<Enum> {
    return this.all[Symbol.iterator]()
  }
}

/** Gives an enumeration its members; one with the value of an earlier one is another name of it. */
export function members(cls: typeof Enum, pairs: [string, unknown][]): void {
  cls.all = []
  for (const [name, value] of pairs) {
    let member = cls.all.find((m) => eq(m.value, value))
    if (member === undefined) {
      member = new cls()
      Object.defineProperty(member, 'name', { value: name })
      Object.defineProperty(member, 'value', { value })
      cls.all.push(member)
    }
    Object.defineProperty(cls, name, { value: member, configurable: true })
  }
}

// with

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

// The border to JavaScript

/**
 * A value as JavaScript and JSON take it: plain objects and arrays, bare numbers. What needs no change is handed on as it is; dicts with
 * keys that are no strings, sets and integers past 2**53 are refused.
 */
export function toJs(v: unknown): unknown {
  if (v === undefined) return null
  if (typeof v === 'bigint') throw new OverflowError('an integer past 2**53 cannot be given to JavaScript')
  if (typeof v !== 'object' || v === null) return v
  if (Array.isArray(v)) return converted(v)
  if (v instanceof Map || (isPlain(v) && Object.getOwnPropertySymbols(v).length > 0)) return plain(v)
  if (isPlain(v)) return record(v)
  if (v instanceof Set) throw notGiven(v)
  const given = dunder(v, '$given')
  return given ? given.call(v) : v
}

function converted(v: unknown[]): unknown[] {
  let out: unknown[] | undefined = v.constructor === Array ? undefined : [...v]
  for (let i = 0; i < v.length; i++) {
    const given = v[i]
    const item = toJs(given)
    if (item !== given) (out ??= [...v])[i] = item
  }
  return out ?? v
}

function record(v: Bag): Bag {
  let out: Bag | undefined
  for (const key in v) {
    const given = v[key]
    if (typeof given === 'string') continue
    const item = toJs(given)
    if (item !== given) (out ??= { ...v })[key] = item
  }
  return out ?? v
}

function plain(v: Dict): Bag {
  const out: Bag = {}
  for (const [key, value] of entries(v)) {
    if (typeof key !== 'string') throw new TypeError(`keys must be strings to be given to JavaScript, not ${typeName(key)} (${repr(key)})`)
    if (key === '__proto__') Object.defineProperty(out, key, { value: toJs(value), enumerable: true })
    else out[key] = toJs(value)
  }
  return out
}

const BOUND = /* @__PURE__ */ new WeakMap<object, Map<string, Fn>>()

/** A bound method, the same function every time: what `on` was given, `off` finds again. */
export function bind(v: object, name: string): Fn {
  let methods = BOUND.get(v)
  if (methods === undefined) BOUND.set(v, (methods = new Map()))
  let found = methods.get(name)
  if (found === undefined) methods.set(name, (found = ((v as Bag)[name] as Fn).bind(v)))
  return found
}

/** Python's `print(...)`. */
export function print(...args: unknown[]): unknown {
  console.log(args.map((v) => str(v)).join(' '))
  return null
}

/** `print(…, sep=…, end=…)`. */
export function printWith(sep: unknown, ...args: unknown[]): unknown {
  console.log(args.map((v) => str(v)).join((sep ?? null) === null ? ' ' : String(sep)))
  return null
}

/** A class that `collections.namedtuple` makes. */
export function namedtuple(name: string, fields: string[]): unknown {
  const cls = class extends Obj {
    static __name__ = name

    override __init__(...values: unknown[]): void {
      if (values.length !== fields.length) throw new TypeError(`${name}.__new__() takes ${fields.length} arguments but ${values.length} were given`)
      fields.forEach((field, i) => ((this as unknown as Bag)[field] = values[i]))
    }
  }
  dataclass(cls as unknown as Ctor, fields, ['namedtuple'])
  return cls
}

