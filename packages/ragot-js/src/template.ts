/** The static half of a block: markup that is parsed once, and where its holes are. */

import type { AdoptingWalk, Hearing, Hole, Instance, Nesting, Path } from './pieces.js'

export const TEXT = 0
export const ATTR = 1
export const PROP = 2
export const CLASS = 3
export const STYLE = 4
export const CHILD = 5

/** A block whose holes are texts; full.ts has the one for all kinds. */
export class Template {
  readonly kinds: readonly number[]
  /** Names of attributes, by the number of their hole. */
  readonly names: readonly string[] = []
  /** Holes, then events: what a walk may have to find. */
  readonly paths: readonly Path[]
  readonly nesting: Nesting | null = null
  /** The template's node of each hole and event, once the markup is parsed. */
  protected found: Node[] = []
  protected last: unknown[] = []
  #root: Element | null = null

  constructor(
    readonly html: string,
    readonly holes: readonly Hole[],
    readonly events: Hearing | null,
  ) {
    this.kinds = holes.map((hole) => hole[0])
    this.paths = [...holes.map((hole) => hole[1]), ...(events?.spots ?? []).map((spot) => spot[0])]
  }

  get root(): Element {
    return (this.#root ??= this.parse())
  }

  /** The template's node of each hole and event, by its number. */
  get spots(): readonly Node[] {
    void this.root
    return this.found
  }

  /** Whether everything that `values` show can be written into the template before it is cloned. */
  isPlain(_values: readonly unknown[]): boolean {
    return true
  }

  /** Writes `values` into the template; into its CHILD holes too when it is `plain`. */
  write(values: readonly unknown[], _plain: boolean): void {
    const { spots, last } = this
    for (let i = 0; i < this.kinds.length; i++) {
      if (values[i] !== last[i]) (spots[i] as Text).data = (last[i] = values[i]) as string
    }
  }

  /** A new element with `values` in the holes that `write` fills. */
  stamp(values: readonly unknown[], plain: boolean): Element {
    this.write(values, plain)
    return this.root.cloneNode(true) as Element
  }

  /** Fills what `stamp` has left. */
  complete(_live: Instance): void {}

  /** Shows another value in hole `i`. */
  change(live: Instance, i: number, value: unknown): void {
    ;(live.find(i) as Text).data = value as string
  }

  /** Ends everything inside an instance that has a life of its own. */
  end(_live: Instance): void {}

  protected parse(): Element {
    const root = this.parseMarkup(this.html)
    this.found = this.paths.map((path) => walk(root, path))
    return root
  }

  protected parseMarkup(html: string): Element {
    const holder = document.createElement('template')
    holder.innerHTML = html
    const root = holder.content.firstElementChild
    if (DEV && (!root || root.nextSibling)) throw new Error(`a block must have one root element, got ${this.html}`)
    return root!
  }
}

/** A template that is adopted in a way of its own. */
export interface WalkedTemplate extends Template {
  $walk?(live: Instance): AdoptingWalk
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
