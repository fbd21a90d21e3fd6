/**
 * Blocks: what a component's `render()` is compiled to. This comment is the specification of the compiled form.
 *
 *     import { block, view, each, html } from '../../ragot/block.js'
 *     import { Component } from '../../ragot/component.js'
 *
 *     const B0 = block('<tr><td> </td><td><a data-h="click"> </a></td></tr>',
 *       [[0, [0, 0]], [0, [1, 0, 0]], [3, []]],
 *       [[[1, 0], 'click', (self, v, event) => self.pick(v[3])]])
 *     const B1 = block('<table><tbody><!></tbody></table>', [[5, [0, 0]]])
 *     class Rows extends Component {
 *       $view() {
 *         const s = this.state
 *         return view(B1, [each(s.rows, (r) => r.id, B0, (r) => [str(r.id), r.label, cls, r.id])])
 *       }
 *     }
 *
 * `block(html, holes, events?)`, a constant of the module, parsed on first use:
 *   html    the markup of exactly ONE root element, as the server prints it. In it a TEXT hole stands as one space, a
 *           CHILD hole as `<!>` (an empty comment, which the runtime replaces). Two texts (static or TEXT) side by side
 *           have `<!---->` between them; next to a CHILD hole none (the runtime puts it there when it is needed).
 *           Attributes with a hole are left out, or stand with an empty value to keep their place in the order
 *   holes   [[kind, path, name?], …], in any order; `values` has theirs in the same order
 *   path    child indexes from the root element ([] is the root itself) in the DOM that `html` parses to
 *   events  [[path, type, (self, values, event) => …], …]; the element has data-h="click input" in `html`: its event
 *           types in the order of its attributes. `self` is the component whose $view() made the view
 *
 *   kind 0 TEXT    value: a string, always; an empty string is a text too
 *        1 ATTR    null, undefined, false: absent; true: bare; else String(value). aria-* and the other enumerated
 *                  attributes print "true" and "false"
 *        2 PROP    value, checked, selected, muted …: attribute and live property
 *        3 CLASS   a string, or a list (falsy items are dropped; nothing left: absent)
 *        4 STYLE   a string, or an object or Map of snake_case names (null values are dropped)
 *        5 CHILD   null, undefined, boolean: nothing; string, number: text; view(…); each(…); a Component; a DOM node;
 *                  html(…); h(…) of ragot/tree.js; or an array of these, nested as deep as you like
 *
 * `view(B, values, key?)`      a tree to show: a value per hole, then whatever the event handlers want to read. `key` tells
 *                              views of one array apart (strings, numbers)
 * `each(items, key, B, values, captured?)`
 *                              a keyed list of one block. items: any iterable; key(item, i), or null for the position;
 *                              values(item, i): as for `view`. With `captured` (an array of all that `values` reads besides
 *                              the item) rows whose item and captured values are the same (===) are not evaluated again:
 *                              only where nothing that they read can change inside the item
 * `html(text)`                 trusted markup
 *
 * `$view()` may return any CHILD value that is one node or nothing. An update compares each hole's value with the one
 * before (===; objects are always looked into) and writes what changed. Nothing else is touched.
 */

import { type Unsubscribe } from './lifetime.js'
import { arrange, longestRise, move } from './order.js'
import { mend, type Placeholder } from './seam.js'
import { CHILD, Template, walk, write, type EventSpot, type Hole } from './template.js'

export { ATTR, CHILD, CLASS, PROP, STYLE, TEXT, type EventSpot, type Handler, type Hole, type Path } from './template.js'

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
  /** Takes the server's node instead; `adopt` does it for a value. */
  $adopt(node: Node | null, parent: Node, adopt: Adopt, host: Host | null): Node
  $entered(): void
  /** Becomes what `next` describes, keeping its node; false when that is something else. */
  $take(next: Part): boolean
  $node(): Node
  /** Ends its life; the caller removes the node. */
  $leave(): void
}

/** Adopts one node for one value; see adopt.ts. */
export type Adopt = (value: unknown, node: Node | null, parent: Node, host: Host | null) => Root

export class View {
  constructor(
    readonly template: Template,
    readonly values: readonly unknown[],
    readonly key: unknown,
    readonly host: Host | null,
  ) {}
}

