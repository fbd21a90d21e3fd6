// What classes of an app are given: mixins, dataclasses, enumerations, named tuples.

import { eq, ge, gt, le, lt } from './compare.js'
import { copyDict, type Dict, entries, has, isDict, lookup, store } from './dict.js'
import { AttributeError, KeyError, TypeError, ValueError } from './errors.js'
import { iter } from './iterate.js'
import { bare, dunder, NotImplemented, Obj, Tuple, typeName } from './kinds.js'
import type { Fn } from './functions.js'
import type { Bag } from './object.js'
import { getitem } from './subscripts.js'
import { repr } from './text.js'
import { truthy } from './truth.js'
import { tupled } from './tuple.js'

type Ctor = { prototype: Bag; __name__?: string; fields?: string[] }

/** What every class has of its own. */
const OF_CLASSES: ReadonlySet<unknown> = /* @__PURE__ */ new Set(['prototype', 'name', 'length', '__name__', 'mixins'])

/** Copies what a second base class brings; what the class has already stays: of its own where the other stands `first`. */
export function mixin(cls: Ctor, source: Ctor, first = false): void {
  const known = Object.hasOwn(cls, 'mixins') ? ((cls as Bag)['mixins'] as unknown[]) : []
  Object.defineProperty(cls, 'mixins', { value: [...known, source], configurable: true })
  for (const [from, to] of [[source.prototype, cls.prototype], [source as unknown as Bag, cls as unknown as Bag]] as const) {
    for (const key of Reflect.ownKeys(from)) {
      if (key === 'constructor' || (from === (source as unknown) && OF_CLASSES.has(key))) continue
      if (first ? Object.hasOwn(to, key) : key in to && !(key === '__init__' && to[key] === Obj.prototype.__init__)) continue
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
    const whole = named ? (v: Bag) => (v instanceof Tuple ? v : key(v)) : key
    const alike = (a: Bag, b: unknown): boolean => (b as object | null)?.constructor === a.constructor || (named && b instanceof Tuple)
    const decide = (name: string, ordered: (a: unknown, b: unknown) => boolean): void => {
      proto[name] = function (this: Bag, other: Bag): unknown {
        return alike(this, other) ? ordered(whole(this), whole(other)) : NotImplemented
      }
    }
    decide('__lt__', lt)
    decide('__le__', le)
    decide('__gt__', gt)
    decide('__ge__', ge)
  }
}

class FrozenInstanceError extends AttributeError {
  static override __name__ = 'FrozenInstanceError'
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
        if (field in held) throw new FrozenInstanceError(`cannot assign to field '${field}'`)
        held[field] = value
        values.set(this, held)
      },
      configurable: true,
    })
  }
}

function unlike(v: unknown): never {
  throw new TypeError(`can only concatenate tuple (not "${typeName(v)}") to tuple`)
}

function asTuple(cls: Ctor, fields: string[]): void {
  const proto = cls.prototype
  proto['__iter__'] = function (this: Bag): unknown {
    return fields.map((f) => this[f]).values()
  }
  proto['__len__'] = () => fields.length
  proto['__getitem__'] = function (this: Bag, i: unknown): unknown {
    return getitem(tupled(...fields.map((f) => this[f])), i)
  }
  const whole = (v: unknown): unknown[] => (v instanceof Tuple ? v : dunder(v, '__iter__') && '_fields' in (v as object).constructor ? [...iter(v)] : unlike(v))
  proto['__add__'] = function (this: unknown, other: unknown): unknown {
    return tupled(...whole(this), ...whole(other))
  }
  proto['__radd__'] = function (this: unknown, other: unknown): unknown {
    return tupled(...whole(other), ...whole(this))
  }
  proto['_asdict'] = function (this: Bag): unknown {
    return Object.fromEntries(fields.map((f) => [f, this[f]]))
  }
  const replace = function (this: Bag, changes: Dict): unknown {
    return replaceFields(this, changes)
  }
  proto['_replace'] = Object.assign(replace, { $params: '**changes' })
  ;(cls as unknown as Bag)['_fields'] = tupled(...fields)
  ;(cls as unknown as Bag)['_make'] = (it: unknown) => new (cls as unknown as new (...args: unknown[]) => unknown)(...iter(it))
}

