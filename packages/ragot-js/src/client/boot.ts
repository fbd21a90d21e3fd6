/** The start of a page whose HTML the server has made: components adopt it. */

import { hydrate } from '../hydrate.js'
import { comeAlive, live, type Components, type Modules } from './alive.js'
import type { Feature } from './client.js'
import { replayEarlyClick } from './early.js'

export { live }

/** Starts the page. The classes are those that its payload names. Resolves when every module has started. */
export async function boot(components: Components, modules: Modules, features: readonly Feature[] = []): Promise<void> {
  let aliveAt = 0
  await comeAlive(components, modules, features, ({ hydration }) => {
    aliveAt = performance.now()
    return hydration.map(({ id, component, module, state, props = state, module_state: moduleState }) => {
      return { selector: `[data-sprag-hydrate-id="${id}"]`, component, module, state, props, moduleState, show: hydrate }
    })
  })
  replayEarlyClick(live, aliveAt)
}
