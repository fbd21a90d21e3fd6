/** `ragotModules`: the registry as an object, to look at. */

import { ragotRegistry } from './registry.js'

interface Flags {
  __RAGOT_ALLOW_DIRECT_MUTATION__?: boolean
  ragotModules?: Record<string, unknown>
  ragotRegistry?: typeof ragotRegistry
}

export const ragotModules: Readonly<Record<string, unknown>> = new Proxy(ragotRegistry.values, {
  set: (_, key, value) => {
    checkMutable(`provide("${String(key)}", …)`)
    ragotRegistry.provide(String(key), value, null, { replace: true })
    return true
  },
  deleteProperty: (_, key) => {
    checkMutable(`unregister("${String(key)}")`)
    return ragotRegistry.unregister(String(key))
  },
})

/** Puts registry and modules on the window; what a page has put there before is provided. */
export function exposeGlobals(scope: typeof globalThis): void {
  const page = scope as unknown as Flags
  const provide = (given: Record<string, unknown> | undefined): void => {
    for (const [key, value] of Object.entries(given ?? {})) ragotRegistry.provide(key, value, null, { replace: true })
  }
  const before = page.ragotModules
  if (before !== ragotModules) provide(before)
  page.ragotRegistry = ragotRegistry
  Object.defineProperty(page, 'ragotModules', {
    configurable: true,
    enumerable: true,
    get: () => ragotModules,
    set: (given: Record<string, unknown>) => {
      checkMutable('provide(key, value)')
      ragotRegistry.clear()
      provide(given)
    },
  })
}

function checkMutable(instead: string): void {
  if ((globalThis as unknown as Flags).__RAGOT_ALLOW_DIRECT_MUTATION__ !== true) {
    throw new Error(`ragotModules is read-only: use ragotRegistry.${instead}`)
  }
}
