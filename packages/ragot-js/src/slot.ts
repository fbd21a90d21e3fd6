/** What stands in a CHILD hole: anything that a tree may hold, and its change into something else. */

import { FullTemplate } from './full.js'
import { createView, drop, takeView, View, type Live } from './instance.js'
import { arrange } from './order.js'
import { asPart } from './inside.js'
import { describe, isPart } from './part.js'
import { mend, pastSeparator, type Placeholder } from './seam.js'
import type { Template } from './template.js'
import type { Adopter, Hearing, Hole, Host, Nesting, Part, Place } from './pieces.js'

/** A value that shows several nodes and knows how to change them: `each(…)`. */
export interface Showable {
  $show(anchor: Text): Shown
  $adopt(anchor: Text, next: ChildNode | null, parent: Node, last: boolean, adopter: Adopter): Shown
}

export interface Shown {
  /** Becomes `value`: whether that changed if anything is shown; null when it is another kind of thing. */
  keep(value: unknown): boolean | null
  nodes(): readonly Node[]
  first(): Node | null
  end(): void
  /** Ends, and takes its nodes off the page. */
  clear(): void
}

export class Html {
  constructor(readonly text: string) {}
}

export function html(text: string): Html {
  return new Html(text)
}

type Content =
  | { readonly kind: 'text' }
  | { readonly kind: 'view'; live: Live }
  | { readonly kind: 'shown'; shown: Shown }
  | { readonly kind: 'part'; part: Part }
  | { readonly kind: 'node'; node: Node }
  | { readonly kind: 'html'; text: string; nodes: readonly Node[] }
  | { readonly kind: 'list'; slots: Slot[] }

/** The place of a CHILD hole: its content stands in front of `anchor`, a text node; a text stands in it. */
export class Slot implements Place {
  content: Content | null = null
  key: unknown = undefined

  constructor(
    readonly anchor: Text,
    readonly host: Host | null,
  ) {
    ;(anchor as Placeholder).$blank = !anchor.data
    if (anchor.data) this.content = { kind: 'text' }
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
        return value instanceof View && takeView(held.live, value)
      case 'shown': {
        const ends = held.shown.keep(value)
        if (ends) this.mend()
        return ends !== null
      }
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
      const live = createView(value)
      parent.insertBefore(live.element, anchor)
      this.content = { kind: 'view', live }
    } else if (isShowable(value)) {
      this.content = { kind: 'shown', shown: value.$show(anchor) }
    } else if (Array.isArray(value)) {
      const slots: Slot[] = []
      this.content = { kind: 'list', slots }
      this.#arrange(slots, flatten(value))
    } else if (isPart(value)) {
      const part = asPart(value)
      this.content = { kind: 'part', part }
      parent.insertBefore(part.$make(this.host, parent), anchor)
      part.$entered()
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
    this.mend()
  }

  /** Removes the content from the page. */
  clear(): void {
    const held = this.content
    if (held?.kind === 'shown') {
      held.shown.clear()
    } else if (held) {
      // A part that has ended knows its node no more.
      const nodes = this.nodes()
      this.end()
      for (const node of nodes) node.parentNode?.removeChild(node)
    }
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
    else if (held?.kind === 'shown') held.shown.end()
    else if (held?.kind === 'part') held.part.$leave()
    else if (held?.kind === 'list') for (const slot of held.slots) slot.end()
  }

