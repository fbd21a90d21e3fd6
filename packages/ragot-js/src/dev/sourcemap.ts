/** From a place in generated JavaScript to the place in Python. */

export interface Place {
  file: string
  /** From 1. */
  line: number
  /** From 0. */
  column: number
  /** Lines of the file around the place, with their numbers; empty when the map has no text. */
  frame: { number: number; text: string }[]
}

/** One call of a stack: where it is in JavaScript and, when it came from Python, where there. */
export interface Call {
  name: string
  url: string
  line: number
  column: number
  place: Place | null
}

interface SourceMap {
  sources: string[]
  sourcesContent?: (string | null)[]
  mappings: string
}

/** [generated column, source, line, column], all from 0. */
type Segment = [number, number, number, number]

const maps = new Map<string, Promise<SourceMap | null>>()

/** The calls of `error.stack`, the innermost first, each with its place in Python where a source map tells it. */
export async function callsOf(stack: string): Promise<Call[]> {
  return Promise.all(parseStack(stack).map(async (call) => ({ ...call, place: await placeOf(call) })))
}

/** The calls of a stack as Chromium, Firefox or Safari print it. */
export function parseStack(stack: string): Omit<Call, 'place'>[] {
  const calls: Omit<Call, 'place'>[] = []
  for (const text of stack.split('\n')) {
    const found = /^\s*at (?:(?:async |new )?(.*?) \()?(\S+?):(\d+):(\d+)\)?$/.exec(text) ?? /^(.*?)@(\S+?):(\d+):(\d+)$/.exec(text)
    if (found) calls.push({ name: found[1] ?? '', url: found[2]!, line: Number(found[3]), column: Number(found[4]) })
  }
  return calls
}

async function placeOf({ url, line, column }: Omit<Call, 'place'>): Promise<Place | null> {
  if (!/^https?:.*\/app\/.*\.js(\?|$)/.test(url)) return null
  const map = await mapOf(url)
  return map && lookUp(map, line - 1, column - 1)
}

function mapOf(url: string): Promise<SourceMap | null> {
  let found = maps.get(url)
  if (!found) {
    const address = url.replace(/(\?|$)/, '.map$1')
    found = fetch(address)
      .then((response) => (response.ok ? (response.json() as Promise<SourceMap>) : null))
      .catch(() => null)
    maps.set(url, found)
  }
  return found
}

export function lookUp(map: SourceMap, line: number, column: number): Place | null {
  const segments = decodeLine(map.mappings, line)
  const segment = segments.filter(([start]) => start <= column).pop() ?? segments[0]
  if (!segment) return null
  const [, source, sourceLine, sourceColumn] = segment
  const lines = map.sourcesContent?.[source]?.split('\n') ?? []
  const first = Math.max(0, sourceLine - 2)
  const frame = lines.slice(first, sourceLine + 3).map((text, i) => ({ number: first + i + 1, text }))
  return { file: map.sources[source] ?? '?', line: sourceLine + 1, column: sourceColumn, frame }
}

/** The segments of one generated line. The numbers of a map are relative, so that the lines before it count. */
function decodeLine(mappings: string, wanted: number): Segment[] {
  let source = 0
  let line = 0
  let column = 0
  let found: Segment[] = []
  for (const [number, text] of mappings.split(';', wanted + 1).entries()) {
    let generated = 0
    found = []
    for (const segment of text.split(',')) {
      const [a, b, c, d] = decodeNumbers(segment)
      generated += a ?? 0
      if (b === undefined) continue
      source += b
      line += c!
      column += d!
      found.push([generated, source, line, column])
    }
    if (number === wanted) return found
  }
  return []
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function decodeNumbers(text: string): number[] {
  const numbers: number[] = []
  let value = 0
  let shift = 0
  for (const letter of text) {
    const digit = DIGITS.indexOf(letter)
    value |= (digit & 31) << shift
    shift += 5
    if (digit & 32) continue
    numbers.push(value & 1 ? -(value >>> 1) : value >>> 1)
    value = shift = 0
  }
  return numbers
}
