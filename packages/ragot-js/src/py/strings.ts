// Methods of str.

import { isDict, lookup, own } from './dict.js'
import { TypeError, ValueError } from './errors.js'
import { iter } from './iterate.js'
import { Tuple, isPlain, typeName } from './kinds.js'
import { toIndex } from './number.js'
import { chars, len } from './length.js'
import { seek } from './sequence.js'
import { slice } from './subscripts.js'
import { truthy } from './truth.js'
import { tupled } from './tuple.js'

// What str.split() and str.strip() take for white space; JavaScript's \s has U+FEFF and lacks U+001C to U+001F and U+0085.
const SPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const SPACES = /* @__PURE__ */ new RegExp(`[${SPACE}]+`)
const LEADING = /* @__PURE__ */ new RegExp(`^[${SPACE}]+`)
const LAST = /* @__PURE__ */ new RegExp(`[^${SPACE}]+$`)
const TRAILING = /* @__PURE__ */ new RegExp(`[${SPACE}]+$`)

function text(v: unknown, what: string): string {
  if (typeof v === 'string') return v
  throw new TypeError(`${what} must be str, not ${v === null ? 'None' : typeName(v)}`)
}

export function upper(s: unknown): unknown {
  return typeof s === 'string' ? s.toUpperCase() : own(s, 'upper', [])
}

export function lower(s: unknown): unknown {
  return typeof s === 'string' ? s.toLowerCase() : own(s, 'lower', [])
}

function stripped(s: string, set: unknown, sides: number): string {
  if ((set ?? null) === null) {
    const out = sides & 1 ? s.replace(LEADING, '') : s
    return sides & 2 ? out.replace(TRAILING, '') : out
  }
  if (typeof set !== 'string') throw new TypeError(`${['l', 'r'][sides - 1] ?? ''}strip arg must be None or str`)
  const drop = new Set(set)
  const items = Array.from(s)
  let from = 0
  let to = items.length
  while (sides & 1 && from < to && drop.has(items[from] ?? '')) from++
  while (sides & 2 && to > from && drop.has(items[to - 1] ?? '')) to--
  return items.slice(from, to).join('')
}

export function strip(s: unknown, set?: unknown): unknown {
  return typeof s === 'string' ? stripped(s, set, 3) : own(s, 'strip', set === undefined ? [] : [set])
}

export function lstrip(s: unknown, set?: unknown): unknown {
  return typeof s === 'string' ? stripped(s, set, 1) : own(s, 'lstrip', set === undefined ? [] : [set])
}

export function rstrip(s: unknown, set?: unknown): unknown {
  return typeof s === 'string' ? stripped(s, set, 2) : own(s, 'rstrip', set === undefined ? [] : [set])
}

function separator(sep: unknown): string {
  if (typeof sep !== 'string') throw new TypeError(`must be str or None, not ${typeName(sep)}`)
  if (sep === '') throw new ValueError('empty separator')
  return sep
}

export function split(s: unknown, sep?: unknown, maxsplit?: unknown): unknown {
  if (typeof s !== 'string') return own(s, 'split', sep === undefined ? [] : [sep])
  const limit = maxsplit === undefined ? -1 : Number(toIndex(maxsplit))
  if ((sep ?? null) === null) return words(s, limit)
  const parts = s.split(separator(sep))
  if (limit < 0 || parts.length <= limit + 1) return parts
  return [...parts.slice(0, limit), parts.slice(limit).join(sep as string)]
}

function words(s: string, limit: number): string[] {
  let rest = s.replace(LEADING, '')
  if (limit < 0) {
    rest = rest.replace(TRAILING, '')
    return rest === '' ? [] : rest.split(SPACES)
  }
  const out: string[] = []
  while (rest !== '' && out.length < limit) {
    const gap = SPACES.exec(rest)
    if (gap === null) break
    out.push(rest.slice(0, gap.index))
    rest = rest.slice(gap.index + gap[0].length)
  }
  if (rest !== '') out.push(rest)
  return out
}

export function rsplit(s: unknown, sep?: unknown, maxsplit?: unknown): unknown {
  if (typeof s !== 'string') return own(s, 'rsplit', sep === undefined ? [] : [sep])
  const limit = maxsplit === undefined ? -1 : Number(toIndex(maxsplit))
  if ((sep ?? null) === null) return rwords(s, limit)
  const parts = s.split(separator(sep))
  if (limit < 0 || parts.length <= limit + 1) return parts
  const cut = parts.length - limit
  return [parts.slice(0, cut).join(sep as string), ...parts.slice(cut)]
}

