// Asks the browser's helpers what values.py asked Python: values.mjs FOLDER ROWS. Prints the rows that differ.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const [, , folder, file] = process.argv
const load = (name) => import(join(resolve(folder), `${name}.js`))
const [{ Float }, { excName }, { repr }, parse, number] = await Promise.all(['kinds', 'errors', 'text', 'parse', 'number'].map(load))
const helpers = Object.assign({}, ...(await Promise.all(['strings', 'letters', 'format', 'rounding', 'compare'].map(load))), number, { repr, int: parse.int })
// Bare numbers where the compiler has them.
Object.assign(helpers, { flt: (v) => number.flt(parse.float(v)), percent: helpers.modulo })

/** A literal of Python's. */
function value(text) {
  if (text === 'True' || text === 'False') return text === 'True'
  if (/^['"]/.test(text)) return new Function(`return ${text.replace(/\\U([0-9a-f]{8})/g, '\\u{$1}')}`)()
  if (/^-?\d+$/.test(text)) return number.int_(BigInt(text))
  const x = { inf: Infinity, '-inf': -Infinity, nan: NaN }[text] ?? Number(text)
  return Number.isInteger(x) ? new Float(x) : x
}

for (const [name, args, answer] of JSON.parse(readFileSync(file, 'utf8'))) {
  let found
  try {
    found = repr(helpers[name](...args.map(value)))
  } catch (error) {
    found = `!${excName(error)}`
  }
  if (found !== answer) console.log(JSON.stringify([name, args, answer, found]))
}
