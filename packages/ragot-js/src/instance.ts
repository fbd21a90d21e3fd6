/** Instances of blocks: a template's clone in the page, its values, and who owns it. */

import { currentHost } from './part.js'
import { walk, type Template } from './template.js'
import type { Adopter, Host, Instance, Part, Place } from './pieces.js'

/** A tree to show: as the one node of a component it keeps its instance; elsewhere who shows it does. */
export class View implements Part {
  #live: Live | null = null

  constructor(
    readonly template: Template,
    readonly values: readonly unknown[],
    readonly key: unknown,
    readonly host: Host | null,
  ) {}

  get $key(): unknown {
    return this.key ?? undefined
  }

  $make(): Node {
    return (this.#live = createView(this)).element
  }

  $adopt(node: Node | null, parent: Node, adopter: Adopter): Node {
    this.#live = adopter.adoptView(this, node, parent) as Live
    return this.#live.element
  }

  $entered(): void {}

  $take(next: unknown): boolean {
    return next instanceof View && takeView(this.#live!, next)
  }

  $node(): Node {
    return this.#live!.element
  }

  $leave(): void {
    drop(this.#live!)
  }
}

/** One instance of a block in the page. */
export class Live implements Instance {
  /** Nodes and slots by the number of their hole or event, those that have been needed. */
  refs: Array<Node | Place | undefined> | null = null

  constructor(
    readonly template: Template,
    readonly element: Element,
    public key: unknown,
    public values: readonly unknown[],
    public host: Host | null,
  ) {
    ;(element as Owned).$live = this
  }

  /** The node or slot of hole or event `i`. */
  find(i: number): Node | Place {
    const { paths } = this.template
    const refs = this.refs ?? (this.refs = new Array<Node | Place | undefined>(paths.length))
    return refs[i] ?? (refs[i] = walk(this.element, paths[i]!))
  }
}

export interface Owned extends Element {
  $live?: Live
}

export function viewOf(template: Template, values: readonly unknown[], key: unknown): View {
  return new View(template, values, key, currentHost())
}

/** A new instance of a view's block, whose events are heard. */
export function createView({ template, values, key, host }: View): Live {
  template.events?.hear(host)
  return create(template, values, key, host)
}

/** Shows `next` in an instance; false when that is of another block or key. */
export function takeView(live: Live, next: View): boolean {
  if (next.template !== live.template || next.key !== live.key) return false
  live.host = next.host
  patch(live, next.values)
  return true
}

/** A new instance of a block, not yet in the page. */
export function create(
  template: Template,
  values: readonly unknown[],
  key: unknown,
  owner: Host | null,
): Live {
  const plain = template.isPlain(values)
  const live = new Live(template, template.stamp(values, plain), key, values, owner)
  if (!plain) template.complete(live)
  return live
}

export function patch(live: Live, values: readonly unknown[]): void {
  const before = live.values
  const holes = live.template.kinds.length
  // Kept while they are equal: what replaces them would outlive the garbage of this update.
  let kept = true
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    const same = value === before[i]
    // An object may have changed inside.
    if (same && (i >= holes || value === null || typeof value !== 'object')) continue
    if (!same) kept = false
    if (i < holes) live.template.change(live, i, value)
  }
  if (!kept) live.values = values
}

/** Ends everything inside an instance that has a life of its own; its nodes are the caller's. */
export function drop(live: Live): void {
  live.template.end(live)
}