function rwords(s: string, limit: number): string[] {
  if (limit < 0) return words(s, limit)
  const out: string[] = []
  let rest = s.replace(TRAILING, '')
  while (rest !== '' && out.length < limit) {
    const [last = ''] = LAST.exec(rest) ?? []
    out.unshift(last)
    rest = rest.slice(0, rest.length - last.length).replace(TRAILING, '')
  }
  return rest === '' ? out : [rest, ...out]
}

export function splitlines(s: unknown, keepends?: unknown): unknown {
  if (typeof s !== 'string') return own(s, 'splitlines', [])
  const parts = s.split(/(\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])/)
  const out: string[] = []
  for (let i = 0; i < parts.length; i += 2) {
    const line = parts[i] ?? ''
    const end = parts[i + 1] ?? ''
    if (line !== '' || end !== '') out.push(keepends !== undefined && truthy(keepends) ? line + end : line)
  }
  return out
}

export function join(sep: unknown, it: unknown): unknown {
  if (typeof sep !== 'string') return own(sep, 'join', [it])
  const items = [...iter(it)]
  for (let i = 0; i < items.length; i++) {
    if (typeof items[i] !== 'string') throw new TypeError(`sequence item ${i}: expected str instance, ${typeName(items[i])} found`)
  }
  return items.join(sep)
}

export function replace(s: unknown, from: unknown, to: unknown, count?: unknown): unknown {
  if (typeof s !== 'string') return own(s, 'replace', [from, to])
  const old = text(from, 'replace() argument 1')
  const fresh = text(to, 'replace() argument 2')
  const limit = count === undefined ? -1 : Number(toIndex(count))
  if (limit === 0) return s
  if (old === '') {
    const items = Array.from(s)
    const all = limit < 0 || limit > items.length
    const n = all ? items.length : limit
    return items.map((char, i) => (i < n ? fresh + char : char)).join('') + (all ? fresh : '')
  }
  const parts = s.split(old)
  if (limit < 0 || parts.length <= limit + 1) return parts.join(fresh)
  return [...parts.slice(0, limit), parts.slice(limit).join(old)].join(fresh)
}

function edges(s: unknown, name: string, x: unknown, start: unknown, stop: unknown, test: (area: string, part: string) => boolean): unknown {
  if (typeof s !== 'string') return own(s, name, [x])
  const whole = (start ?? null) === null && (stop ?? null) === null
  if (!whole && (start ?? null) !== null && Number(toIndex(start)) > len(s)) return false
  const area = whole ? s : (slice(s, start, stop) as string)
  for (const part of x instanceof Tuple ? x : [x]) {
    if (typeof part !== 'string') throw new TypeError(`${x instanceof Tuple ? `tuple for ${name} must only contain str` : `${name} first arg must be str or a tuple of str`}, not ${typeName(part)}`)
    if (test(area, part)) return true
  }
  return false
}

export function startswith(s: unknown, x: unknown, start?: unknown, stop?: unknown): unknown {
  return edges(s, 'startswith', x, start, stop, (area, part) => area.startsWith(part))
}

export function endswith(s: unknown, x: unknown, start?: unknown, stop?: unknown): unknown {
  return edges(s, 'endswith', x, start, stop, (area, part) => area.endsWith(part))
}

export function find(s: unknown, x: unknown, start?: unknown, stop?: unknown): unknown {
  return typeof s === 'string' ? seek(s, x, start, stop, 1) : own(s, 'find', [x])
}

export function rfind(s: unknown, x: unknown, start?: unknown, stop?: unknown): unknown {
  return typeof s === 'string' ? seek(s, x, start, stop, -1) : own(s, 'rfind', [x])
}

export function rindex(s: unknown, x: unknown, start?: unknown, stop?: unknown): unknown {
  if (typeof s !== 'string') return own(s, 'rindex', [x])
  const at = seek(s, x, start, stop, -1)
  if (at < 0) throw new ValueError('substring not found')
  return at
}

export function partition(s: unknown, sep: unknown): unknown {
  if (typeof s !== 'string') return own(s, 'partition', [sep])
  const mark = separator(sep)
  const at = s.indexOf(mark)
  return at < 0 ? tupled(s, '', '') : tupled(s.slice(0, at), mark, s.slice(at + mark.length))
}

