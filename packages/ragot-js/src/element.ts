/** Building elements by hand: `createElement`, and putting nodes into others. */

import { setAttribute } from './attributes.js'

export type ElementChild = Node | string | number | boolean | null | undefined | readonly ElementChild[]
export type EventHandler = (event: any) => unknown

export interface CreateElementOptions {
  className?: string | readonly unknown[]
  class?: string | readonly unknown[]
  style?: string | Record<string, string | number | null | undefined> | Partial<CSSStyleDeclaration>
  dataset?: Record<string, string | number | boolean | null | undefined>
  events?: Record<string, EventHandler>
  /** Gets the element, and again the live one after a morph. */
  ref?: (element: any) => void
  textContent?: string | number | null
  /** Trusted markup only. */
  innerHTML?: string | null
  children?: ElementChild | readonly ElementChild[]
  [handler: `on${string}`]: EventHandler | null | undefined
  [attribute: string]: unknown
}

/** What an element was given beyond its attributes; a morph carries it over. */
export interface Given extends Element {
  $on?: Record<string, EventHandler>
  $ref?: (element: any) => void
  /** What was rendered last, where the user or other scripts may change it since. */
  $was?: { class?: string | null; style?: string | null; open?: string | null; value?: unknown; checked?: unknown; selected?: unknown }
}

/** Elements made while a component renders for an update: their `ref` is called with the element that stays. */
let held: Given[] | null = null

/** Runs `render`; `ref`s of the elements that it makes are not called: who shows them does it. */
export function holdingRefs<T>(render: () => T): readonly [T, readonly Given[]] {
  const before = held
  held = []
  try {
    return [render(), held]
  } finally {
    held = before
  }
}

const SVG = 'http://www.w3.org/2000/svg'
const SVG_TAGS = new Set(
  ('svg path circle rect line polygon polyline ellipse g defs marker mask pattern stop linearGradient radialGradient text tspan ' +
    'use symbol clipPath filter foreignObject').split(' '),
)
const PROPERTIES = new Set(['value', 'checked', 'selected', 'disabled', 'loading', 'src', 'alt', 'type', 'id'])
const BOOLEAN = new Set(['checked', 'selected', 'disabled'])

export function createElement<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  options?: CreateElementOptions | null,
  ...children: ElementChild[]
): HTMLElementTagNameMap[K]
export function createElement<K extends keyof SVGElementTagNameMap>(
  tag: K | `svg:${K}`,
  options?: CreateElementOptions | null,
  ...children: ElementChild[]
): SVGElementTagNameMap[K]
export function createElement(tag: string, options?: CreateElementOptions | null, ...children: ElementChild[]): Element
export function createElement(tag: string, options?: CreateElementOptions | null, ...children: ElementChild[]): Element {
  const svg = tag.startsWith('svg:') || SVG_TAGS.has(tag)
  const name = tag.startsWith('svg:') ? tag.slice(4) : tag
  const element = svg ? document.createElementNS(SVG, name) : document.createElement(name)
  const given = options ?? {}
  if (given.innerHTML != null) element.innerHTML = given.innerHTML
  else if (given.textContent != null) element.textContent = String(given.textContent)
  element.append(...nodesOf([given.children as ElementChild, children]))
  // After the children: a select takes its value once its options are there.
  for (const [key, value] of Object.entries(given)) setOption(element, key, value)
  remember(element, given)
  if (given.ref) {
    if (held) held.push(element)
    else given.ref(element)
  }
  return element
}

function remember(element: Element & Given, given: CreateElementOptions): void {
  element.$was = {
    class: element.getAttribute('class'),
    style: element.getAttribute('style'),
    open: element.getAttribute('open'),
    value: given['value'],
    checked: given['checked'],
    selected: given['selected'],
  }
}

function setOption(element: Element & Given, key: string, value: unknown): void {
  switch (key) {
    case 'textContent':
    case 'innerHTML':
    case 'children':
      return
    case 'ref':
      element.$ref = value as Given['$ref']
      return
    case 'className':
    case 'class':
      setAttribute(element, 'class', value)
      return
    case 'style':
      setStyle(element as unknown as HTMLElement, value)
      return
    case 'dataset':
      setDataset(element as unknown as HTMLElement, value as object | null)
      return
    case 'events':
      for (const [type, handler] of Object.entries((value ?? {}) as object)) setHandler(element, type, handler as EventHandler)
      return
  }
  if (typeof value === 'function' && key.startsWith('on')) setHandler(element, key.slice(2).toLowerCase(), value as EventHandler)
  else if (DEV && /^on/i.test(key)) throw new TypeError(`createElement: ${key} must be a function, got ${typeof value}`)
  else if (PROPERTIES.has(key) && element.namespaceURI !== SVG) setLive(element, key, value)
  else setAttribute(element, key, value)
}

function setLive(element: Element, key: string, value: unknown): void {
  const live = element as unknown as Record<string, unknown>
  if (BOOLEAN.has(key)) live[key] = !!value
  else if (value != null && value !== false) live[key] = value
  if (key !== 'value' || !/^(select|textarea)$/.test(element.localName)) setAttribute(element, key, value)
}

/** The handler of `type`; replaces the one before. */
export function setHandler(element: Element, type: string, handler: EventHandler | null | undefined): void {
  const on = ((element as Given).$on ??= {})
  const before = on[type]
  if (before === handler) return
  if (before) element.removeEventListener(type, before)
  if (handler) {
    element.addEventListener(type, handler)
    on[type] = handler
  } else {
    delete on[type]
  }
}

/** Sets style properties by camel-case, hyphenated or custom name; null takes one out. */
export function setStyle(element: HTMLElement | SVGElement, styles: unknown): void {
  if (styles == null || typeof styles !== 'object') {
    setAttribute(element, 'style', styles)
    return
  }
  for (const [name, value] of Object.entries(styles)) {
    const property = name.startsWith('--') ? name : name.replace(/_/g, '-').replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)
    if (value == null || value === false) element.style.removeProperty(property)
    else element.style.setProperty(property, String(value).replace(/\s*!important$/, ''), /!important$/.test(String(value)) ? 'important' : '')
  }
}

function setDataset(element: HTMLElement, values: object | null): void {
  for (const [name, value] of Object.entries(values ?? {})) {
    if (value == null) delete element.dataset[name]
    else element.dataset[name] = String(value)
  }
}

/** The nodes that `children` stand for: nested arrays flattened; null, undefined and booleans show nothing. */
export function nodesOf(children: readonly ElementChild[]): Node[] {
  const nodes: Node[] = []
  for (const child of (children as unknown[]).flat(Infinity) as ElementChild[]) {
    if (child == null || typeof child === 'boolean') continue
    nodes.push(child instanceof Node ? child : document.createTextNode(String(child)))
  }
  return nodes
}

export function append<T extends ParentNode>(parent: T, ...children: ElementChild[]): T {
  parent.append(...nodesOf(children))
  return parent
}

export function prepend<T extends ParentNode>(parent: T, ...children: ElementChild[]): T {
  parent.prepend(...nodesOf(children))
  return parent
}

/** Appends in the next frame. */
export function batchAppend(parent: ParentNode, children: Node | readonly Node[]): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      parent.append(...nodesOf([children as ElementChild]))
      resolve()
    })
  })
}

export function insertBefore<T extends Node>(parent: Node, node: T, reference: Node | null): T {
  return parent.insertBefore(node, reference)
}

export function remove<T extends ChildNode>(element: T): T {
  element.remove()
  return element
}

export function clear(element: Element | null | undefined): void {
  element?.replaceChildren()
}
