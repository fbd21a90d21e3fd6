/** Hydration: a component takes over the server's DOM in place. */

import { adopter } from './adopt.js'
import type { Component } from './component.js'

export { onDifference, type Difference } from './adopt.js'

/**
 * Starts `component` on what the server rendered into `target`: the first node in there becomes its root, every node is
 * kept, and `target` holds nothing else afterwards.
 */
export function hydrate(component: Component<any>, target: Element): void {
  if (component.$mounted) return
  const root = component.$adopt(target.firstChild, target, adopter)
  for (const node of [...target.childNodes]) if (node !== root) node.remove()
  component.$start()
}