export class Each {
  constructor(
    readonly items: readonly any[],
    readonly key: ((item: any, i: number) => unknown) | null,
    readonly template: Template,
    readonly values: (item: any, i: number) => readonly unknown[],
    readonly captured: readonly unknown[] | undefined,
    readonly host: Host | null,
  ) {}
}

export class Html {
  constructor(readonly text: string) {}
}

/** One instance of a block in the page. */
export class Live {
  /** Nodes and slots by the number of their hole or event, those that have been needed. */
  refs: Array<Node | Slot | undefined> | null = null

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

const insert = Node.prototype.insertBefore

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

export function block(html: string, holes: readonly Hole[], events: readonly EventSpot[] = []): Template {
  return new Template(html, holes, events)
}

export function view(template: Template, values: readonly unknown[], key?: unknown): View {
  return new View(template, values, key, host)
}

export function each(
  items: Iterable<any>,
  key: ((item: any, i: number) => unknown) | null,
  template: Template,
  values: (item: any, i: number) => readonly unknown[],
  captured?: readonly unknown[],
): Each {
  return new Each(Array.isArray(items) ? items : [...items], key, template, values, captured, host)
}

export function html(text: string): Html {
  return new Html(text)
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
    const refs = (live.refs = new Array<Node | Slot | undefined>(template.paths.length))
    for (let i = 0; i < early.length; i++) refs[early[i]!] = walk(live.element, template.paths[early[i]!]!)
    // Every slot first: until it is one, its anchor looks like a text.
    for (let i = 0; i < late.length; i++) open(live, refs, late[i]!)
    for (let i = 0; i < late.length; i++) fill(live, refs, late[i]!, values)
  }
  return live
}

function open(live: Live, refs: Array<Node | Slot | undefined>, i: number): void {
  const { kinds, paths } = live.template
  const node = (refs[i] as Node | undefined) ?? walk(live.element, paths[i]!)
  refs[i] = kinds[i] === CHILD ? new Slot(node as Text, live.host) : node
}

function fill(live: Live, refs: Array<Node | Slot | undefined>, i: number, values: readonly unknown[]): void {
  const { kinds, names } = live.template
  const spot = refs[i]!
  if (spot instanceof Slot) spot.fill(values[i])
  else write(spot, kinds[i]!, names[i]!, values[i])
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
  if (kinds[i] === CHILD) (spot as Slot).set(value)
  else write(spot as Node, kinds[i]!, names[i]!, value)
}

/** The node or slot of hole or event `i`. */
export function find(live: Live, i: number): Node | Slot {
  const { paths } = live.template
  const refs = live.refs ?? (live.refs = new Array<Node | Slot | undefined>(paths.length))
  return refs[i] ?? (refs[i] = walk(live.element, paths[i]!))
}

/** Ends everything inside an instance that has a life of its own; its nodes are the caller's. */
export function drop(live: Live): void {
  const { kinds } = live.template
  for (let i = 0; i < kinds.length; i++) if (kinds[i] === CHILD) (live.refs![i] as Slot).end()
}

const hasChildren = (template: Template): boolean => template.kinds.includes(CHILD)

type Content =
  | { readonly kind: 'text' }
  | { readonly kind: 'view'; live: Live }
  | { readonly kind: 'rows'; rows: Rows }
  | { readonly kind: 'part'; part: Part }
  | { readonly kind: 'node'; node: Node }
  | { readonly kind: 'html'; text: string; nodes: readonly Node[] }
  | { readonly kind: 'list'; slots: Slot[] }

/** The place of a CHILD hole: its content stands in front of `anchor`, a text node; a text stands in it. */
export class Slot {
  content: Content | null = null
  key: unknown = undefined

  constructor(
    readonly anchor: Text,
    readonly host: Host | null,
  ) {
    ;(anchor as Placeholder).$blank = true
  }

