/** Instances of blocks: a template's clone in the page, its values, and who owns it. */

import type { Unsubscribe } from './lifetime.js'
import type { Placeholder } from './seam.js'
import { CHILD, walk, write, type Adopter, type Place, type Template } from './template.js'

/** What owns views: a component. */
export interface Host {
  /** Asks for one listener per event type at the host's root. */
  $hear(types: readonly string[]): void
  /** Adopted lists whose rows have not been needed yet: call each before anything looks for them. */
  $asleep: Set<Unsubscribe>
}

/** A CHILD value with a life of its own: a component, or a tree of `h(…)`. */
export interface Part {
  readonly $key?: unknown
  /** Makes its node; the caller puts it into the page and then calls `$entered`. */
  $make(host: Host | null, parent?: Node): Node
  /** Takes the server's node instead; `adopter` does it for a value. */
  $adopt(node: Node | null, parent: Node, adopter: Adopter, host: Host | null): Node
  $entered(): void
  /** Becomes what `next` describes, keeping its node; false when that is something else. */
  $take(next: Part): boolean
  $node(): Node
  /** Ends its life; the caller removes the node. */
  $leave(): void
}

export class View {
  constructor(
    readonly template: Template,
    readonly values: readonly unknown[],
    readonly key: unknown,
    readonly host: Host | null,
  ) {}
}

/** One instance of a block in the page. */
export class Live {
  /** Nodes and slots by the number of their hole or event, those that have been needed. */
  refs: Array<Node | Place | undefined> | null = null

  constructor(
    readonly template: Template,
    readonly element: Element,
    public key: unknown,
    public values: readonly unknown[],
    public host: Host | null,
    public item: unknown,
  ) {
    ;(element as Owned).$live = this
  }
}

export interface Owned extends Element {
  $live?: Live
}

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

export function viewOf(template: Template, values: readonly unknown[], key: unknown): View {
  return new View(template, values, key, host)
}

/** A new instance of a block, not yet in the page. */
export function create(
  template: Template,
  values: readonly unknown[],
  key: unknown,
  owner: Host | null,
  item?: unknown,
): Live {
  const live = new Live(template, template.stamp(values), key, values, owner, item)
  const { early, late } = template
  if (early.length || late.length) {
    const refs = (live.refs = new Array<Node | Place | undefined>(template.paths.length))
    for (let i = 0; i < early.length; i++) refs[early[i]!] = walk(live.element, template.paths[early[i]!]!)
    // Every slot first: until it is one, its anchor looks like a text.
    for (let i = 0; i < late.length; i++) open(live, refs, late[i]!)
    for (let i = 0; i < late.length; i++) fill(live, refs, late[i]!, values)
  }
  return live
}

function open(live: Live, refs: Array<Node | Place | undefined>, i: number): void {
  const { kinds, paths } = live.template
  const node = (refs[i] as Node | undefined) ?? walk(live.element, paths[i]!)
  refs[i] = kinds[i] === CHILD ? live.template.nesting!.open(node as Text, live.host) : node
}

function fill(live: Live, refs: Array<Node | Place | undefined>, i: number, values: readonly unknown[]): void {
  const { kinds, names } = live.template
  if (kinds[i] === CHILD) (refs[i] as Place).fill(values[i])
  else write(refs[i] as Node, kinds[i]!, names[i]!, values[i])
}

export function patch(live: Live, values: readonly unknown[]): void {
  const before = live.values
  const { kinds } = live.template
  for (let i = 0; i < kinds.length; i++) {
    const value = values[i]
    if (value !== before[i] || (typeof value === 'object' && value !== null)) change(live, i, value)
  }
  live.values = values
}

function change(live: Live, i: number, value: unknown): void {
  const spot = find(live, i)
  const { kinds, names } = live.template
  if (kinds[i] === CHILD) (spot as Place).set(value)
  else write(spot as Node, kinds[i]!, names[i]!, value)
}

/** The node or slot of hole or event `i`. */
export function find(live: Live, i: number): Node | Place {
  const { paths } = live.template
  const refs = live.refs ?? (live.refs = new Array<Node | Place | undefined>(paths.length))
  return refs[i] ?? (refs[i] = walk(live.element, paths[i]!))
}

/** Ends everything inside an instance that has a life of its own; its nodes are the caller's. */
export function drop(live: Live): void {
  const { kinds, nesting } = live.template
  if (nesting) for (let i = 0; i < kinds.length; i++) if (kinds[i] === CHILD) (live.refs![i] as Place).end()
}

/** The one node that a component shows: an instance, a part, or a text (also for nothing). */
export type Root = { readonly live: Live } | { readonly part: Part } | { readonly text: Text } | { readonly node: Node }

export function rootNode(root: Root): Node {
  return 'live' in root ? root.live.element : 'part' in root ? root.part.$node() : 'text' in root ? root.text : root.node
}

export function makeRoot(value: unknown, owner: Host | null): Root {
  if (value instanceof View) {
    hear(value)
    return { live: create(value.template, value.values, value.key, value.host) }
  }
  if (value == null || typeof value === 'boolean') {
    const text: Placeholder = document.createTextNode('')
    text.$blank = true
    return { text }
  }
  if (typeof value === 'string' || typeof value === 'number') return { text: document.createTextNode(String(value)) }
  if (isPart(value)) return value.$make(owner), { part: value }
  if (value instanceof Node) return { node: value }
  throw new TypeError(`render() must return one element, got ${describe(value)}; put it into a ui.div`)
}

/** Shows `value` in place of `root`; keeps the node where it can. */
export function patchRoot(root: Root, value: unknown, owner: Host | null): Root {
  if ('live' in root && value instanceof View && value.template === root.live.template && value.key === root.live.key) {
    root.live.host = value.host
    patch(root.live, value.values)
    return root
  }
  if ('part' in root && isPart(value) && value.$key === root.part.$key && root.part.$take(value)) return root
  if ('node' in root && root.node === value) return root
  if ('text' in root && (typeof value === 'string' || typeof value === 'number') && !(root.text as Placeholder).$blank) {
    root.text.data = String(value)
    return root
  }
  const old = rootNode(root)
  endRoot(root)
  const next = makeRoot(value, owner)
  old.parentNode?.replaceChild(rootNode(next), old)
  if ('part' in next) next.part.$entered()
  return next
}

export function endRoot(root: Root): void {
  if ('live' in root) drop(root.live)
  else if ('part' in root) root.part.$leave()
}

export function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && '$make' in value
}

export function hear(value: View): void {
  if (value.template.types.length) value.host?.$hear(value.template.types)
}

export function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value
  const name = (value as object).constructor?.name ?? 'object'
  return Array.isArray(value) ? 'a list' : `an object (${name})`
}
