/**
 * Adopting: the server's nodes become a block's instance. The template and the server's DOM are walked in step; every
 * node is kept. A text or attribute that differs is put right; a different structure is built anew, once, for the
 * smallest block around it. What differed is told to `onDifference`.
 */

import { attributeText } from './attributes.js'
import { createView, Live, type View } from './instance.js'
import type { Host } from './part.js'
import { followsText, isSeparator } from './seam.js'
import { CHILD, holesOf, PROP, sameTag, write, type Adopter, type Place, type Template } from './template.js'

/** Where the server's DOM differs from what the browser would have made. */
export interface Difference {
  /** Child indexes and tags from the component's root, as `div > p[1]`. */
  path: string
  expected: string
  found: string
}

type Notify = (at: Node | null, parent: Node | null, expected: string, found?: string | null) => void

let notify: Notify | null = null

/** Calls `listener` for each difference that adopting finds from now on (dev tools; null ends it). */
export function onDifference(listener: ((difference: Difference) => void) | null): void {
  notify =
    listener &&
    ((at, parent, expected, found = shown(at)) =>
      listener({ path: pathOf(at ?? parent), expected, found: found ?? 'nothing' }))
}

/** A structure that cannot be adopted; caught by the block around it. */
class Mismatch {
  constructor(
    readonly at: Node | null,
    readonly parent: Node,
    readonly expected: string,
  ) {}
}

function adoptView(value: View, node: Node | null, parent: Node, before: Node | null = node): Live {
  value.template.events?.hear(value.host)
  try {
    return adoptLive(value.template, value.values, value.key, value.host, node, parent)
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error
    differs(error.at, error.parent, error.expected)
    const live = createView(value)
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
  const refs = new Array<Node | Place | undefined>(template.paths.length)
  try {
    new Walk(template, values, refs, host).element(root, node)
  } catch (error) {
    for (const ref of refs) if (ref && 'end' in ref) ref.end()
    throw error
  }
  const live = new Live(template, node, key, values, host, undefined)
  live.refs = refs
  return live
}

/** What CHILD holes ask for. */
export const adopter: Adopter = { adoptView, takeText, pastSeparator, differs, isWatched: () => notify !== null }

/** One walk over a template and the server's nodes. */
class Walk {
  #holes: Map<Node, number[]>

  constructor(
    readonly template: Template,
    readonly values: readonly unknown[],
    readonly refs: Array<Node | Place | undefined>,
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
      for (const i of this.#holes.get(child) ?? []) (this.refs[i] as Place).mend?.()
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
      differs(theirs, null, `${name}=${value}`, theirs.getAttribute(name))
      theirs.setAttribute(name, value)
    }
    if (!free.size && theirs.attributes.length === mine.attributes.length) return
    for (const { name } of [...theirs.attributes]) {
      if (free.has(name) || mine.hasAttribute(name) || name === 'open' || name === 'style' || name.includes('-')) continue
      differs(theirs, null, `no ${name}`, name)
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
    differs(theirs, null, `${name}=${wanted}`, found)
    write(theirs, kinds[i]!, name, value)
  }

  /** Adopts the template's `mine` at `next`; the node after it. */
  #child(mine: Node, next: ChildNode | null, parent: Node): ChildNode | null {
    const i = this.#holes.get(mine)?.find((one) => mine.nodeType === 3 && one < this.template.kinds.length)
    if (i !== undefined && this.template.kinds[i] === CHILD) {
      const slot = this.template.nesting!.adopt(this.values[i], next, parent, this.host, !mine.nextSibling, adopter)
      this.refs[i] = slot
      return slot.anchor.nextSibling
    }
    // After a separator of the template there is no other.
    if (mine.nodeType !== 8 && !isSeparator(mine.previousSibling)) next = pastSeparator(next, parent)
    if (mine.nodeType === 1) {
      const between = next?.previousSibling
      if (between && isSeparator(between) && !isSeparator(mine.previousSibling)) between.remove()
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

/** The text node at `next`, put right, or a new one there. */
function takeText(text: string, next: Node | null, parent: Node): Text {
  if (next?.nodeType === 3 && text !== '') {
    putText(next as Text, text)
    return next as Text
  }
  if (text !== '') differs(next, parent, text)
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
  differs(node, null, text, node.data)
  node.data = text
}

function differs(at: Node | null, parent: Node | null, expected: string, found?: string | null): void {
  notify?.(at, parent, expected, found)
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
