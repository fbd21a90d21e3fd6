/**
 * Adopting: the server's nodes become a block's instance. The template and the server's DOM are walked in step; every
 * node is kept. A text or attribute that differs is put right; a different structure is built anew, once, for the
 * smallest block around it. What differed is told to `onDifference`.
 */

import { createView, Live, type View } from './instance.js'
import { isSeparator } from './seam.js'
import { sameTag, type WalkedTemplate } from './template.js'
import type { Adopter, AdoptingWalk } from './pieces.js'

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
    readonly expected: Element,
  ) {}
}

function adoptView(value: View, node: Node | null, parent: Node, before: Node | null = node): Live {
  const { values, key, host } = value
  const template: WalkedTemplate = value.template
  const { root } = template
  template.events?.hear(host)
  try {
    if (!sameTag(node, root)) throw new Mismatch(node, parent, root)
    const live = new Live(template, node, key, values, host)
    const walk = template.$walk?.(live) ?? new Walk(live)
    walk.run(root, node)
    return live
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error
    if (DEV) differs(error.at, error.parent, `<${error.expected.localName}>`)
    const live = createView(value)
    if (node && node.parentNode === parent && node.nodeType !== 8) parent.replaceChild(live.element, node)
    else parent.insertBefore(live.element, node ?? before)
    return live
  }
}

/** What CHILD holes ask for. */
export const adopter: Adopter = { adoptView, takeText, differs, isWatched: () => notify !== null }

/** One walk over a template of texts and the server's nodes; adoptfull.ts has the one for other holes. */
export class Walk implements AdoptingWalk {
  constructor(readonly live: Live) {
    live.template.write(live.values, false)
  }

  run(mine: Element, theirs: Element): void {
    this.#element(mine, theirs)
  }

  #element(mine: Element, theirs: Element): void {
    let next: ChildNode | null = theirs.firstChild
    for (let child = mine.firstChild; child; child = child.nextSibling) next = this.child(child, next, theirs)
    while (next) {
      const extra = next
      next = next.nextSibling
      if (DEV && !isSeparator(extra)) differs(extra, theirs, 'nothing')
      extra.remove()
    }
    this.attributes(mine, theirs)
  }

  /** Adopts the template's `mine` at `next`; the node after it. */
  protected child(mine: Node, next: ChildNode | null, parent: Node): ChildNode | null {
    if (mine.nodeType === 1) {
      if (!sameTag(next, mine as Element)) throw new Mismatch(next, parent, mine as Element)
      this.#element(mine as Element, next)
      return next.nextSibling
    }
    if (mine.nodeType === 3) return takeText(this.text(mine as Text), next, parent).nextSibling
    if (next?.nodeType === 8) return next.nextSibling
    parent.insertBefore(mine.cloneNode(), next)
    return next
  }

  protected text(mine: Text): string {
    return mine.data
  }

  /** Puts the attributes of the markup right. What the user or another script may have added stays. */
  protected attributes(mine: Element, theirs: Element, free: ReadonlySet<string | undefined> = new Set()): void {
    for (const { name, value } of mine.attributes) {
      if (free.has(name) || theirs.getAttribute(name) === value) continue
      if (DEV) differs(theirs, null, `${name}=${value}`, theirs.getAttribute(name))
      theirs.setAttribute(name, value)
    }
    if (!free.size && theirs.attributes.length === mine.attributes.length) return
    for (const { name } of [...theirs.attributes]) {
      if (free.has(name) || mine.hasAttribute(name) || /^(open|style)$|-/.test(name)) continue
      if (DEV) differs(theirs, null, `no ${name}`, name)
      theirs.removeAttribute(name)
    }
  }
}

/** The text node at `next`, put right, or a new one there. */
function takeText(text: string, next: Node | null, parent: Node): Text {
  if (next?.nodeType === 3 && text) {
    const theirs = next as Text
    if (theirs.data !== text) {
      if (DEV) differs(theirs, null, text, theirs.data)
      theirs.data = text
    }
    return theirs
  }
  if (DEV && text) differs(next, parent, text)
  return parent.insertBefore(document.createTextNode(text), next)
}

export function differs(at: Node | null, parent: Node | null, expected: string, found?: string | null): void {
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