  /** Shows `value` in place of what is there, keeping every node that can be kept. */
  set(value: unknown): void {
    if (this.#keep(value)) return
    const before = this.content
    this.clear()
    this.#show(value)
    if (before || this.content) this.mend()
  }

  /** The first `set`: what shows nothing may stand between two texts. */
  fill(value: unknown): void {
    this.set(value)
    if (!this.content) this.mend()
  }

  #keep(value: unknown): boolean {
    const held = this.content
    if (value == null || typeof value === 'boolean') return !held
    switch (held?.kind) {
      case 'text':
        if (typeof value !== 'string' && typeof value !== 'number') return false
        if (this.anchor.data !== String(value)) this.anchor.data = String(value)
        return true
      case 'view':
        if (!(value instanceof View) || value.template !== held.live.template || value.key !== held.live.key) return false
        held.live.host = value.host
        patch(held.live, value.values)
        return true
      case 'rows':
        if (!(value instanceof Each) || value.template !== held.rows.template) return false
        if (held.rows.update(value)) this.mend()
        return true
      case 'part':
        return isPart(value) && value.$key === held.part.$key && held.part.$take(value)
      case 'node':
        return value === held.node
      case 'html':
        return value instanceof Html && value.text === held.text
      case 'list':
        if (!Array.isArray(value)) return false
        this.#arrange(held.slots, flatten(value))
        return true
      default:
        return false
    }
  }

  #show(value: unknown): void {
    const { anchor } = this
    const parent = anchor.parentNode!
    if (value == null || typeof value === 'boolean') return
    if (typeof value === 'string' || typeof value === 'number') {
      anchor.data = String(value)
      ;(anchor as Placeholder).$blank = false
      this.content = { kind: 'text' }
    } else if (value instanceof View) {
      const live = create(value.template, value.values, value.key, value.host)
      hear(value)
      parent.insertBefore(live.element, anchor)
      this.content = { kind: 'view', live }
    } else if (value instanceof Each) {
      const rows = new Rows(value.template, anchor)
      this.content = { kind: 'rows', rows }
      rows.update(value)
    } else if (Array.isArray(value)) {
      const slots: Slot[] = []
      this.content = { kind: 'list', slots }
      this.#arrange(slots, flatten(value))
    } else if (isPart(value)) {
      this.content = { kind: 'part', part: value }
      parent.insertBefore(value.$make(this.host, parent), anchor)
      value.$entered()
    } else if (value instanceof Html) {
      const holder = (parent as Element).cloneNode(false) as Element
      holder.innerHTML = value.text
      const nodes = [...holder.childNodes]
      for (const node of nodes) {
        ;(node as Placeholder).$raw = true
        parent.insertBefore(node, anchor)
      }
      this.content = { kind: 'html', text: value.text, nodes }
    } else if (value instanceof Node) {
      parent.insertBefore(value, anchor)
      this.content = { kind: 'node', node: value }
    } else {
      throw new TypeError(`cannot show ${describe(value)}: expected text, a number, ui.*, a component or a list of these`)
    }
  }

  #arrange(slots: Slot[], values: readonly unknown[]): void {
    const keyed = new Map<unknown, Slot>()
    const free: Slot[] = []
    for (const slot of slots) {
      if (slot.key === undefined || keyed.has(slot.key)) free.push(slot)
      else keyed.set(slot.key, slot)
    }
    free.reverse()
    const used = new Map<unknown, Slot>()
    const next = values.map((value) => {
      const key = keyOf(value)
      let slot: Slot | undefined
      if (key === undefined) slot = free[free.length - 1]?.key === undefined ? free.pop() : undefined
      else if (!used.has(key)) slot = keyed.get(key)
      slot ??= new Slot(document.createTextNode(''), this.host)
      slot.key = key
      if (key !== undefined && !used.has(key)) used.set(key, slot)
      return slot
    })
    const stay = new Set(next)
    for (const slot of slots) if (!stay.has(slot)) slot.remove()
    const parent = this.anchor.parentNode!
    arrange(parent, next.flatMap((slot) => [...slot.nodes(), slot.anchor]), this.anchor)
    slots.splice(0, slots.length, ...next)
    next.forEach((slot, i) => slot.set(values[i]))
    for (const slot of next) mend(slot.first())
    mend(this.anchor)
  }

  /** Removes the content from the page. */
  clear(): void {
    const held = this.content
    if (held?.kind === 'rows') held.rows.wake?.()
    this.end()
    if (held?.kind === 'rows') held.rows.clear()
    else if (held?.kind === 'list') for (const slot of held.slots) slot.remove()
    else for (const node of this.nodes()) node.parentNode?.removeChild(node)
    this.content = null
    this.anchor.data = ''
    ;(this.anchor as Placeholder).$blank = true
  }

  remove(): void {
    this.clear()
    this.anchor.remove()
  }

  /** Ends everything in here that has a life of its own, and leaves the nodes. */
  end(): void {
    const held = this.content
    if (held?.kind === 'view') drop(held.live)
    else if (held?.kind === 'rows') held.rows.end()
    else if (held?.kind === 'part') held.part.$leave()
    else if (held?.kind === 'list') for (const slot of held.slots) slot.end()
  }

  /** The nodes in front of the anchor. */
  nodes(): readonly Node[] {
    const held = this.content
    switch (held?.kind) {
      case 'view':
        return [held.live.element]
      case 'rows':
        return held.rows.lives.map((live) => live.element)
      case 'part':
        return [held.part.$node()]
      case 'node':
        return [held.node]
      case 'html':
        return held.nodes
      case 'list':
        return held.slots.flatMap((slot) => [...slot.nodes(), slot.anchor])
      default:
        return []
    }
  }

  first(): Node {
    return this.nodes()[0] ?? this.anchor
  }

  /** Separators on both sides, where they are needed and only there. */
  mend(): void {
    const first = this.first()
    if (!first.previousSibling && !this.anchor.nextSibling) return
    mend(first)
    if (this.anchor.nextSibling) mend(this.anchor.nextSibling)
  }
}

