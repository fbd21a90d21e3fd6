// The texts of floats and strings, as Python writes them.

/** Python's text of a float: "5.0", "1e-07", "inf". */
export function fstr(x: number): string {
  if (Number.isNaN(x)) return 'nan'
  if (x === Infinity) return 'inf'
  if (x === -Infinity) return '-inf'
  if (x === 0) return Object.is(x, -0) ? '-0.0' : '0.0'
  const [mantissa = '', power = '0'] = Math.abs(x).toExponential().split('e')
  const exponent = Number(power)
  const sign = x < 0 ? '-' : ''
  if (exponent < -4 || exponent >= 16) {
    const digits = String(Math.abs(exponent)).padStart(2, '0')
    return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`
  }
  const digits = mantissa.replace('.', '')
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`
}

const SHORT: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** Python's `repr` of a string. */
export function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  let out = ''
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    if (char === quote) out += `\\${char}`
    else if (SHORT[char] !== undefined) out += SHORT[char]
    else if (code >= 32 && code < 127) out += char
    else if (code > 160 && !/[\p{C}\p{Z}]/u.test(char)) out += char
    else out += escaped(code)
  }
  return quote + out + quote
}

export function escaped(code: number): string {
  const hex = code.toString(16)
  if (code < 256) return `\\x${hex.padStart(2, '0')}`
  return code < 65536 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

const OPEN: object[] = []

/** The text of a container; one that holds itself shows as `[...]`. */
export function nested(v: object, make: () => string): string {
  if (OPEN.includes(v)) return Array.isArray(v) ? '[...]' : '{...}'
  OPEN.push(v)
  try {
    return make()
  } finally {
    OPEN.pop()
  }
}
