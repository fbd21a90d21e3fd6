/** One component as a whole app. */

import type { Component } from './component.js'

/** Mounts a new `Class` into `container` (an element or a selector); under `window[globalName]` when that is given. */
export function createApp<S extends object, C extends Component<S>>(
  Class: new (state?: S) => C,
  container: string | Element,
  initialState: S = {} as S,
  globalName?: string,
): C | null {
  const target = typeof container === 'string' ? document.querySelector(container) : container
  if (!target) {
    console.error(`[RAGOT] createApp: no element for "${String(container)}"`)
    return null
  }
  const app = new Class(initialState)
  app.mount(target)
  if (globalName) (globalThis as Record<string, unknown>)[globalName] = app
  return app
}
