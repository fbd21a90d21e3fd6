/** The static half of a block: markup that is parsed once, and where its holes are. */

import type { Host } from './part.js'
import { below, setAttribute, setProperty } from './attributes.js'

export const TEXT = 0
export const ATTR = 1
export const PROP = 2
export const CLASS = 3
export const STYLE = 4
export const CHILD = 5

export type Path = readonly number[]
export type Hole = readonly [kind: number, path: Path, name?: string]
/** Runs in the component that owns the block, with the values of the instance that the event met. */
export type Handler = (owner: any, values: readonly any[], event: Event) => unknown
export type EventSpot = readonly [path: Path, type: string, handler: Handler]

/** The handlers of a block, and how they are heard; apart from the template, for blocks that have none. */
export interface Hearing {
  readonly spots: readonly EventSpot[]
  hear(host: Host | null): void
}

/** What a CHILD hole becomes in an instance. */
export interface Place {
  readonly anchor: Text
  /** Shows its first value. */
  fill(value: unknown): void
  /** Shows another one. */
  set(value: unknown): void
  /** Puts separators around it where they are needed. */
  mend(): void
  /** Ends what has a life of its own in there. */
  end(): void
}

/** How CHILD holes come to life; apart from the template, for blocks that have none. */
export interface Nesting {
  open(anchor: Text, host: unknown): Place
  adopt(value: unknown, next: ChildNode | null, parent: Node, host: unknown, last: boolean, adopter: Adopter): Place
}

/** The parts of adopting that CHILD holes need; adopt.ts has them. */
export interface Adopter {
  adoptView(value: any, node: Node | null, parent: Node, before?: Node | null): any
  takeText(text: string, next: Node | null, parent: Node): Text
  pastSeparator(next: ChildNode | null, parent: Node): ChildNode | null
  differs(at: Node | null, parent: Node | null, expected: string, found?: string | null): void
  /** Whether somebody wants to hear of every difference. */
  isWatched(): boolean
}

// These begin an SVG fragment when they are the root of a block; HTML's parser knows them only inside <svg>.
const SVG_ROOT =
  /^<(path|circle|rect|line|polygon|polyline|ellipse|g|defs|marker|mask|pattern|stop|linearGradient|radialGradient|text|tspan|use|symbol|clipPath|filter|image|animate|foreignObject)\b/


export class Template {
  readonly kinds: number[]
  readonly names: string[]
  /** Holes, then events: what a walk may have to find. */
  readonly paths: Path[]
  /** Spots that are found right after cloning: children that come and go before them would spoil their paths. */
  readonly early: number[] = []
  /** Holes that are filled in an instance, not in the template: children and live properties. */
  readonly late: number[] = []
  /** Whether no text stands beside a CHILD hole, and all that is filled in an instance are such: see `isPlain`. */
  #alone = false
  #root: Element | null = null
  #spots: Node[] = []
  #last: unknown[]

  constructor(
    readonly html: string,
    readonly holes: readonly Hole[],
    readonly events: Hearing | null,
    readonly nesting: Nesting | null = null,
  ) {
    this.kinds = holes.map((hole) => hole[0])
    this.names = holes.map(([kind, , name]) => (kind === CLASS ? 'class' : kind === STYLE ? 'style' : name ?? ''))
    this.paths = [...holes.map((hole) => hole[1]), ...(events?.spots ?? []).map((spot) => spot[0])]
    this.#last = holes.map(() => undefined)
    const children = holes.filter((hole) => hole[0] === CHILD).map((hole) => hole[1])
    this.paths.forEach((path, i) => {
      const kind = this.kinds[i]
      if (kind === CHILD || kind === PROP) this.late.push(i)
      if (kind === CHILD || children.some((child) => comesAfter(path, child))) this.early.push(i)
    })
    // A select takes its value once its options are there.
    this.late.sort((a, b) => this.kinds[b]! - this.kinds[a]!)
  }

  get root(): Element {
    return this.#root ?? this.#parse()
  }

  /** Whether every CHILD hole shows a text that needs no separator: then it is one text node, as a TEXT hole is. */
  isPlain(values: readonly unknown[]): boolean {
    void this.root
    for (let i = 0; i < this.late.length; i++) if (!isText(values[this.late[i]!])) return false
    return this.#alone
  }

  /** A new element with `values` in its text and attribute holes; in its CHILD holes too when it is `plain`. */
  stamp(values: readonly unknown[], plain: boolean): Element {
    const root = this.root
    const { kinds, names } = this
    const last = this.#last
    for (let i = 0; i < kinds.length; i++) {
      const kind = kinds[i]!
      const value = kind === CHILD && !plain ? '' : values[i]
      // An object may have changed inside.
      if ((value !== last[i] || (typeof value === 'object' && value !== null)) && kind !== PROP) {
        last[i] = value
        write(this.#spots[i]!, kind, names[i]!, value)
      }
    }
    return root.cloneNode(true) as Element
  }

  /** The template's node of each hole and event, by its number. */
  get spots(): readonly Node[] {
    void this.root
    return this.#spots
  }

  #parse(): Element {
    const holder = document.createElement('template')
    const svg = SVG_ROOT.test(this.html)
    const markup = below(this.html)
    holder.innerHTML = svg ? `<svg>${markup}</svg>` : markup
    const outer = holder.content.firstElementChild
    const root = svg ? outer?.firstElementChild : outer
    if (!root || root.nextSibling) throw new Error(`a block must have one root element, got ${this.html}`)
    this.#spots = this.paths.map((path) => walk(root, path))
    this.kinds.forEach((kind, i) => {
      if (kind !== CHILD) return
      // A text, where content can stand in itself; an empty one is invisible in the page's HTML.
      const anchor = root.ownerDocument.createTextNode('')
      ;(this.#spots[i] as ChildNode).replaceWith(anchor)
      this.#spots[i] = anchor
    })
    this.#alone = this.late.every((i) => {
      const { previousSibling, nextSibling } = this.#spots[i]!
      return this.kinds[i] === CHILD && (previousSibling ?? root).nodeType === 1 && (nextSibling ?? root).nodeType === 1
    })
    return (this.#root = root)
  }
}

/** The node at `path`: child indexes from `node` down. */
export function walk(node: Node, path: Path): Node {
  for (let i = 0; i < path.length; i++) {
    node = node.firstChild!
    for (let left = path[i]!; left > 0; left--) node = node.nextSibling!
  }
  return node
}

/** What shows as one text. */
export const isText = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number'

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

const holesCache = new WeakMap<Template, Map<Node, number[]>>()

/** The numbers of the holes and events at each node of the template. */
export function holesOf(template: Template): Map<Node, number[]> {
  let holes = holesCache.get(template)
  if (!holes) {
    holes = new Map()
    template.spots.forEach((node, i) => {
      const there = holes!.get(node)
      if (there) there.push(i)
      else holes!.set(node, [i])
    })
    holesCache.set(template, holes)
  }
  return holes
}

export function sameTag(node: Node | null, element: Element): node is Element {
  return node?.nodeType === 1 && (node as Element).localName === element.localName
}
