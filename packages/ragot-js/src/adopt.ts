/**
 * Adopting: the server's nodes become a block's instance. The template and the server's DOM are walked in step; every
 * node is kept. A text or attribute that differs is put right; a different structure is built anew, once, for the
 * smallest block around it. What differed is told to `onDifference`.
 */

import {
  create,
  Each,
  flatten,
  hear,
  hosting,
  Html,
  isPart,
  Live,
  makeRoot,
  rootNode,
  Rows,
  Slot,
  View,
  type Host,
  type Root,
} from './block.js'
import { attributeText } from './attributes.js'
import { followsText, isSeparator, mend, type Placeholder } from './seam.js'
import { CHILD, PROP, TEXT, walk, write, type Template } from './template.js'

/** Where the server's DOM differs from what the browser would have made. */
export interface Difference {
  /** Child indexes and tags from the component's root, as `div > p[1]`. */
  path: string
  expected: string
  found: string
}

let notify: ((difference: Difference) => void) | null = null

/** Calls `listener` for each difference that adopting finds from now on (dev tools; null ends it). */
export function onDifference(listener: ((difference: Difference) => void) | null): void {
  notify = listener
}

/** A structure that cannot be adopted; caught by the block around it. */
class Mismatch {
  constructor(
    readonly at: Node | null,
    readonly parent: Node,
    readonly expected: string,
  ) {}
}

/** Makes `node`, a child of `parent`, the one node that shows `value`. */
export function adoptRoot(value: unknown, node: Node | null, parent: Node, host: Host | null): Root {
  if (value instanceof View) return { live: adoptView(value, node, parent) }
  if (isPart(value)) return value.$adopt(node, parent, adoptRoot, host), { part: value }
  const root = makeRoot(value, host)
  const made = rootNode(root)
  if ('text' in root && !(root.text as Placeholder).$blank && node?.nodeType === 3) {
    putText(node as Text, root.text.data)
    return { text: node as Text }
  }
  if (node && !('text' in root)) parent.replaceChild(made, node)
  else parent.insertBefore(made, node)
  return root
}

function adoptView(value: View, node: Node | null, parent: Node, before: Node | null = node): Live {
  hear(value)
  try {
    return adoptLive(value.template, value.values, value.key, value.host, node, parent)
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error
    differs(error.at, error.parent, error.expected)
    const live = create(value.template, value.values, value.key, value.host)
    if (node && node.parentNode === parent && !isSeparator(node)) parent.replaceChild(live.element, node)
    else parent.insertBefore(live.element, node ?? before)
    return live
  }
}

function adoptLive(
  template: Template,
  values: readonly unknown[],
  key: unknown,
  host: Host | null,
  node: Node | null,
  parent: Node,
): Live {
  const root = template.root
  if (!sameTag(node, root)) throw new Mismatch(node, parent, `<${root.localName}>`)
  const refs = new Array<Node | Slot | undefined>(template.paths.length)
  try {
    new Walk(template, values, refs, host).element(root, node)
  } catch (error) {
    for (const ref of refs) if (ref instanceof Slot) ref.end()
    throw error
  }
  const live = new Live(template, node, key, values, host, undefined)
  live.refs = refs
  return live
}

function sameTag(node: Node | null, element: Element): node is Element {
  return node?.nodeType === 1 && (node as Element).localName === element.localName
}

/** One walk over a template and the server's nodes. */
class Walk {
  #holes: Map<Node, number[]>

  constructor(
    readonly template: Template,
    readonly values: readonly unknown[],
    readonly refs: Array<Node | Slot | undefined>,
    readonly host: Host | null,
  ) {
    this.#holes = holesOf(template)
  }

