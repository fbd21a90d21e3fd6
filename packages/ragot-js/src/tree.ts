/**
 * `h(tag, attrs, ...children)`: a tree that the compiler could not see into. It is compared with the tree that stood in
 * its place before; elements are kept where tag and key are the same. Attributes have their Python names.
 */

import { setAttribute, setProperty } from './attributes.js'
import { adoptSlot, Slot } from './slot.js'
import { setHandler, type EventHandler } from './element.js'
import type { Adopter, Host, Part } from './pieces.js'

type Attrs = Record<string, unknown>

const SVG = 'http://www.w3.org/2000/svg'
const LIVE = new Set(['value', 'checked', 'selected', 'muted'])
const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))
const SPECIAL: Record<string, string> = {
  xlink_href: 'xlink:href',
  xml_lang: 'xml:lang',
  xml_space: 'xml:space',
  tab_index: 'tabindex',
  read_only: 'readonly',
  auto_focus: 'autofocus',
  auto_complete: 'autocomplete',
  max_length: 'maxlength',
  min_length: 'minlength',
  content_editable: 'contenteditable',
  view_box: 'viewBox',
  preserve_aspect_ratio: 'preserveAspectRatio',
  class_name: 'class',
  html_for: 'for',
}

export function h(tag: string, attrs: Attrs | Map<string, unknown> | null, ...children: unknown[]): Part {
  const given: Attrs = attrs instanceof Map ? Object.fromEntries(attrs) : attrs ?? {}
  return new Tree(tag.replace(/_+$/, '').replace(/_/g, '-'), given, children)
}

class Tree implements Part {
  readonly $key: unknown
  #element: Element | null = null
  #slot: Slot | null = null
  #attrs: Attrs = {}

  constructor(
    readonly tag: string,
    readonly given: Attrs,
    readonly children: readonly unknown[],
  ) {
    this.$key = given['key'] ?? undefined
  }

  $new(): Part {
    return new Tree(this.tag, this.given, this.children)
  }

  $make(host: Host | null, parent?: Node): Node {
    const svg = this.tag === 'svg' || (namespaceOf(parent) === SVG && (parent as Element).localName !== 'foreignObject')
    const element = svg ? document.createElementNS(SVG, this.tag) : document.createElement(this.tag)
    this.#element = element
    if (!VOID.has(this.tag)) {
      this.#slot = new Slot(element.appendChild(document.createTextNode('')), host)
      this.#slot.set(this.children)
    }
    this.#write(this.given)
    return element
  }

  $adopt(node: Node | null, parent: Node, adopter: Adopter, host: Host | null): Node {
    if (node?.nodeType !== 1 || (node as Element).localName.toLowerCase() !== this.tag.toLowerCase()) {
      const made = this.$make(host, parent)
      if (node?.nodeType === 1) parent.replaceChild(made, node)
      else parent.insertBefore(made, node)
      return made
    }
    const element = (this.#element = node as Element)
    if (!VOID.has(this.tag)) {
      this.#slot = adoptSlot(this.children, element.firstChild, element, host, true, adopter)
      while (this.#slot.anchor.nextSibling) this.#slot.anchor.nextSibling.remove()
      this.#slot.mend()
    }
    this.#write(this.given, element)
    return element
  }

  $entered(): void {}

  $take(next: unknown): boolean {
    if (!(next instanceof Tree) || next.tag !== this.tag) return false
    this.#slot?.set(next.children)
    this.#write(next.given)
    return true
  }

  $node(): Node {
    return this.#element!
  }

  $leave(): void {
    this.#slot?.end()
  }

  /** Writes what differs from the attributes before; of an adopted element, what differs from the server's. */
  #write(given: Attrs, adopted?: Element): void {
    const element = this.#element!
    const [attributes, handlers] = sorted(given)
    for (const name of Object.keys(this.#attrs)) if (!(name in attributes)) put(element, name, null)
    for (const [name, value] of Object.entries(attributes)) {
      if (adopted && LIVE.has(name)) continue
      if (value !== this.#attrs[name] || (typeof value === 'object' && value !== null)) put(element, name, value)
    }
    for (const type of Object.keys((element as { $on?: object }).$on ?? {})) if (!(type in handlers)) setHandler(element, type, null)
    for (const [type, handler] of Object.entries(handlers)) setHandler(element, type, handler)
    this.#attrs = attributes
  }
}

function put(element: Element, name: string, value: unknown): void {
  if (LIVE.has(name)) setProperty(element, name, value)
  else setAttribute(element, name, value)
}

/** HTML attributes (data-h with them, last) and event handlers out of what Python was given. */
function sorted(given: Attrs): [Attrs, Record<string, EventHandler>] {
  const attributes: Attrs = {}
  const handlers: Record<string, EventHandler> = {}
  for (const [key, value] of Object.entries(given)) {
    if (key === 'key' || value == null) continue
    const name = attributeName(key)
    if (name === 'dataset') {
      const pairs = value instanceof Map ? value : Object.entries(value as object)
      for (const [one, item] of pairs) attributes[`data-${String(one).replace(/_/g, '-')}`] = item
    } else if (name.startsWith('on')) {
      if (DEV && typeof value !== 'function') throw new TypeError(`${key}= expects a method or function, got ${typeof value}`)
      handlers[key.slice(2).replace(/^_+|_+$/g, '')] = value as EventHandler
    } else if (typeof value !== 'function') {
      attributes[name] = value
    }
  }
  const types = Object.keys(handlers).join(' ')
  if (types) attributes['data-h'] = types
  return [attributes, handlers]
}

function attributeName(name: string): string {
  const bare = name.replace(/_+$/, '')
  return SPECIAL[bare] ?? bare.replace(/_/g, '-')
}

function namespaceOf(node: Node | undefined): string | null {
  return node?.nodeType === 1 ? (node as Element).namespaceURI : null
}
