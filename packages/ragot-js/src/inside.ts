/** A component inside the tree of another one. */

import { isPart, Plain } from './part.js'
import { dequeue } from './schedule.js'
import type { Adopter, Host, Nestable, Part, PartLike } from './pieces.js'

export class Inside implements Part {
  #host: Host | null = null

  constructor(readonly component: Nestable) {}

  get $key(): unknown {
    return this.component.$key
  }

  $make(host: Host | null): Node {
    this.#host = host
    return this.component.$make()
  }

  $adopt(node: Node | null, parent: Node, adopter: Adopter, host: Host | null): Node {
    this.#host = host
    return this.component.$adopt(node, parent, adopter)
  }

  /** Starts, once the component around it has. */
  $entered(): void {
    const { component } = this
    if (!this.#host?.$waiting?.push(component)) component.$start()
  }

  /** A new component of the same class in its place gives it props and module, and the state that it was given anew. */
  $take(other: unknown): boolean {
    const { component } = this
    const next = other instanceof Inside ? other.component : (other as Nestable)
    if (next === component) return true
    if (next.constructor !== component.constructor) return false
    component.props = next.props
    component.module = next.module
    const before = component.$given as Record<string, unknown>
    const changed = Object.entries(next.$given).filter(([name, value]) => value !== before[name])
    component.$given = next.$given
    if (changed.length) component.state = { ...component.state, ...Object.fromEntries(changed) }
    dequeue(component)
    component.$flush()
    return true
  }

  $node(): Node {
    return this.component.$node()
  }

  $leave(): void {
    this.component.$leave()
  }
}

export const asPart = (value: PartLike): Part => ('$flush' in value ? new Inside(value) : (value.$new?.() ?? value))

/** `value` as a part: a component shows one node. */
export function partOf(value: unknown): Part {
  return isPart(value) ? asPart(value) : new Plain(value)
}
