/** `name = ref(selector)` in a class: `self.refs.name` is the first match inside the element, whenever it is asked. */

import { declared, whenStarting } from '../starting.js'
import type { Feature } from './client.js'

export const refs: Feature = {
  name: 'refs',
  install() {
    whenStarting((owner) => {
      for (const [name, selector] of Object.entries(declared<Record<string, string>>(owner, '$refs') ?? {})) {
        Object.defineProperty(owner.refs, name, {
          configurable: true,
          enumerable: true,
          get: () => owner.element?.querySelector(selector) ?? null,
        })
      }
    })
  },
}
