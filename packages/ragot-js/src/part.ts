/** What a component shows: parts of a tree that have a life of their own, and who owns the views in them. */

import type { Placeholder } from './seam.js'
import type { Adopter, Host, Part, PartLike } from './pieces.js'

let host: Host | null = null

/** Runs `fn` with `owner` as the host of the views that it makes. */
export function hosting<T>(owner: Host | null, fn: () => T): T {
  const before = host
  host = owner
  try {
    return fn()
  } finally {
    host = before
  }
}

/** The component whose views are being made. */
export const currentHost = (): Host | null => host

export function isPart(value: unknown): value is PartLike {
  return typeof value === 'object' && value !== null && (value as Partial<Part>).$make !== undefined
}

/** A text, a DOM node, or nothing. */
export class Plain implements Part {
  #node: Node | null = null

  constructor(readonly value: unknown) {}

  $make(): Node {
    const { value } = this
    if (value instanceof Node) return (this.#node = value)
    const shown = typeof value === 'string' || typeof value === 'number'
    if (!shown && value != null && typeof value !== 'boolean') {
      throw new TypeError(`render() must return one element, got ${describe(value)}; put it into a ui.div`)
    }
    const text: Placeholder = document.createTextNode(shown ? String(value) : '')
    text.$blank = !shown
    return (this.#node = text)
  }

  $adopt(node: Node | null, parent: Node, adopter: Adopter): Node {
    const made = this.$make()
    if (made.nodeType !== 3) return node ? parent.replaceChild(made, node) && made : parent.appendChild(made)
    if (!(made as Placeholder).$blank) return (this.#node = adopter.takeText((made as Text).data, node, parent))
    return parent.insertBefore(made, node)
  }

  $entered(): void {}

  $take(next: unknown): boolean {
    return next instanceof Plain && (next.value === this.value || (next.value == null && this.value == null))
  }

  $node(): Node {
    return this.#node!
  }

  $leave(): void {}
}

export function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value
  const name = (value as object).constructor?.name ?? 'object'
  return Array.isArray(value) ? 'a list' : `an object (${name})`
}
