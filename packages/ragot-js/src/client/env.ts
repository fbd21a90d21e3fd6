/** Public environment values of the page: the browser's side of `env()` and `public_env()`. */

import { payload } from './payload.js'

type Cast = 'str' | 'int' | 'float' | 'bool' | null

const words: Record<string, boolean> = { 1: true, true: true, yes: true, on: true, 0: false, false: false, no: false, off: false, '': false }

/** The value of a `SPRAG_PUBLIC_…` variable, cast; else `fallback`, uncast; else a KeyError. */
export function env(name: string, fallback?: unknown, cast: Cast = null, required = false): unknown {
  const found = payload()?.env ?? {}
  if (!Object.hasOwn(found, name)) {
    if (required || fallback === undefined) throw named('KeyError', `Missing required environment variable '${name}'.`)
    return fallback
  }
  const value = found[name]!
  const wrong = (expected: string): Error =>
    named('ValueError', `Environment variable '${name}': expected ${expected}, got '${value}'`)
  const text = value.trim()
  switch (cast) {
    case 'bool': {
      const word = text.toLowerCase()
      if (!Object.hasOwn(words, word)) throw wrong('true or false')
      return words[word]
    }
    case 'int':
      if (!/^[-+]?\d+(_\d+)*$/.test(text)) throw wrong('int')
      return Number(text.replaceAll('_', ''))
    case 'float':
      if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) throw wrong('float')
      return Number(text)
    default:
      return value
  }
}

/** Every public variable. */
export function publicEnv(): Record<string, string> {
  return { ...payload()?.env }
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name })
}

/** `joinUrl("/a/", "/b/", null, 5)` -> `/a/b/5`; an external base keeps host, query and fragment. */
export function joinUrl(base: unknown = '/', ...given: unknown[]): string {
  const last = given[given.length - 1]
  const options = typeof last === 'object' && last !== null ? (given.pop() as { trailing_slash?: boolean }) : {}
  const bare = (part: unknown): string => String(part).replace(/^\/+|\/+$/g, '')
  const external = /^((?:https?:)?\/\/[^/?#]+)([^?#]*)(\?[^#]+)?\??(#.+)?#?$/i.exec(String(base))
  const parts = [external ? external[2] : base, ...given.filter((part) => part != null)].map(bare).filter(Boolean)
  let path = parts.length || !external ? `/${parts.join('/')}` : ''
  if (options.trailing_slash && !path.endsWith('/')) path += '/'
  return external ? `${external[1]!.replace(/^\w+:/, (scheme) => scheme.toLowerCase())}${path}${external[3] ?? ''}${external[4] ?? ''}` : path
}
