/** Short names for what every page does with the DOM. */

import { setHandler, setStyle, type EventHandler } from './element.js'
import { setAttribute } from './attributes.js'

export function $<E extends Element = HTMLElement>(selector: string, parent: ParentNode = document): E | null {
  return parent.querySelector<E>(selector)
}

export function $$<E extends Element = HTMLElement>(selector: string, parent: ParentNode = document): E[] {
  return [...parent.querySelectorAll<E>(selector)]
}

export function css<T extends HTMLElement | SVGElement>(
  element: T,
  styles: Partial<CSSStyleDeclaration> | Record<string, string | number | null>,
): T {
  setStyle(element, styles)
  return element
}

/** Sets attributes; null, undefined and false remove one. `on…` takes a function, in place of the one before. */
export function attr<T extends Element>(element: T, attributes: Record<string, unknown>, options: { additive?: boolean } = {}): T {
  for (const [name, value] of Object.entries(attributes)) {
    if (!/^on/i.test(name)) {
      setAttribute(element, name, value)
      continue
    }
    const type = name.slice(2).toLowerCase()
    if (DEV && value != null && typeof value !== 'function') throw new TypeError(`attr: ${name} must be a function, got ${typeof value}`)
    if (options.additive && value) element.addEventListener(type, value as EventHandler)
    else setHandler(element, type, value as EventHandler | null)
  }
  return element
}

/** A span around trusted SVG markup. */
export function createIcon(svg: string, className = 'icon'): HTMLSpanElement {
  const icon = document.createElement('span')
  icon.className = className
  icon.innerHTML = svg
  return icon
}

export function show<T extends Element>(element: T): T {
  return toggle(element, true)
}

export function hide<T extends Element>(element: T): T {
  return toggle(element, false)
}

/** `force`: true shows, false hides. */
export function toggle<T extends Element>(element: T, force?: boolean): T {
  element.classList.toggle('hidden', force === undefined ? undefined : !force)
  return element
}
