// Letters: large and small ones, and what str's questions about them answer.

import { own } from './dict.js'

export function casefold(s: unknown): unknown {
  return typeof s === 'string' ? each(s, folded) : own(s, 'casefold', [])
}

/** Folding goes by way of the capitals; Cherokee stays there. */
function folded(char: string): string {
  if (/[Ꭰ-Ᏽᏸ-ᏽꭰ-ꮿ]/u.test(char)) return char.toUpperCase()
  return char === 'ı' ? char : char === 'ẞ' ? 'ss' : char.toUpperCase().toLowerCase()
}

/** The first letter of a word. Unicode has letters for that place alone: `ǅ` between `Ǆ` and `ǆ`. */
function titled(char: string): string {
  if (/[ა-ჿ]/.test(char)) return char
  const upper = char.toUpperCase()
  if (upper.length === char.length) return 'ǅǈǋǲ'['ǄǇǊǱ'.indexOf(upper)] ?? upper
  if (char.normalize('NFD').includes('\u0345')) {
    const out = `${upper.slice(0, -1)}\u0345`
    return upper.length === 2 ? out.normalize('NFC') : out
  }
  return char === 'ŉ' ? upper : (upper[0] ?? '') + upper.slice(1).toLowerCase()
}

/** The small form of the character at `at` of `s`: a sigma is written otherwise at the end of a word. */
function small(s: string, at: number, char: string): string {
  if (char !== 'Σ') return char.toLowerCase()
  const inside = /(?!\p{Case_Ignorable})\p{Cased}\p{Case_Ignorable}*$/u.test(s.slice(0, at))
  return inside && !/^\p{Case_Ignorable}*(?!\p{Case_Ignorable})\p{Cased}/u.test(s.slice(at + 1)) ? 'ς' : 'σ'
}

/** Every character of `s` by a rule that knows where it stands. */
function each(s: string, rule: (char: string, at: number) => string): string {
  let out = ''
  let at = 0
  for (const char of s) {
    out += rule(char, at)
    at += char.length
  }
  return out
}

export function capitalize(s: unknown): unknown {
  return typeof s === 'string' ? each(s, (char, at) => (at === 0 ? titled(char) : small(s, at, char))) : own(s, 'capitalize', [])
}

export function title(s: unknown): unknown {
  if (typeof s !== 'string') return own(s, 'title', [])
  let inside = false
  return each(s, (char, at) => {
    const out = inside ? small(s, at, char) : titled(char)
    inside = /\p{Cased}/u.test(char)
    return out
  })
}

export function swapcase(s: unknown): unknown {
  if (typeof s !== 'string') return own(s, 'swapcase', [])
  return each(s, (char, at) => (/\p{Lt}/u.test(char) ? char : char === char.toLowerCase() ? char.toUpperCase() : small(s, at, char)))
}

function every(s: unknown, name: string, pattern: RegExp): unknown {
  return typeof s === 'string' ? pattern.test(s) : own(s, name, [])
}

export function isdigit(s: unknown): unknown {
  return every(s, 'isdigit', /^[\p{Nd}\u00b2-\u00b3\u00b9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\u{10a40}-\u{10a43}\u{10e60}-\u{10e68}\u{11052}-\u{1105a}\u{1f100}-\u{1f10a}]+$/u)
}

export function isdecimal(s: unknown): unknown {
  return every(s, 'isdecimal', /^\p{Nd}+$/u)
}

export function isnumeric(s: unknown): unknown {
  return every(s, 'isnumeric', /^[\p{N}㐅㒃㠪㭍一七万三九二五亖亿什仟仨伍佰億兆兩八六十千卄卅卌叁参參叄四壱壹幺廾廿弌弍弎弐拾捌柒漆玖百肆萬貮貳贰阡陆陌陸零參拾兩零六陸什𠀁𠁤𠃢𠄡𠤪𠦃𠦌𠦜𠫪𠫽𠬙𢎐𢦘𣬛𦉭廾]+$/u)
}

export function isalpha(s: unknown): unknown {
  return every(s, 'isalpha', /^\p{L}+$/u)
}

export function isalnum(s: unknown): unknown {
  return every(s, 'isalnum', /^[\p{L}\p{N}]+$/u)
}

export function isascii(s: unknown): unknown {
  return every(s, 'isascii', /^[\x00-\x7f]*$/)
}

export function isprintable(s: unknown): unknown {
  return every(s, 'isprintable', /^(?:[^\p{C}\p{Z}]| )*$/u)
}

export function isidentifier(s: unknown): unknown {
  return every(s, 'isidentifier', /^[\p{XID_Start}_]\p{XID_Continue}*$/u)
}

function cased(s: unknown, name: string, wrong: RegExp, right: RegExp): unknown {
  return typeof s === 'string' ? right.test(s) && !wrong.test(s) : own(s, name, [])
}

export function isupper(s: unknown): unknown {
  return cased(s, 'isupper', /[\p{Lowercase}\p{Lt}]/u, /\p{Uppercase}/u)
}

export function islower(s: unknown): unknown {
  return cased(s, 'islower', /[\p{Uppercase}\p{Lt}]/u, /\p{Lowercase}/u)
}

/** Capitals begin words and stand nowhere else. */
export function istitle(s: unknown): unknown {
  const wrong = /(?<=[\p{Uppercase}\p{Lowercase}\p{Lt}])[\p{Uppercase}\p{Lt}]|(?<![\p{Uppercase}\p{Lowercase}\p{Lt}])\p{Lowercase}/u
  return cased(s, 'istitle', wrong, /[\p{Uppercase}\p{Lt}]/u)
}
