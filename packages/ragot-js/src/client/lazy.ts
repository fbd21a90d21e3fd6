/** `ui.LazyImage`: images that are loaded when they come near, those of the server's HTML and those made later. */

import { createLazyLoader } from '../scroll/lazy.js'
import type { Feature } from './client.js'

export const lazy: Feature = {
  name: 'lazy',
  install(client) {
    const owner = { addCleanup: (fn: () => void) => client.onLeave(fn) }
    const loader = createLazyLoader(owner, { selector: 'img[data-src]' })
    const added = new MutationObserver((records) => {
      if (records.some((record) => record.addedNodes.length)) loader.refresh()
    })
    added.observe(document.body, { childList: true, subtree: true })
    client.onLeave(() => added.disconnect())
  },
}
