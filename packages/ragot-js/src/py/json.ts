// json.dumps and json.loads.

import { entries, isDict, store } from './dict.js'
import { RecursionError, TypeError, ValueError } from './errors.js'
import { Float, isNumber, typeName } from './kinds.js'
import { flt } from './number.js'
import { compareText } from './compare.js'
import { list } from './iterate.js'
import { call } from './object.js'
import { fstr } from './literal.js'
import { str } from './text.js'
import { truthy } from './truth.js'

type Style = { indent: string | undefined; item: string; key: string; sort: boolean; ascii: boolean; fallback: unknown }

/** Python's `json.dumps(v, ...)`. */
export function json_dumps(v: unknown, indent?: unknown, separators?: unknown, sort?: unknown, ascii?: unknown, fallback?: unknown): string {
  const step = (indent ?? null) === null ? undefined : typeof indent === 'string' ? indent : ' '.repeat(Number(indent))
  const [item, key] = (separators ?? null) === null ? [step === undefined ? ', ' : ',', ': '] : (list(separators) as [string, string])
  const style: Style = { indent: step, item, key, sort: sort !== undefined && truthy(sort), ascii: ascii === undefined || truthy(ascii), fallback }
  return write(v, style, '\n', 0)
}

function write(v: unknown, style: Style, line: string, depth: number): string {
  if (depth > 900) throw new RecursionError('maximum recursion depth exceeded while encoding a JSON object')
  if (v === null || v === undefined) return 'null'
  if (typeof v === 'string') return text(v, style.ascii)
  if (typeof v === 'boolean') return String(v)
  if (isNumber(v)) return number(v)
  const inner = style.indent === undefined ? '' : line + style.indent
  const close = style.indent === undefined ? '' : line
  const next = style.indent === undefined ? line : line + style.indent
  if (Array.isArray(v)) {
    if (v.length === 0) return '[]'
    return `[${inner}${v.map((item) => write(item, style, next, depth + 1)).join(style.item + inner)}${close}]`
  }
  if (isDict(v)) {
    const rows = [...entries(v)].map(([key, value]): [string, unknown] => [name(key), value])
    if (rows.length === 0) return '{}'
    if (style.sort) rows.sort((a, b) => compareText(a[0], b[0]))
    return `{${inner}${rows.map(([key, value]) => text(key, style.ascii) + style.key + write(value, style, next, depth + 1)).join(style.item + inner)}${close}}`
  }
  if ((style.fallback ?? null) !== null) return write(call(style.fallback, v), style, line, depth + 1)
  throw new TypeError(`Object of type ${typeName(v)} is not JSON serializable`)
}

function number(v: number | bigint | Float | boolean): string {
  const x = v.valueOf()
  if (typeof x === 'number' && !Number.isFinite(x)) return Number.isNaN(x) ? 'NaN' : x > 0 ? 'Infinity' : '-Infinity'
  return v instanceof Float ? fstr(v.valueOf()) : str(v)
}

function name(key: unknown): string {
  if (typeof key === 'string') return key
  if (key === null) return 'null'
  if (typeof key === 'boolean') return String(key)
  if (isNumber(key)) return number(key)
  throw new TypeError(`keys must be str, int, float, bool or None, not ${typeName(key)}`)
}

function text(v: string, ascii: boolean): string {
  const out = JSON.stringify(v)
  // Python leaves DEL and lone surrogates as they are where it may.
  return ascii ? out.replace(/[\x7f-\uffff]/g, (char) => (char === '\x7f' ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)) : out
}

/** Python's `json.loads(s)`: integers stay exact, floats stay floats. */
export function json_loads(s: unknown): unknown {
  if (typeof s !== 'string') throw new TypeError(`the JSON object must be str, bytes or bytearray, not ${typeName(s)}`)
  const reader = new Reader(s)
  const value = reader.value()
  reader.end()
  return value
}

class Reader {
  #at = 0

  constructor(readonly text: string) {}

  #space(): void {
    while (/[ \t\n\r]/.test(this.text[this.#at] ?? '')) this.#at++
  }

  #fail(what: string): never {
    const before = this.text.slice(0, this.#at)
    const line = before.split('\n').length
    throw new ValueError(`${what}: line ${line} column ${this.#at - before.lastIndexOf('\n')} (char ${this.#at})`)
  }

  value(): unknown {
    this.#space()
    const char = this.text[this.#at]
    if (char === '{') return this.#object()
    if (char === '[') return this.#array()
    if (char === '"') return this.#string()
    const m = /(?:true|false|null|NaN|-?Infinity|-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?)/y
    m.lastIndex = this.#at
    const found = m.exec(this.text)
    if (found === null) this.#fail('Expecting value')
    this.#at += found[0].length
    return literal(found)
  }

  #object(): unknown {
    const out: Record<string, unknown> = {}
    this.#at++
    this.#space()
    if (this.text[this.#at] === '}') {
      this.#at++
      return out
    }
    for (;;) {
      this.#space()
      if (this.text[this.#at] !== '"') this.#fail('Expecting property name enclosed in double quotes')
      const key = this.#string()
      this.#space()
      if (this.text[this.#at++] !== ':') {
        this.#at--
        this.#fail("Expecting ':' delimiter")
      }
      store(out, key, this.value())
      if (this.#more('}')) return out
    }
  }

  #array(): unknown[] {
    const out: unknown[] = []
    this.#at++
    this.#space()
    if (this.text[this.#at] === ']') {
      this.#at++
      return out
    }
    for (;;) {
      out.push(this.value())
      if (this.#more(']')) return out
    }
  }

  #more(end: string): boolean {
    this.#space()
    const char = this.text[this.#at]
    if (char !== end && char !== ',') this.#fail("Expecting ',' delimiter")
    this.#at++
    return char === end
  }

  #string(): string {
    const m = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
    m.lastIndex = this.#at
    const found = m.exec(this.text)
    if (found === null) this.#fail('Unterminated string starting at')
    this.#at += found[0].length
    return JSON.parse(found[0]) as string
  }

  end(): void {
    this.#space()
    if (this.#at < this.text.length) this.#fail('Extra data')
  }
}

function literal(m: RegExpExecArray): unknown {
  switch (m[0]) {
    case 'true':
      return true
    case 'false':
      return false
    case 'null':
      return null
    case 'NaN':
      return NaN
    case 'Infinity':
      return Infinity
    case '-Infinity':
      return -Infinity
  }
  if (m[1] !== undefined || m[2] !== undefined) return flt(Number(m[0]))
  const exact = BigInt(m[0])
  return exact >= -9007199254740991n && exact <= 9007199254740991n ? Number(m[0]) + 0 : exact
}
