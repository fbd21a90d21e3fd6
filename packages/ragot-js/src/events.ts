/** Events of views: one listener per type at the root of their component finds whose handler it is. */

import type { Live, Owned } from './instance.js'
import type { EventSpot, Hearing, Host } from './pieces.js'

/** The handlers of a block: `[[path, type, (self, values, event) => …], …]`. */
export function hears(spots: readonly EventSpot[]): Hearing {
  const types = new Set(spots.map((spot) => spot[1]))
  return {
    spots,
    hear(host) {
      if (host) ((host.$ears as Ears | null) ?? (host.$ears = new Ears(host))).add(types)
    },
  }
}

class Ears {
  #types = new Set<string>()
  #root: Element | null

  constructor(private readonly host: Host) {
    this.#root = host.element
  }

  add(types: ReadonlySet<string>): void {
    for (const type of types) {
      if (this.#types.has(type)) continue
      this.#types.add(type)
      if (this.#root) this.#listen(this.#root, type, true)
    }
  }

  /** Listens at `root` from now on, and no more where it did. */
  at(root: Element | null): void {
    if (root === this.#root) return
    for (const type of this.#types) {
      if (this.#root) this.#listen(this.#root, type, false)
      if (root) this.#listen(root, type, true)
    }
    this.#root = root
  }

  #listen(element: Element, type: string, on: boolean): void {
    const method = on ? 'addEventListener' : 'removeEventListener'
    element[method](type, this.#bubbling)
    // An event that does not bubble passes its ancestors only on the way down.
    if (!BUBBLES.test(type)) element[method](type, this.#capturing, true)
  }

  #bubbling = (event: Event): void => {
    if (event.bubbles) this.#dispatch(event)
  }

  #capturing = (event: Event): void => {
    if (!event.bubbles) this.#dispatch(event)
  }

  #dispatch(event: Event): void {
    const target = event.target as Element
    let element = event.bubbles ? hearing(target) : target.hasAttribute?.('data-h') ? target : null
    if (!element) return
    for (const touch of [...this.host.$asleep]) touch(element)
    for (; element && this.#root?.contains(element); element = hearing(element.parentElement)) {
      this.#handle(element, event)
      if (event.cancelBubble || !event.bubbles) return
    }
  }

  #handle(element: Element, event: Event): void {
    let inside: Owned | null = element
    while (inside && !inside.$live) inside = inside.parentElement
    const live: Live | undefined = inside?.$live
    if (!live || live.host !== this.host) return
    const { events, holes } = live.template
    const spots = events?.spots ?? []
    for (let i = 0; i < spots.length; i++) {
      const [, type, handler] = spots[i]!
      if (type !== event.type || live.find(holes.length + i) !== element) continue
      Object.defineProperty(event, 'currentTarget', { configurable: true, value: element })
      try {
        handler.call(this.host, this.host, live.values, event)
      } catch (error) {
        reportError(error)
      }
      delete (event as { currentTarget?: unknown }).currentTarget
    }
  }
}

const BUBBLES = /^(click|dblclick|input|change|submit|key|mouse(down|up|move|over|out)|pointer(down|up|move|over|out)|touch|wheel|drag|drop)/

/** The nearest element, from `element` up, that has handlers. */
function hearing(element: Element | null): Element | null {
  return element && (element.nodeType === 1 ? element : element.parentElement)!.closest('[data-h]')
}