  element(mine: Element, theirs: Element): void {
    let next: ChildNode | null = theirs.firstChild
    for (let child = mine.firstChild; child; child = child.nextSibling) next = this.#child(child, next, theirs)
    while (next) {
      const extra = next
      next = next.nextSibling
      if (!isSeparator(extra)) differs(extra, theirs, 'nothing')
      theirs.removeChild(extra)
    }
    for (let child = mine.firstChild; child; child = child.nextSibling) {
      for (const i of this.#holes.get(child) ?? []) (this.refs[i] as Slot).mend?.()
    }
    // After the children: a select takes its value once its options are there.
    const spots = this.#holes.get(mine)
    for (const i of spots ?? []) this.#attribute(i, theirs)
    this.#static(mine, theirs, spots ?? [])
  }

  /** Puts the attributes of the markup right. What the user or another script may have added stays. */
  #static(mine: Element, theirs: Element, spots: readonly number[]): void {
    const free = new Set(spots.map((i) => this.template.names[i]))
    for (const { name, value } of mine.attributes) {
      if (free.has(name) || theirs.getAttribute(name) === value) continue
      differs(theirs, null, `${name}="${value}"`, `${name}=${JSON.stringify(theirs.getAttribute(name))}`)
      theirs.setAttribute(name, value)
    }
    if (!free.size && theirs.attributes.length === mine.attributes.length) return
    for (const { name } of [...theirs.attributes]) {
      if (free.has(name) || mine.hasAttribute(name) || name === 'open' || name === 'style' || name.includes('-')) continue
      differs(theirs, null, `no ${name}`, `${name}=${JSON.stringify(theirs.getAttribute(name))}`)
      theirs.removeAttribute(name)
    }
  }

  #attribute(i: number, theirs: Element): void {
    this.refs[i] = theirs
    const { kinds, names } = this.template
    if (i >= kinds.length) return
    const name = names[i]!
    const value = this.values[i]
    const found = theirs.getAttribute(name)
    if (kinds[i] === PROP) {
      // What the user has typed or chosen before the script came stands in the property, and is theirs. A choice that
      // markup cannot express is made now, unless they were faster.
      if (name === 'value' && untouched(theirs)) write(theirs, PROP, name, value)
      return
    }
    const wanted = attributeText(name, value)
    if (found === wanted) return
    differs(theirs, theirs.parentNode, `${name}=${JSON.stringify(wanted)}`, `${name}=${JSON.stringify(found)}`)
    write(theirs, kinds[i]!, name, value)
  }

  /** Adopts the template's `mine` at `next`; the node after it. */
  #child(mine: Node, next: ChildNode | null, parent: Node): ChildNode | null {
    const i = this.#holes.get(mine)?.find((one) => mine.nodeType === 3 && one < this.template.kinds.length)
    if (i !== undefined && this.template.kinds[i] === CHILD) {
      const slot = adoptSlot(this.values[i], next, parent, this.host, !mine.nextSibling)
      this.refs[i] = slot
      return slot.anchor.nextSibling
    }
    // After a separator of the template there is no other.
    if (mine.nodeType !== 8 && !isSeparator(mine.previousSibling)) next = pastSeparator(next, parent)
    if (mine.nodeType === 1) {
      if (!sameTag(next, mine as Element)) throw new Mismatch(next, parent, `<${(mine as Element).localName}>`)
      this.element(mine as Element, next)
      return next.nextSibling
    }
    if (mine.nodeType === 3) {
      const text = i === undefined ? (mine as Text).data : String(this.values[i])
      const theirs = takeText(text, next, parent)
      if (i !== undefined) this.refs[i] = theirs
      return theirs.nextSibling
    }
    if (next?.nodeType === 8) return next.nextSibling
    const comment = mine.cloneNode() as Comment
    parent.insertBefore(comment, next)
    return next
  }
}

/** Whether a select or textarea shows what its markup says. */
function untouched(element: Element): boolean {
  if (element.localName === 'textarea') {
    return (element as HTMLTextAreaElement).value === (element as HTMLTextAreaElement).defaultValue
  }
  if (element.localName !== 'select') return false
  const options = [...(element as HTMLSelectElement).options]
  const marked = options.findIndex((option) => option.defaultSelected)
  return (element as HTMLSelectElement).selectedIndex === Math.max(0, marked)
}

const holesCache = new WeakMap<Template, Map<Node, number[]>>()

