/** Blocks with holes of every kind: texts, attributes, live properties, children. */

import { FullWalk } from './adoptfull.js'
import { below, setAttribute, setProperty } from './attributes.js'
import type { Live } from './instance.js'
import { CHILD, CLASS, isText, PROP, STYLE, Template, TEXT, walk } from './template.js'
import type { Hearing, Hole, Nesting, Path, Place } from './pieces.js'

// These begin an SVG fragment when they are the root of a block; HTML's parser knows them only inside <svg>.
const SVG_ROOT =
  /^<(path|circle|rect|line|polygon|polyline|ellipse|g|defs|marker|mask|pattern|stop|linearGradient|radialGradient|text|tspan|use|symbol|clipPath|filter|image|animate|foreignObject)\b/

export class FullTemplate extends Template {
  override readonly names: readonly string[]
  /** Spots that are found right after cloning: children that come and go before them would spoil their paths. */
  readonly early: number[] = []
  /** Holes that are filled in an instance, not in the template: children and live properties. */
  readonly late: number[] = []
  /** Whether no text stands beside a CHILD hole, and all that is filled in an instance are such: see `isPlain`. */
  #alone = false

  constructor(
    html: string,
    holes: readonly Hole[],
    events: Hearing | null,
    override readonly nesting: Nesting | null = null,
  ) {
    super(html, holes, events)
    this.names = holes.map(([kind, , name]) => (kind === CLASS ? 'class' : kind === STYLE ? 'style' : name ?? ''))
    const children = holes.filter((hole) => hole[0] === CHILD).map((hole) => hole[1])
    this.paths.forEach((path, i) => {
      const kind = this.kinds[i]
      if (kind === CHILD || kind === PROP) this.late.push(i)
      if (kind === CHILD || children.some((child) => comesAfter(path, child))) this.early.push(i)
    })
    // A select takes its value once its options are there.
    this.late.sort((a, b) => this.kinds[b]! - this.kinds[a]!)
  }

  /** A CHILD hole that shows a text that needs no separator is one text node, as a TEXT hole is. */
  override isPlain(values: readonly unknown[]): boolean {
    void this.root
    for (let i = 0; i < this.late.length; i++) if (!isText(values[this.late[i]!])) return false
    return this.#alone
  }

  override write(values: readonly unknown[], plain: boolean): void {
    const { kinds, names, last, spots } = this
    for (let i = 0; i < kinds.length; i++) {
      const kind = kinds[i]!
      const value = kind === CHILD && !plain ? '' : values[i]
      // An object may have changed inside.
      if ((value !== last[i] || (typeof value === 'object' && value !== null)) && kind !== PROP) {
        last[i] = value
        write(spots[i]!, kind, names[i]!, value)
      }
    }
  }

  override complete(live: Live): void {
    const refs = this.#open(live)
    const { kinds, names, late } = this
    for (let n = 0; n < late.length; n++) {
      const i = late[n]!
      if (kinds[i] === CHILD) (refs[i] as Place).fill(live.values[i])
      else write(refs[i] as Node, kinds[i]!, names[i]!, live.values[i])
    }
  }

  override change(live: Live, i: number, value: unknown): void {
    const kind = this.kinds[i]!
    const spot = live.find(i)
    if (kind !== CHILD) write(spot as Node, kind, this.names[i]!, value)
    else if ((spot as Place).anchor) (spot as Place).set(value)
    else if (isText(value)) (spot as Text).data = value as string
    else (this.#open(live)[i] as Place).set(value)
  }

  override end({ refs }: Live): void {
    if (!this.nesting) return
    for (let i = 0; i < this.kinds.length; i++) if (this.kinds[i] === CHILD) (refs?.[i] as Place | undefined)?.end?.()
  }

  /** How an instance takes the server's nodes. */
  $walk(live: Live): FullWalk {
    return new FullWalk(live)
  }

  /** Finds the places of the holes that are filled in an instance; what stands there already is text. */
  #open(live: Live): Array<Node | Place | undefined> {
    const { early, late, paths, kinds } = this
    const refs = (live.refs ??= new Array<Node | Place | undefined>(paths.length))
    for (let n = 0; n < early.length; n++) refs[early[n]!] ??= walk(live.element, paths[early[n]!]!)
    // Every slot first: until it is one, its anchor looks like a text.
    for (let n = 0; n < late.length; n++) {
      const i = late[n]!
      const node = (refs[i] as Node | undefined) ?? walk(live.element, paths[i]!)
      refs[i] = kinds[i] === CHILD ? this.nesting!.open(node as Text, live.host) : node
    }
    return refs
  }

  protected override parse(): Element {
    const root = super.parse()
    this.kinds.forEach((kind, i) => {
      if (kind !== CHILD) return
      // A text, where content can stand in itself; an empty one is invisible in the page's HTML.
      const anchor = root.ownerDocument.createTextNode('')
      ;(this.found[i] as ChildNode).replaceWith(anchor)
      this.found[i] = anchor
    })
    this.#alone = this.late.every((i) => {
      const { previousSibling, nextSibling } = this.found[i]!
      return this.kinds[i] === CHILD && (previousSibling ?? root).nodeType === 1 && (nextSibling ?? root).nodeType === 1
    })
    return root
  }

  protected override parseMarkup(html: string): Element {
    const markup = below(html)
    return SVG_ROOT.test(html) ? super.parseMarkup(`<svg>${markup}</svg>`).firstElementChild! : super.parseMarkup(markup)
  }
}

export function write(node: Node, kind: number, name: string, value: unknown): void {
  if (kind === TEXT || kind === CHILD) (node as Text).data = value as string
  else if (kind === PROP) setProperty(node as Element, name, value)
  else if (kind === CLASS && typeof value === 'string') (node as Element).setAttribute('class', value)
  else setAttribute(node as Element, name, value)
}

function comesAfter(path: Path, child: Path): boolean {
  const at = child.length - 1
  return path.length > at && path[at]! > child[at]! && child.every((index, i) => i === at || index === path[i])
}
