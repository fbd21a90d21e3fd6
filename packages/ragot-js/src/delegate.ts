/** One listener, many matching descendants. */

import type { Unsubscribe } from './lifetime.js'

export type DelegateHandler = (this: Element, event: any, target: any) => unknown

/**
 * Calls `handler` for the nearest element below `parent` that matches `selector` and holds the event's target.
 * `parent` may be a selector. Throws when it names nothing, or when `selector` is no selector.
 */
export function delegateEvent(
  parent: Element | Document | string,
  type: string,
  selector: string,
  handler: DelegateHandler,
): Unsubscribe {
  const root = typeof parent === 'string' ? document.querySelector(parent) : parent
  if (DEV && !root) throw new Error(`delegate: no element for ${typeof parent === 'string' ? `"${parent}"` : String(parent)}`)
  // Throws for what is no element or no selector.
  root!.querySelector(selector)
  const listener = (event: Event): void => {
    for (let node = event.target as Node | null; node && node !== root; node = node.parentNode) {
      if (node.nodeType === 1 && (node as Element).matches(selector)) {
        handler.call(node as Element, event, node)
        return
      }
    }
  }
  root!.addEventListener(type, listener)
  return () => root!.removeEventListener(type, listener)
}