export function rpartition(s: unknown, sep: unknown): unknown {
  if (typeof s !== 'string') return own(s, 'rpartition', [sep])
  const mark = separator(sep)
  const at = s.lastIndexOf(mark)
  return at < 0 ? tupled('', '', s) : tupled(s.slice(0, at), mark, s.slice(at + mark.length))
}

export function removeprefix(s: unknown, x: unknown): unknown {
  if (typeof s !== 'string') return own(s, 'removeprefix', [x])
  const part = text(x, 'removeprefix() argument')
  return s.startsWith(part) ? s.slice(part.length) : s
}

export function removesuffix(s: unknown, x: unknown): unknown {
  if (typeof s !== 'string') return own(s, 'removesuffix', [x])
  const part = text(x, 'removesuffix() argument')
  return part !== '' && s.endsWith(part) ? s.slice(0, -part.length) : s
}

function padding(s: string, width: unknown, fill: unknown): [number, string] {
  const char = fill === undefined ? ' ' : text(fill, 'The fill character')
  if (len(char) !== 1) throw new TypeError('The fill character must be exactly one character long')
  return [Math.max(0, Number(toIndex(width)) - len(s)), char]
}

export function ljust(s: unknown, width: unknown, fill?: unknown): unknown {
  if (typeof s !== 'string') return own(s, 'ljust', [width])
  const [n, char] = padding(s, width, fill)
  return s + char.repeat(n)
}

export function rjust(s: unknown, width: unknown, fill?: unknown): unknown {
  if (typeof s !== 'string') return own(s, 'rjust', [width])
  const [n, char] = padding(s, width, fill)
  return char.repeat(n) + s
}

export function center(s: unknown, width: unknown, fill?: unknown): unknown {
  if (typeof s !== 'string') return own(s, 'center', [width])
  const [n, char] = padding(s, width, fill)
  // CPython puts the odd one left where the width is odd.
  const left = Math.floor(n / 2) + (n & Number(toIndex(width)) & 1)
  return char.repeat(left) + s + char.repeat(n - left)
}

export function zfill(s: unknown, width: unknown): unknown {
  if (typeof s !== 'string') return own(s, 'zfill', [width])
  const n = Math.max(0, Number(toIndex(width)) - len(s))
  return /^[+-]/.test(s) ? (s[0] ?? '') + '0'.repeat(n) + s.slice(1) : '0'.repeat(n) + s
}

export function expandtabs(s: unknown, tabsize: unknown = 8): unknown {
  if (typeof s !== 'string') return own(s, 'expandtabs', [tabsize])
  const size = Number(toIndex(tabsize))
  let column = 0
  let out = ''
  for (const char of s) {
    if (char === '\t') {
      const n = size > 0 ? size - (column % size) : 0
      out += ' '.repeat(n)
      column += n
    } else {
      out += char
      column = char === '\n' || char === '\r' ? 0 : column + 1
    }
  }
  return out
}

export function isspace(s: unknown): unknown {
  return typeof s === 'string' ? new RegExp(`^[${SPACE}]+$`).test(s) : own(s, 'isspace', [])
}

/** `s.translate(table)`. */
export function translate(s: unknown, table: unknown): unknown {
  if (typeof s !== 'string') return own(s, 'translate', [table])
  if (!isDict(table)) throw new TypeError(`'${typeName(table)}' object is not subscriptable`)
  let out = ''
  for (const char of s) {
    const found = lookup(table, char.codePointAt(0))
    if (found === undefined) out += char
    else if (found !== null) out += typeof found === 'string' ? found : String.fromCodePoint(Number(found))
  }
  return out
}

/** `str.maketrans(...)`. */
export function maketrans(x: unknown, y?: unknown, z?: unknown): Map<unknown, unknown> {
  const out = new Map<unknown, unknown>()
  const code = (key: unknown): unknown => (typeof key === 'string' ? key.codePointAt(0) : key)
  if (y === undefined) {
    for (const [key, value] of isPlain(x) ? Object.entries(x) : (x as Map<unknown, unknown>)) out.set(code(key), value)
    return out
  }
  const [from, to] = [chars(text(x, 'argument 1')), chars(text(y, 'argument 2'))]
  if (from.length !== to.length) throw new ValueError('the first two maketrans arguments must have equal length')
  for (let i = 0; i < from.length; i++) out.set(code(from[i]), code(to[i]))
  for (const char of z === undefined ? '' : text(z, 'argument 3')) out.set(code(char), null)
  return out
}
