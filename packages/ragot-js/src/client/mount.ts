/** The start of a mount: the browser makes all of it. */

import { comeAlive, type Components, type Modules } from './alive.js'
import type { Feature } from './client.js'
import type { State } from './payload.js'

/** Starts the mount. The classes are those that its payload names. Resolves when its module has started. */
export function boot(components: Components, modules: Modules, features: readonly Feature[] = []): Promise<void> {
  return comeAlive(components, modules, features, ({ mount, boot }) => {
    const { component, module } = mount!
    const state = (boot ?? {}) as State
    return [{ selector: '#app-root', component, module, state, props: state, show: (one, element) => void one.mount(element) }]
  })
}