/** The rows of an `each`. */
export class Rows {
  lives: Live[] = []
  #captured: readonly unknown[] | undefined
  /** Set while the rows stand in the server's DOM and have no instances yet: makes them, or forgets about it. */
  wake: ((forget?: boolean) => void) | null = null

  constructor(
    readonly template: Template,
    readonly anchor: Text,
  ) {}

  /** Shows `next`; whether the list became empty or stopped being so. */
  update(next: Each): boolean {
    this.wake?.()
    if (next.items.length && next.host && this.template.types.length) next.host.$hear(this.template.types)
    const count = this.lives.length
    const same = next.captured !== undefined && sameValues(next.captured, this.#captured)
    this.#captured = next.captured
    hosting(next.host, () => this.#reconcile(next, same))
    return (count === 0) !== (this.lives.length === 0)
  }

  /** Takes rows that stand in the page already. */
  adopted(lives: Live[], from: Each): void {
    this.lives = lives
    this.#captured = from.captured
  }

  end(): void {
    this.wake?.(true)
    if (hasChildren(this.template)) this.lives.forEach(drop)
  }

  clear(): void {
    this.#removeAll(this.lives)
    this.lives = []
  }

  #reconcile(list: Each, same: boolean): void {
    const { items, key } = list
    const old = this.lives
    const count = items.length
    let start = 0
    const shared = Math.min(count, old.length)
    // The loop that most updates never leave.
    for (; start < shared; start++) {
      const live = old[start]!
      const item = items[start]
      if (live.key !== (key ? key(item, start) : start)) break
      if (!same || live.item !== item) refresh(live, list, start)
    }
    if (start === count && count === old.length) return
    const next = old.slice(0, start)
    next.length = count
    this.lives = next
    if (!count) this.#dropAll(old)
    else if (!old.length) for (let i = 0; i < count; i++) next[i] = this.#make(list, i, this.anchor)
    else this.#middle(old, next, list, start, same)
  }

  /** Everything between the rows that are the same in front and those that are the same behind. */
  #middle(old: readonly Live[], next: Live[], list: Each, start: number, same: boolean): void {
    const { items } = list
    const parent = this.anchor.parentNode!
    let oldEnd = old.length - 1
    let newEnd = items.length - 1
    const keep = (live: Live, i: number): Live => {
      if (!same || live.item !== items[i]) refresh(live, list, i)
      return (next[i] = live)
    }
    for (;;) {
      while (start <= oldEnd && start <= newEnd && old[start]!.key === keyAt(list, start)) keep(old[start]!, start++)
      while (start <= oldEnd && start <= newEnd && old[oldEnd]!.key === keyAt(list, newEnd)) keep(old[oldEnd--]!, newEnd--)
      // Two rows swapped, with the row after the first in its place: no need for the general way.
      if (oldEnd - start < 2 || oldEnd - start !== newEnd - start) break
      if (old[start]!.key !== keyAt(list, newEnd) || old[oldEnd]!.key !== keyAt(list, start)) break
      if (old[start + 1]!.key !== keyAt(list, start + 1)) break
      const first = old[start]!
      const last = old[oldEnd]!
      const after = last.element.nextSibling
      move(parent, last.element, first.element)
      move(parent, first.element, after)
      keep(last, start++)
      keep(first, newEnd--)
      oldEnd--
    }
    const after = newEnd + 1 < items.length ? next[newEnd + 1]!.element : this.anchor
    if (start > oldEnd) for (; start <= newEnd; start++) next[start] = this.#make(list, start, after)
    else if (start > newEnd) for (; start <= oldEnd; start++) this.#remove(old[start]!)
    else this.#general(old, next, list, start, oldEnd, newEnd, after, keep)
  }

