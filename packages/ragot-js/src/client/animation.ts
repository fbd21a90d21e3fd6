/** `@animate("is-visible")`: a component gets the class when it starts, and loses it before it goes. */

import { animateIn, animateOut } from '../animate.js'
import { Component } from '../component.js'
import { declared, whenStarting } from '../starting.js'
import type { Feature } from './client.js'

export const animation: Feature = {
  name: 'animation',
  install() {
    whenStarting((owner) => {
      const active = declared<string>(owner, '$animate')
      if (active && owner.element) animateIn(owner.element, active)
    })
    const { unmount } = Component.prototype
    const leaving = new WeakSet<Component>()
    Component.prototype.unmount = function (this: Component): void {
      const active = declared<string>(this, '$animate')
      if (!active || !this.element?.isConnected) return unmount.call(this)
      if (leaving.has(this)) return
      leaving.add(this)
      void animateOut(this.element, active).then(() => {
        leaving.delete(this)
        unmount.call(this)
      })
    }
  },
}
