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
    const match = (event.target as Partial<Element>).closest?.(selector)
    if (match && match !== root && root!.contains(match)) handler.call(match, event, match)
  }
  root!.addEventListener(type, listener)
  return () => root!.removeEventListener(type, listener)
}
