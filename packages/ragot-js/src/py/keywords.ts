// Keyword arguments for functions that are not known where they are called, and `f(**options)`.
//
// JavaScript passes by position. A function that may be called with keywords carries its parameters as Python writes them
// ("a b= / *rest c **more"); who calls it puts the arguments in JavaScript's order: positional ones, those that only keywords reach,
// `**`, then `*`.

import { type Dict, entries, isDict, size, store } from './dict.js'
import { TypeError } from './errors.js'
import { type Fn, fn, maker } from './functions.js'
import { dunder, typeName } from './kinds.js'
import { call } from './object.js'

/** `$of`: what a bound method was made of; `$direct`: takes its arguments in JavaScript's order; `$handed`: by position alone. */
type Named = Fn & { __name__?: string; $params?: string; $of?: Named; $direct?: Fn; $handed?: Named }

interface Params {
  positional: string[]
  /** Those that only keywords reach. */
  only: string[]
  optional: Set<string>
  /** How many of the positional ones no keyword reaches. */
  hidden: number
  rest: boolean
  more: boolean
}

const READ = /* @__PURE__ */ new Map<string, Params>()

function read(text: string): Params {
  const known = READ.get(text)
  if (known !== undefined) return known
  const out: Params = { positional: [], only: [], optional: new Set(), hidden: 0, rest: false, more: false }
  let names = out.positional
  for (const part of text.split(' ').filter(Boolean)) {
    const name = part.replace(/[*=]/g, '')
    if (part === '/') out.hidden = names.length
    else if (part.startsWith('**')) out.more = true
    else if (part.startsWith('*')) {
      out.rest = name !== ''
      names = out.only
    } else {
      names.push(name)
      if (part.endsWith('=')) out.optional.add(name)
    }
  }
  READ.set(text, out)
  return out
}

/** The arguments in JavaScript's order for a function with these parameters; `undefined` where a default applies. */
export function fitted(params: string, name: string, given: unknown[], ...keywords: Dict[]): unknown[] {
  const { positional, only, optional, hidden, rest, more } = read(params)
  const values = new Map<string, unknown>()
  for (const [i, parameter] of positional.slice(0, given.length).entries()) values.set(parameter, given[i])
  const others: Dict = {}
  for (const [key, value] of together(name, keywords)) {
    if (positional.includes(key, hidden) || only.includes(key)) {
      if (values.has(key)) throw new TypeError(`${name}() got multiple values for argument '${key}'`)
      values.set(key, value)
    } else if (more) store(others, key, value)
    else throw new TypeError(`${name}() got an unexpected keyword argument '${key}'`)
  }
  if (given.length > positional.length && !rest) throw tooMany(name, positional, optional, given.length)
  complete(name, 'positional', positional, optional, values)
  complete(name, 'keyword-only', only, optional, values)
  const out = [...positional, ...only].map((parameter) => values.get(parameter))
  return [...out, ...(more ? [others] : []), ...given.slice(positional.length)]
}

/** The keywords of `f(a=1, **b, **c)`, of which none may come twice. */
function together(name: string, parts: Dict[]): Map<string, unknown> {
  const out = new Map<string, unknown>()
  for (const part of parts) {
    if (!isDict(part)) throw new TypeError(`${name}() argument after ** must be a mapping, not ${typeName(part)}`)
    for (const [key, value] of entries(part)) {
      if (typeof key !== 'string') throw new TypeError('keywords must be strings')
      if (out.has(key)) throw new TypeError(`${name}() got multiple values for keyword argument '${key}'`)
      out.set(key, value)
    }
  }
  return out
}

function tooMany(name: string, positional: string[], optional: Set<string>, given: number): Error {
  const most = positional.length
  const least = positional.filter((p) => !optional.has(p)).length
  const takes = least < most ? `from ${least} to ${most}` : most
  return new TypeError(`${name}() takes ${takes} positional argument${most === 1 ? '' : 's'} but ${given} ${given === 1 ? 'was' : 'were'} given`)
}

function complete(name: string, kind: string, names: string[], optional: Set<string>, values: Map<string, unknown>): void {
  const missing = names.filter((p) => !optional.has(p) && !values.has(p)).map((p) => `'${p}'`)
  if (missing.length === 0) return
  const listed = missing.length < 3 ? missing.join(' and ') : `${missing.slice(0, -1).join(', ')}, and ${missing.at(-1) as string}`
  throw new TypeError(`${name}() missing ${missing.length} required ${kind} argument${missing.length === 1 ? '' : 's'}: ${listed}`)
}

/** A function or method together with its parameters. */
export function takes<F>(f: F, params: string): F {
  ;(f as Named).$params = params
  return f
}

/** A function of Python's that is handed on: it is called by position, or with keywords where the caller knows how. */
export function handed(f: Fn, params: string, most: number, least: number): Fn {
  const direct = f as Named
  direct.$handed ??= byPosition(direct, read(params))
  direct.$handed.$direct = direct
  return fn(takes(direct.$handed, params), most, least)
}

/** What takes its arguments by position alone: between them and those of `*` JavaScript's order has others. */
function byPosition(direct: Fn, { positional, only, more }: Params): Named {
  const between = new Array<undefined>(only.length + Number(more)).fill(undefined)
  if (between.length === 0) return direct
  const out = (...given: unknown[]): unknown => direct(...positional.map((_, i) => given[i]), ...between, ...given.slice(positional.length))
  return Object.defineProperty(out, 'name', { value: direct.name })
}

/** `f(*given, **keywords)` of a value. */
export function callNamed(f: unknown, given: unknown[], ...keywords: Dict[]): unknown {
  if (keywords.every((part) => size(part) === 0)) return call(f, ...given)
  const own = (typeof f === 'function' ? f : dunder(f, '__call__')) as Named | undefined
  if (own === undefined) throw new TypeError(`'${typeName(f)}' object is not callable`)
  const params = own.$params ?? own.$of?.$params
  const name = own.__name__ ?? own.name
  if (params === undefined) throw new TypeError(`${name}() takes no keyword arguments`)
  return maker(own.$direct ?? own).apply(f, fitted(params, name, given, ...keywords)) ?? null
}

/** A function with the name that the app gave it: a build shortens names. */
export function titled<F>(f: F, name: string): F {
  ;(f as { __name__?: string }).__name__ ??= name
  return f
}

/** Python's `functools.wraps(f)`: gives a function the name of another one. */
export function wraps(f: { __name__?: string; name: string }): <F>(g: F) => F {
  return <F>(g: F) => Object.assign(g as object, { __name__: f.__name__ ?? f.name, __wrapped__: f }) as F
}
