/** Where a feature joins in when a component or module starts. */

import { Component } from '../component.js'
import type { Module } from '../module.js'
import { Owner } from '../owner.js'

/** Runs `begin` for each component and module that starts from now on, when its element is there and before its `onStart`. */
export function whenStarting(begin: (owner: Component | Module, element: Element) => void): void {
  const { $findRefs } = Owner.prototype
  Owner.prototype.$findRefs = function (this: Owner, selectors, root): void {
    $findRefs.call(this, selectors, root)
    const element = root()
    if (element) begin(this as Component | Module, element)
  }
}

/** The options that a decorator left on the owner's class, as `static $name`. */
export function declared<T>(owner: Component | Module, name: string): T | null {
  return ((owner.constructor as unknown as Record<string, unknown>)[name] as T | undefined) ?? null
}
