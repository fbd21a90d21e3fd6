/** Building elements by hand: `createElement`, and putting nodes into others. */

import { attributeText, setAttribute } from './attributes.js'

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
  /** The root of a component that was mounted by hand: no render of another component removes it. */
  $mounted?: boolean
  /** What was rendered last, where the user or other scripts may change it since. */
  $was?: Record<string, unknown>
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

const SVG_TAGS = new Set(
  ('svg path circle rect line polygon polyline ellipse g defs marker mask pattern stop linearGradient radialGradient text tspan ' +
    'use symbol clipPath filter foreignObject').split(' '),
)
/** What the user changes: written as property too. */
export const LIVE = ['value', 'checked', 'selected']
/** Attributes into which the user and other scripts write. */
export const SHARED = ['class', 'style', 'open']

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
  const name = tag.replace(/^svg:/, '')
  const element = name !== tag || SVG_TAGS.has(tag) ? document.createElementNS('http://www.w3.org/2000/svg', name) : document.createElement(name)
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
  const was: Given['$was'] = (element.$was = {})
  for (const name of SHARED) was[name] = element.getAttribute(name)
  for (const name of LIVE) was[name] = given[name]
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
      for (const [name, one] of Object.entries((value ?? {}) as object)) if (one != null) (element as unknown as HTMLElement).dataset[name] = one as string
      return
    case 'events':
      for (const [type, handler] of Object.entries((value ?? {}) as object)) setHandler(element, type, handler as EventHandler)
      return
  }
  if (typeof value === 'function' && key.startsWith('on')) setHandler(element, key.slice(2).toLowerCase(), value as EventHandler)
  else if (DEV && /^on/i.test(key)) throw new TypeError(`createElement: ${key} must be a function, got ${typeof value}`)
  else if (LIVE.includes(key) && key in element) setLive(element, key, value)
  else setAttribute(element, key, value)
}

function setLive(element: Element, key: string, value: unknown): void {
  const live = element as unknown as Record<string, unknown>
  if (key !== 'value') live[key] = !!value
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
  const { style } = element
  const hyphenated = (name: string): string =>
    name.startsWith('--') ? name : name.replace(/_/g, '-').replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)
  const entries = Object.entries(styles).map(([name, value]) => [hyphenated(name), value as unknown] as const)
  for (const [name, value] of entries) if (value == null || value === false) style.removeProperty(name)
  style.cssText += attributeText('style', Object.fromEntries(entries)) ?? ''
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
  return new Promise(requestAnimationFrame).then(() => void append(parent, children as ElementChild))
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