function holesOf(template: Template): Map<Node, number[]> {
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

/** The text node at `next`, put right, or a new one there. */
function takeText(text: string, next: Node | null, parent: Node): Text {
  if (next?.nodeType === 3 && text !== '') {
    putText(next as Text, text)
    return next as Text
  }
  if (text !== '') differs(next, parent, JSON.stringify(text))
  const made = document.createTextNode(text)
  parent.insertBefore(made, next)
  return made
}

/** The node after the separator that belongs to a text in front of it. */
function pastSeparator(next: ChildNode | null, parent: Node): ChildNode | null {
  return isSeparator(next) && followsText(next, parent) ? next.nextSibling : next
}

function putText(node: Text, text: string): void {
  if (node.data === text) return
  differs(node, node.parentNode, JSON.stringify(text), JSON.stringify(node.data))
  node.data = text
}

/** Makes the nodes from `next` on the content of a CHILD hole; all that are left, when it is the `last` in there. */
export function adoptSlot(
  value: unknown,
  next: ChildNode | null,
  parent: Node,
  host: Host | null,
  last = false,
): Slot {
  const nothing = value == null || typeof value === 'boolean'
  if (!nothing && !Array.isArray(value)) next = pastSeparator(next, parent)
  if (typeof value === 'string' || typeof value === 'number') {
    const slot = new Slot(takeText(String(value), next, parent), host)
    ;(slot.anchor as Placeholder).$blank = false
    slot.content = { kind: 'text' }
    return slot
  }
  const slot = new Slot(document.createTextNode(''), host)
  if (value instanceof View) {
    const live = adoptView(value, next, parent)
    parent.insertBefore(slot.anchor, live.element.nextSibling)
    slot.content = { kind: 'view', live }
    slot.key = value.key ?? undefined
  } else if (value instanceof Each) {
    adoptRows(slot, value, next, parent, last)
  } else if (Array.isArray(value)) {
    const slots: Slot[] = []
    for (const one of flatten(value)) {
      const inner = adoptSlot(one, next, parent, host)
      slots.push(inner)
      next = inner.anchor.nextSibling
    }
    parent.insertBefore(slot.anchor, next)
    slot.content = { kind: 'list', slots }
    for (const inner of slots) mend(inner.first())
  } else if (isPart(value)) {
    const node = value.$adopt(next, parent, adoptRoot, host)
    parent.insertBefore(slot.anchor, node.nextSibling)
    slot.content = { kind: 'part', part: value }
    slot.key = value.$key ?? undefined
    value.$entered()
  } else if (value instanceof Html) {
    adoptHtml(slot, value, next, parent)
  } else {
    parent.insertBefore(slot.anchor, next)
    if (!nothing) slot.set(value)
  }
  return slot
}

function adoptHtml(slot: Slot, value: Html, next: ChildNode | null, parent: Node): void {
  const holder = parent.cloneNode(false) as Element
  holder.innerHTML = value.text
  const nodes: Node[] = []
  for (let left = holder.childNodes.length; left && next; left--, next = next.nextSibling) nodes.push(next)
  parent.insertBefore(slot.anchor, next)
  if (nodes.length === holder.childNodes.length && nodes.every((node, i) => node.isEqualNode(holder.childNodes[i]!))) {
    slot.content = { kind: 'html', text: value.text, nodes }
    return
  }
  differs(nodes[0] ?? null, parent, value.text)
  for (const node of nodes) parent.removeChild(node)
  slot.set(value)
}

/**
 * Rows without children of their own are taken as they stand: their values are computed now, from the state that the
 * server had, their instances are made when a row is first touched or the list first changes.
 */
function adoptRows(slot: Slot, list: Each, next: ChildNode | null, parent: Node, last: boolean): void {
  const { template, items, key, values, captured, host } = list
  if (host && items.length && template.types.length) host.$hear(template.types)
  const printed = hosting(host, () => items.map((item, i) => values(item, i)))
  const keys = items.map((item, i) => (key ? key(item, i) : i))
  const rows = new Rows(template, slot.anchor)
  slot.content = { kind: 'rows', rows }
  const asleep = !template.kinds.includes(CHILD) && (!notify || !items.length)
  let end: Node | null = last ? null : next
  for (let i = 0; asleep && !last && i < items.length && sameTag(end, template.root); i++) end = end.nextSibling
  const first = end === next ? slot.anchor : next
  const make = (): void => {
    const { anchor } = slot
    const trusted = asleep && isPrinted(template, printed, parent, anchor)
    // What the server printed stands after the anchor until it is adopted in front of it.
    let at: Node | null = asleep ? first : next
    const lives = printed.map((one, i) => {
      const there = at === anchor ? null : at
      const live =
        trusted && isRow(template, there, one)
          ? new Live(template, there, keys[i], one, host, undefined)
          : adoptView(new View(template, one, keys[i], host), there, parent, anchor)
      live.item = captured && items[i]
      at = live.element.nextSibling
      if (!asleep) parent.insertBefore(anchor, at)
      return live
    })
    rows.adopted(lives, list)
    while (asleep && at && at !== anchor) {
      const extra: Node = at
      at = at.nextSibling
      differs(extra, parent, 'nothing')
      parent.removeChild(extra)
    }
  }
  parent.insertBefore(slot.anchor, asleep ? end : next)
  if (!asleep) return make()
  rows.wake = (forget = false) => {
    host?.$asleep.delete(rows.wake!)
    rows.wake = null
    if (!forget) make()
  }
  host?.$asleep.add(rows.wake)
}

/** Whether a list that fills `parent` has the text that was printed: one look at all of it, not one per row. */
function isPrinted(template: Template, printed: ReadonlyArray<readonly unknown[]>, parent: Node, anchor: Text): boolean {
  if (anchor.nextSibling) return false
  const parts = textParts(template)
  let text = ''
  for (const values of printed) for (const part of parts) text += typeof part === 'number' ? (values[part] as string) : part
  return parent.textContent === text && parent.firstChild !== anchor
}

/** Whether the server's `node` can be this row, its text being right. */
function isRow(template: Template, node: Node | null, values: readonly unknown[]): node is Element {
  const { kinds, names, paths } = template
  if (!sameTag(node, template.root)) return false
  for (let i = 0; i < kinds.length; i++) {
    const kind = kinds[i]!
    // An empty text has no node yet.
    if (kind === TEXT && values[i] === '') return false
    if (kind === TEXT || kind === PROP) continue
    const element = (paths[i]!.length ? walkSafely(node, paths[i]!) : node) as Element | null
    const found = element?.getAttribute?.(names[i]!)
    if (found !== values[i] && found !== attributeText(names[i]!, values[i])) return false
  }
  return true
}

function walkSafely(row: Element, path: readonly number[]): Node | null {
  try {
    return walk(row, path)
  } catch {
    return null
  }
}

const partsCache = new WeakMap<Template, ReadonlyArray<string | number>>()

/** The texts of a row in order: what its markup holds, and its TEXT holes by number. */
function textParts(template: Template): ReadonlyArray<string | number> {
  let parts = partsCache.get(template)
  if (!parts) {
    const holes = holesOf(template)
    const found: Array<string | number> = []
    const walker = document.createTreeWalker(template.root, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const node = walker.currentNode as Text
      found.push(holes.get(node)?.find((i) => template.kinds[i] === TEXT) ?? node.data)
    }
    partsCache.set(template, (parts = found))
  }
  return parts
}

function differs(at: Node | null, parent: Node | null, expected: string, found = shown(at)): void {
  notify?.({ path: pathOf(at ?? parent), expected, found })
}

function shown(node: Node | null): string {
  if (!node) return 'nothing'
  return node.nodeType === 1 ? `<${(node as Element).localName}>` : JSON.stringify(node.nodeValue)
}

function pathOf(node: Node | null): string {
  const parts: string[] = []
  for (; node && !(node as Element).hasAttribute?.('data-sprag-hydrate'); node = node.parentNode) {
    if (node.nodeType > 3) continue
    const name = node.nodeType === 1 ? (node as Element).localName : 'text'
    const index = node.parentNode ? [...node.parentNode.childNodes].indexOf(node as ChildNode) : 0
    parts.unshift(`${name}[${index}]`)
    if (parts.length > 12) break
  }
  return parts.join(' > ')
}
