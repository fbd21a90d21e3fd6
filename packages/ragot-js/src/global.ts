/** `ragot.min.js`: the global `RAGOT`. */

import { exposeGlobals } from './modules.js'
import { all } from './all.js'
import type { ragotRegistry as Registry } from './registry.js'

declare global {
  interface Window {
    RAGOT: typeof all
    ragotRegistry: typeof Registry
    ragotModules: Readonly<Record<string, unknown>>
    /** Warn when `on()` gets no target. */
    __RAGOT_WARN_MISSING_TARGET__?: boolean
    /** Let `ragotModules` be written to. */
    __RAGOT_ALLOW_DIRECT_MUTATION__?: boolean
  }
  var RAGOT: Window['RAGOT']
  var ragotRegistry: Window['ragotRegistry']
  var ragotModules: Window['ragotModules']
}

exposeGlobals(globalThis)
globalThis.RAGOT = all
