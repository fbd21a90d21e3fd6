// Format specs: f"{x:>10.2f}", format(), str.format(), and `"%s" % x`.

import { has, isDict, lookup } from './dict.js'
import { KeyError, IndexError, OverflowError, TypeError, ValueError } from './errors.js'
import { Float, Tuple, dunder, isInt, typeName } from './kinds.js'
import { fixed } from './rounding.js'
import { float, int } from './parse.js'
import { toIndex, mod } from './number.js'
import { getitem } from './subscripts.js'
import { len } from './length.js'
import { fstr } from './literal.js'
import { ascii, repr, str } from './text.js'
import { getattr } from './object.js'

type Spec = {
  fill: string
  align: string
  sign: string
  alternate: boolean
  width: number
  group: string
  precision: number | undefined
  type: string
}

const SPEC = /^(?:(?:(.)?([<>=^]))?)([+\- ]?)(#?)(0?)(\d*)([,_]?)(?:\.(\d+))?([a-zA-Z%]?)$/su

function parse(spec: string, v: unknown): Spec {
  const m = SPEC.exec(spec)
  if (m === null) throw new ValueError(`Invalid format specifier '${spec}' for object of type '${typeName(v)}'`)
  const [, fill, align, sign, alternate, zero, width, group, precision, type] = m
  const padded = zero === '0' && !align
  return {
    fill: fill ?? (zero === '0' ? '0' : ' '),
    align: align ?? (padded && typeof v !== 'string' ? '=' : ''),
    sign: sign ?? '',
    alternate: alternate === '#',
    width: Number(width || 0),
    group: group ?? '',
    precision: precision === undefined ? undefined : Number(precision),
    type: type ?? '',
  }
}

/** Python's `format(v, spec)`. */
export function format(v: unknown, spec: unknown = ''): string {
  if (typeof spec !== 'string') throw new TypeError(`format() argument 2 must be str, not ${typeName(spec)}`)
  const method = dunder(v, '__format__')
  if (method !== undefined) return method.call(v, spec) as string
  if (spec === '') return str(v)
  if (typeof v === 'string') return formatText(v, checked(parse(spec, v)))
  if (isInt(v)) return formatWhole(v, parse(spec, v))
  if (typeof v === 'number' || v instanceof Float) return formatFloat(v.valueOf(), parse(spec, v))
  throw new TypeError(`unsupported format string passed to ${typeName(v)}.__format__`)
}

/** An integer; `c` is only of format(), `%c` has rules of its own. */
function formatWhole(v: number | bigint | boolean, spec: Spec): string {
  if (spec.type !== 'c' || spec.precision !== undefined) return formatInt(v, spec)
  if (spec.sign) throw new ValueError("Sign not allowed with integer format specifier 'c'")
  if (spec.alternate) throw new ValueError("Alternate form (#) not allowed with integer format specifier 'c'")
  if (spec.group) throw new ValueError(`Cannot specify '${spec.group}' with 'c'.`)
  const code = Number(v)
  if (code < 0 || code > 0x10ffff) throw new OverflowError('%c arg not in range(0x110000)')
  return padded('', String.fromCodePoint(code), spec, '>')
}

/** The spec of a string, as format() lets it be. */
function checked(spec: Spec): Spec {
  if (spec.type !== '' && spec.type !== 's') throw unknownCode(spec, 'str')
  if (spec.sign) throw new ValueError('Sign not allowed in string format specifier')
  if (spec.alternate) throw new ValueError('Alternate form (#) not allowed in string format specifier')
  if (spec.align === '=') throw new ValueError("'=' alignment not allowed in string format specifier")
  if (spec.group) throw new ValueError(`Cannot specify '${spec.group}' with 's'.`)
  return spec
}

function formatText(v: string, spec: Spec): string {
  const text = spec.precision === undefined ? v : Array.from(v).slice(0, spec.precision).join('')
  return padded('', text, spec, '<')
}

function unknownCode(spec: Spec, type: string): Error {
  return new ValueError(`Unknown format code '${spec.type}' for object of type '${type}'`)
}

function padded(sign: string, body: string, spec: Spec, usual: string): string {
  const room = spec.width - len(sign) - len(body)
  if (room <= 0) return sign + body
  const align = spec.align || usual
  if (align === '<') return sign + body + spec.fill.repeat(room)
  if (align === '^') {
    const left = Math.floor(room / 2)
    return spec.fill.repeat(left) + sign + body + spec.fill.repeat(room - left)
  }
  return align === '=' ? sign + spec.fill.repeat(room) + body : spec.fill.repeat(room) + sign + body
}

function signOf(negative: boolean, spec: Spec): string {
  return negative ? '-' : spec.sign === '+' || spec.sign === ' ' ? spec.sign : ''
}

const RADIX: Record<string, [number, string]> = { b: [2, '0b'], o: [8, '0o'], x: [16, '0x'], X: [16, '0X'], d: [10, ''], '': [10, ''], n: [10, ''] }

function formatInt(v: number | bigint | boolean, spec: Spec): string {
  if ('eEfFgG%'.includes(spec.type) && spec.type !== '') return formatFloat(float(v), spec)
  if (spec.precision !== undefined) throw new ValueError('Precision not allowed in integer format specifier')
  const radix = RADIX[spec.type]
  if (radix === undefined) throw unknownCode(spec, typeof v === 'boolean' ? 'bool' : 'int')
  const x = BigInt(v)
  let body = (x < 0n ? -x : x).toString(radix[0])
  if (spec.type === 'X') body = body.toUpperCase()
  if (spec.group && (spec.type === 'n' || (spec.group === ',' && radix[0] !== 10))) throw new ValueError(`Cannot specify '${spec.group}' with '${spec.type}'.`)
  const sign = signOf(x < 0n, spec) + (spec.alternate ? radix[1] : '')
  return grouped(sign, body, '', spec, radix[0] === 10 ? 3 : 4)
}

function separated(body: string, mark: string, size: number): string {
  return body.replace(new RegExp(`\\B(?=(?:[0-9a-zA-Z]{${size}})+$)`, 'g'), mark)
}

function grouped(sign: string, whole: string, rest: string, spec: Spec, size: number): string {
  if (spec.group === '') return padded(sign, whole + rest, spec, '>')
  let digits = whole
  if (spec.fill === '0' && spec.align === '=') {
    // Zeros that fill the width are grouped too.
    while (sign.length + separated(`0${digits}`, spec.group, size).length + rest.length <= spec.width) digits = `0${digits}`
    let out = separated(digits, spec.group, size)
    if (sign.length + out.length + rest.length < spec.width) out = separated(`0${digits}`, spec.group, size)
    return sign + out + rest
  }
  return padded(sign, separated(digits, spec.group, size) + rest, spec, '>')
}

function formatFloat(x: number, spec: Spec): string {
  if (!'eEfFgGn%'.includes(spec.type)) throw unknownCode(spec, 'float')
  if (spec.group && spec.type === 'n') throw new ValueError(`Cannot specify '${spec.group}' with 'n'.`)
  const negative = x < 0 || Object.is(x, -0)
  const sign = signOf(negative, spec)
  if (!Number.isFinite(x)) {
    const name = Number.isNaN(x) ? 'nan' : 'inf'
    const percent = spec.type === '%' ? '%' : ''
    return padded(Number.isNaN(x) ? signOf(false, spec) : sign, (/[EFG]/.test(spec.type) ? name.toUpperCase() : name) + percent, spec, '>')
  }
  const digits = digitsOf(Math.abs(x), spec)
  const text = spec.alternate && !digits.includes('.') ? digits.replace(/^\d+/, '$&.') : digits
  const m = /^(\d+)(.*)$/s.exec(text)
  return grouped(sign, m?.[1] ?? text, m?.[2] ?? '', spec, 3)
}

function digitsOf(x: number, spec: Spec): string {
  const precision = spec.precision ?? 6
  switch (spec.type) {
    case 'f':
    case 'F':
      return fixed(x, precision)
    case '%':
      return `${fixed(x * 100, precision)}%`
    case 'e':
    case 'E': {
      const out = exponential(x, precision)
      return spec.type === 'E' ? out.toUpperCase() : out
    }
    case 'g':
    case 'G':
    case 'n': {
      const out = general(x, precision || 1, spec.alternate)
      return spec.type === 'G' ? out.toUpperCase() : out
    }
    default: {
      if (spec.precision === undefined) return fstr(x)
      const p = spec.precision || 1
      const out = general(x, p, spec.alternate, p - 1)
      return /^\d+$/.test(out) ? `${out}.0` : out
    }
  }
}

function exponential(x: number, digits: number): string {
  let [mantissa = '', power = '0'] = x.toExponential(Math.min(digits, 100)).split('e')
  const long = x.toExponential(Math.min(100, digits + 40)).split('e')
  const tail = (long[0] ?? '').slice(digits === 0 ? 2 : 2 + digits)
  const kept = (long[0] ?? '').slice(0, digits === 0 ? 1 : 2 + digits)
  if (/^50*$/.test(tail) && Number(kept.at(-1)) % 2 === 0) {
    mantissa = kept
    power = long[1] ?? power
  }
  const n = Number(power)
  return `${mantissa}e${n < 0 ? '-' : '+'}${String(Math.abs(n)).padStart(2, '0')}`
}

function general(x: number, precision: number, alternate: boolean, limit = precision): string {
  const text = exponential(x, precision - 1)
  const [mantissa = '', power = '0'] = text.split('e')
  const exponent = Number(power)
  const trim = (s: string): string => (alternate || !s.includes('.') ? s : s.replace(/\.?0+$/, ''))
  // Without a type, a float switches to an exponent one digit earlier than 'g' does.
  if (exponent < -4 || exponent >= limit) return `${trim(mantissa)}e${power}`
  return trim(fixed(x, Math.max(0, precision - 1 - exponent)))
}

/** `text.format(*args, **kw)`. */
export function strformat(template: unknown, ...all: unknown[]): string {
  const [kw, ...args] = all
  let auto = 0
  let manual = false
  const field = (name: string): unknown => {
    const [first = '', ...rest] = name.split(/(?=[.[])/)
    if (/^\d/.test(first)) manual = true
    if (manual && (first === '' || auto)) throw new ValueError('cannot switch from manual to automatic fields')
    const key = first === '' ? String(auto++) : first
    let value: unknown
    if (/^\d+$/.test(key)) {
      if (Number(key) >= args.length) throw new IndexError('Replacement index ' + key + ' out of range for positional args tuple')
      value = args[Number(key)]
    } else {
      if (!isDict(kw) || !has(kw, key)) throw new KeyError(key)
      value = lookup(kw, key)
    }
    for (const step of rest) {
      const inner = step.startsWith('.') ? step.slice(1) : step.slice(1, -1)
      value = step.startsWith('.') ? getattr(value, inner) : getitem(value, /^\d+$/.test(inner) ? Number(inner) : inner)
    }
    return value
  }
  const expand = (text: string, depth: number): string => {
    let out = ''
    let i = 0
    while (i < text.length) {
      const char = text[i] ?? ''
      if ((char === '{' || char === '}') && text[i + 1] === char) {
        out += char
        i += 2
      } else if (char === '{') {
        const end = closing(text, i)
        out += replaced(text.slice(i + 1, end), depth)
        i = end + 1
      } else if (char === '}') throw new ValueError("Single '}' encountered in format string")
      else {
        out += char
        i++
      }
    }
    return out
  }
  const replaced = (body: string, depth: number): string => {
    if (depth > 1) throw new ValueError('Max string recursion exceeded')
    const m = /^([^!:]*)(?:!([a-z]))?(?::([\s\S]*))?$/.exec(body)
    if (m === null) throw new ValueError('expected \':\' after conversion specifier')
    let value = field(m[1] ?? '')
    if (m[2] === 'r') value = repr(value)
    else if (m[2] === 's') value = str(value)
    else if (m[2] === 'a') value = ascii(value)
    else if (m[2] !== undefined) throw new ValueError(`Unknown conversion specifier ${m[2]}`)
    return format(value, m[3] === undefined ? '' : expand(m[3], depth + 1))
  }
  return expand(String(template), 0)
}

function closing(text: string, open: number): number {
  let depth = 0
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth++
    else if (text[i] === '}' && --depth === 0) return i
  }
  throw new ValueError("expected '}' before end of string")
}

/** `"…" % values`. */
export function percent(template: string, values: unknown): string {
  const list = values instanceof Tuple ? [...values] : [values]
  let used = 0
  const take = (): unknown => {
    if (used >= list.length) throw new TypeError('not enough arguments for format string')
    return list[used++]
  }
  let named = false
  const out = template.replace(/%(?:\((.*?)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?(.|$)/gsu, (_, name: string | undefined, flags: string, width: string | undefined, precision: string | undefined, type: string) => {
    if (type === '') throw new ValueError('incomplete format')
    if (type === '%') {
      // Only `%%` is a percent sign.
      if (_ === '%%') return type
      throw unsupported(type)
    }
    if (name !== undefined) {
      if (!isDict(values)) throw new TypeError('format requires a mapping')
      named = true
      used = 1
    }
    const w = width === '*' ? Number(toIndex(take())) : Number(width ?? 0)
    const p = precision === undefined ? undefined : precision === '*' ? Math.max(0, Number(toIndex(take()))) : Number(precision)
    const value = name !== undefined ? getitem(values, name) : take()
    if (!'sracdiuxXoeEfFgG'.includes(type)) throw unsupported(type)
    return one(value, w < 0 ? `${flags}-` : flags, Math.abs(w), p, type)
  })
  if (!named && used < list.length && !isDict(values) && !(Array.isArray(values) && !(values instanceof Tuple) && used === 0)) throw new TypeError('not all arguments converted during string formatting')
  return out
}

/** `a % b` where the left side may be a string to format. */
export function modulo(a: unknown, b: unknown): unknown {
  return typeof a === 'string' ? percent(a, b) : mod(a, b)
}

function one(value: unknown, flags: string, width: number, precision: number | undefined, type: string): string {
  const left = flags.includes('-')
  const spec: Spec = {
    fill: flags.includes('0') && !left ? '0' : ' ',
    align: left ? '<' : flags.includes('0') ? '=' : '>',
    sign: flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '',
    alternate: flags.includes('#'),
    width,
    group: '',
    precision,
    type,
  }
  if (type === 's' || type === 'r' || type === 'a') {
    const text = type === 's' ? str(value) : type === 'r' ? repr(value) : ascii(value)
    return formatText(text, { ...spec, fill: ' ', align: left ? '<' : '>', sign: '', alternate: false, type: 's' })
  }
  if (type === 'c') return padded('', character(value), { ...spec, fill: ' ', align: left ? '<' : '>' }, '>')
  if (!(isInt(value) || typeof value === 'number' || value instanceof Float)) {
    throw new TypeError(`%${type} format: a real number is required, not ${typeName(value)}`)
  }
  if ('diu'.includes(type)) {
    const whole = int(value)
    const digits = precision === undefined ? undefined : String(BigInt(whole) < 0n ? -BigInt(whole) : BigInt(whole)).padStart(precision, '0')
    if (digits !== undefined) return padded(signOf(BigInt(whole) < 0n, spec), digits, spec, '>')
    return formatInt(whole, { ...spec, alternate: false, type: 'd', precision: undefined })
  }
  if ('xXo'.includes(type)) {
    if (!isInt(value)) throw new TypeError(`%${type} format: an integer is required, not ${typeName(value)}`)
    const x = BigInt(value)
    const plain = formatInt(x < 0n ? -x : x, { ...spec, sign: '', alternate: false, width: 0, precision: undefined })
    const mark = spec.alternate ? `0${type}` : ''
    return padded(signOf(x < 0n, spec) + mark, plain.padStart(precision ?? 0, '0'), spec, '>')
  }
  return formatFloat(float(value), spec)
}

function unsupported(type: string): Error {
  return new ValueError(`unsupported format character '${type}'`)
}

/** What `%c` shows. */
function character(value: unknown): string {
  if (typeof value === 'string' && len(value) === 1) return value
  if (!isInt(value)) throw new TypeError(typeof value === 'string' ? '%c requires int or char' : `%c requires int or char, not ${typeName(value)}`)
  if (Number(value) < 0 || Number(value) > 0x10ffff) throw new OverflowError('%c arg not in range(0x110000)')
  return String.fromCodePoint(Number(value))
}