  #general(
    old: readonly Live[],
    next: Live[],
    list: Each,
    start: number,
    oldEnd: number,
    newEnd: number,
    after: Node,
    keep: (live: Live, i: number) => Live,
  ): void {
    const parent = this.anchor.parentNode!
    const place = new Map<unknown, number>()
    for (let i = start; i <= newEnd; i++) place.set(keyAt(list, i), i)
    const width = newEnd - start + 1
    if (place.size < width) warnDuplicates(this.template)
    const rank = new Int32Array(width)
    const gone: Live[] = []
    let last = -1
    let sorted = true
    for (let i = start; i <= oldEnd; i++) {
      const to = place.get(old[i]!.key)
      if (to === undefined || rank[to - start]) {
        gone.push(old[i]!)
        continue
      }
      rank[to - start] = i + 1
      if (to < last) sorted = false
      last = to
    }
    if (gone.length === old.length) {
      this.#dropAll(old)
      for (let i = 0; i < next.length; i++) next[i] = this.#make(list, i, this.anchor)
      return
    }
    for (const live of gone) this.#remove(live)
    const stay = sorted ? null : longestRise(rank)
    let kept = stay ? stay.length - 1 : 0
    for (let i = width - 1, before = after; i >= 0; i--) {
      const from = rank[i]!
      const live = from ? keep(old[from - 1]!, start + i) : this.#make(list, start + i, before)
      if (from && stay) {
        if (kept >= 0 && stay[kept] === i) kept--
        else move(parent, live.element, before)
      }
      next[start + i] = live
      before = live.element
    }
  }

  #remove(live: Live): void {
    if (hasChildren(this.template)) drop(live)
    live.element.remove()
  }

  #make({ items, key, values, captured, host: owner }: Each, i: number, before: Node): Live {
    const item = items[i]
    const live = create(this.template, values(item, i), key ? key(item, i) : i, owner, captured && item)
    insert.call(this.anchor.parentNode!, live.element, before)
    return live
  }

  #dropAll(lives: readonly Live[]): void {
    if (hasChildren(this.template)) lives.forEach(drop)
    this.#removeAll(lives)
  }

  #removeAll(lives: readonly Live[]): void {
    const { anchor } = this
    const parent = anchor.parentNode
    const first = lives[0]?.element
    if (first && parent && !first.previousSibling && !anchor.nextSibling && first.parentNode === parent) {
      // The list is all that is in here: one write instead of one per row.
      parent.textContent = ''
      parent.appendChild(anchor)
    } else {
      for (const live of lives) live.element.remove()
    }
  }
}

function refresh(live: Live, { items, values, captured, host: owner }: Each, i: number): void {
  const item = items[i]
  if (captured) live.item = item
  if (live.host !== owner) live.host = owner
  patch(live, values(item, i))
}

const keyAt = ({ items, key }: Each, i: number): unknown => (key ? key(items[i], i) : i)

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

/** One flat list of what an array shows. */
export function flatten(values: readonly unknown[]): unknown[] {
  return (values.flat(Infinity) as unknown[]).filter((value) => value != null && typeof value !== 'boolean')
}

export function hear(value: View): void {
  if (value.template.types.length) value.host?.$hear(value.template.types)
}

function keyOf(value: unknown): unknown {
  if (value instanceof View) return value.key ?? undefined
  return isPart(value) ? value.$key ?? undefined : undefined
}

function sameValues(a: readonly unknown[], b: readonly unknown[] | undefined): boolean {
  return !!b && a.length === b.length && a.every((value, i) => value === b[i])
}

function warnDuplicates(template: Template): void {
  console.warn(`[RAGOT] two rows of a list have the same key; rows lose their identity: ${template.html}`)
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value
  const name = (value as object).constructor?.name ?? 'object'
  return value instanceof Each || Array.isArray(value) ? 'a list' : `an object (${name})`
}