  /** The nodes in front of the anchor. */
  nodes(): readonly Node[] {
    const held = this.content
    switch (held?.kind) {
      case 'view':
        return [held.live.element]
      case 'shown':
        return held.shown.nodes()
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
    return (this.content?.kind === 'shown' ? this.content.shown.first() : this.nodes()[0]) ?? this.anchor
  }

  /** Separators on both sides, where they are needed and only there. */
  mend(): void {
    const inner = this.content?.kind === 'list' ? this.content.slots : []
    for (const slot of inner) mend(slot.first())
    const first = this.first()
    const after = this.anchor.nextSibling
    if (!inner.length && !first.previousSibling && !after) return
    mend(first)
    mend(after ?? this.anchor)
  }
}

const nesting: Nesting = {
  open: (anchor, host) => new Slot(anchor, host as Host | null),
  adopt: (value, next, parent, host, last, adopter) => adoptSlot(value, next, parent, host as Host | null, last, adopter),
}

/** A block with CHILD holes. */
export function nest(html: string, holes: readonly Hole[], events: Hearing | null = null): Template {
  return new FullTemplate(html, holes, events, nesting)
}

function isShowable(value: unknown): value is Showable {
  return typeof value === 'object' && value !== null && (value as Partial<Showable>).$show !== undefined
}

/** One flat list of what an array shows. */
export function flatten(values: readonly unknown[]): unknown[] {
  return (values.flat(Infinity) as unknown[]).filter((value) => value != null && typeof value !== 'boolean')
}

function keyOf(value: unknown): unknown {
  if (value instanceof View) return value.key ?? undefined
  return isPart(value) ? value.$key ?? undefined : undefined
}

/** Makes the nodes from `next` on the content of a CHILD hole; all that are left, when it is the `last` in there. */
export function adoptSlot(
  value: unknown,
  next: ChildNode | null,
  parent: Node,
  host: Host | null,
  last: boolean,
  adopter: Adopter,
): Slot {
  const nothing = value == null || typeof value === 'boolean'
  if (!nothing && !Array.isArray(value)) next = pastSeparator(next, parent)
  if (typeof value === 'string' || typeof value === 'number') {
    const slot = new Slot(adopter.takeText(String(value), next, parent), host)
    ;(slot.anchor as Placeholder).$blank = false
    slot.content = { kind: 'text' }
    return slot
  }
  const slot = new Slot(document.createTextNode(''), host)
  if (value instanceof View) {
    const live = adopter.adoptView(value, next, parent) as Live
    parent.insertBefore(slot.anchor, live.element.nextSibling)
    slot.content = { kind: 'view', live }
    slot.key = value.key ?? undefined
  } else if (isShowable(value)) {
    slot.content = { kind: 'shown', shown: value.$adopt(slot.anchor, next, parent, last, adopter) }
  } else if (Array.isArray(value)) {
    const slots: Slot[] = []
    for (const one of flatten(value)) {
      const inner = adoptSlot(one, next, parent, host, false, adopter)
      slots.push(inner)
      next = inner.anchor.nextSibling
    }
    parent.insertBefore(slot.anchor, next)
    slot.content = { kind: 'list', slots }
  } else if (isPart(value)) {
    const part = asPart(value)
    const node = part.$adopt(next, parent, adopter, host)
    parent.insertBefore(slot.anchor, node.nextSibling)
    slot.content = { kind: 'part', part }
    slot.key = part.$key ?? undefined
    part.$entered()
  } else if (value instanceof Html) {
    adoptHtml(slot, value, next, parent, adopter)
  } else {
    parent.insertBefore(slot.anchor, next)
    if (!nothing) slot.set(value)
  }
  return slot
}

function adoptHtml(slot: Slot, value: Html, next: ChildNode | null, parent: Node, adopter: Adopter): void {
  const holder = parent.cloneNode(false) as Element
  holder.innerHTML = value.text
  const nodes: Node[] = []
  for (let left = holder.childNodes.length; left && next; left--, next = next.nextSibling) nodes.push(next)
  parent.insertBefore(slot.anchor, next)
  if (nodes.length === holder.childNodes.length && nodes.every((node, i) => node.isEqualNode(holder.childNodes[i]!))) {
    slot.content = { kind: 'html', text: value.text, nodes }
    return
  }
  adopter.differs(nodes[0] ?? null, parent, value.text)
  for (const node of nodes) parent.removeChild(node)
  slot.set(value)
}