/** The rest of the order from `__lt__` (and `__eq__`). */
export function totalOrdering(cls: Ctor): void {
  const proto = cls.prototype
  // What `base` of two objects says, unless it does not know the other.
  const add = (name: string, base: string, make: (known: boolean, a: unknown, b: unknown) => boolean): void => {
    if (Object.hasOwn(proto, name)) return
    proto[name] = function (this: unknown, other: unknown): unknown {
      const out = (proto[base] as Fn).call(this, other)
      return out === NotImplemented ? out : make(truthy(out), this, other)
    }
  }
  if (!('__lt__' in proto)) {
    const base = ['__gt__', '__le__', '__ge__'].find((name) => name in proto)
    if (base === '__gt__') add('__lt__', base, (known, a, b) => !known && !eq(a, b))
    else if (base === '__le__') add('__lt__', base, (known, a, b) => known && !eq(a, b))
    else if (base === '__ge__') add('__lt__', base, (known) => !known)
  }
  add('__gt__', '__lt__', (known, a, b) => !known && !eq(a, b))
  add('__le__', '__lt__', (known, a, b) => known || eq(a, b))
  add('__ge__', '__lt__', (known) => !known)
}

/** Python's `dataclasses.replace(v, **changes)`. */
export function replaceFields(v: unknown, changes: Dict): unknown {
  const cls = (v as { constructor: new (...args: unknown[]) => unknown }).constructor
  const fields = (cls as unknown as Ctor).fields ?? []
  for (const [name] of entries(changes)) if (!fields.includes(String(name))) throw new TypeError(`__init__() got an unexpected keyword argument '${String(name)}'`)
  return new cls(...fields.map((f) => (has(changes, f) ? lookup(changes, f) : (v as Bag)[f])))
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
  declare static $all: Enum[]
  declare static __members__: Record<string, Enum>
  declare name: string
  declare value: unknown

  __repr__(): string {
    return `<${typeName(this)}.${this.name}: ${repr(this.value)}>`
  }

  __str__(): string {
    return `${typeName(this)}.${this.name}`
  }

  __hash__(): unknown {
    return this.name
  }

  static override $make(value: unknown): Enum {
    return this.__call__(value)
  }

  static __call__(value: unknown): Enum {
    for (const member of this.$all) if (member === value || eq(member.value, value)) return member
    throw new ValueError(`${repr(value)} is not a valid ${(this as unknown as Ctor).__name__}`)
  }

  static __getitem__(name: unknown): Enum {
    if (typeof name === 'string' && Object.hasOwn(this.__members__, name)) return this.__members__[name] as Enum
    throw new KeyError(name)
  }

  static __contains__(value: unknown): boolean {
    if (value instanceof Enum) return value instanceof this
    throw new TypeError(`unsupported operand type(s) for 'in': '${typeName(value)}' and 'EnumType'`)
  }

  static [Symbol.iterator](): Iterator<Enum> {
    return this.$all[Symbol.iterator]()
  }
}

/** Gives an enumeration its members; one with the value of an earlier one is another name of it. */
export function members(cls: typeof Enum, pairs: [string, unknown][]): void {
  cls.$all = []
  cls.__members__ = {}
  for (const [name, value] of pairs) {
    let member = cls.$all.find((m) => eq(m.value, value))
    if (member === undefined) {
      member = new cls(bare)
      Object.defineProperty(member, 'name', { value: name })
      Object.defineProperty(member, 'value', { value })
      member.__init__(...(value instanceof Tuple ? value : [value]))
      cls.$all.push(member)
    }
    Object.defineProperty(cls, name, { value: member, configurable: true })
    cls.__members__[name] = member
  }
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
