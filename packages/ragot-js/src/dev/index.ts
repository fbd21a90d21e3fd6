/** The dev tools of a page: the overlay and the reload. Loaded before the page's own script, in dev only. */

import { bus } from '../bus.js'
import { PROBLEM, type Problem } from '../client/client.js'
import { payload } from '../client/payload.js'
import { warnOfDifferences } from './differences.js'
import { Overlay, type Kind } from './overlay.js'
import { restoreState } from './keep.js'
import { followServer } from './reload.js'
import { watchComponents } from './swap.js'

const overlay = new Overlay()
const base = payload()?.page.base ?? ''

// Which files this page runs is read from here; the default forgets after 250.
performance.setResourceTimingBufferSize(10_000)

bus.on<Problem>(PROBLEM, ({ kind, error, during }) => void overlay.show(kind, error, during))
addEventListener('error', ({ error, message }) => {
  // Browsers say this when an observer is merely late.
  if (!/^ResizeObserver loop/.test(message)) void overlay.show('runtime', error ?? message)
})
addEventListener('unhandledrejection', ({ reason }) => void overlay.show(kindOf(reason), reason))
Object.assign(globalThis, { __SPRAG_DEBUG__: { overlay, clearErrors: () => overlay.clear() } })

watchComponents()
// A page that goes on where it was before a reload is meant to differ.
if (!restoreState()) warnOfDifferences()
followServer(`${base}/__sprag__/dev/events`, overlay)

function kindOf(reason: unknown): Kind {
  return reason instanceof Error && reason.name === 'ActionError' ? 'action' : 'runtime'
}
