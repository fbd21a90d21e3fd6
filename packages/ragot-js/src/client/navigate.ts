/** Leaving the page for another one: the browser's side of `navigate`. */

import { Component } from '../component.js'
import { Module } from '../module.js'
import type { Feature } from './client.js'
import { plainNavigate } from './location.js'

export type NavigateOptions = boolean | { replace?: boolean } | null

declare module '../module.js' {
  interface Module<S extends object = Record<string, any>> {
    navigate(target: string, options?: NavigateOptions): void
  }
}
declare module '../component.js' {
  interface Component<S extends object = Record<string, any>> {
    navigate(target: string, options?: NavigateOptions): void
  }
}

export const navigation: Feature = {
  name: 'navigation',
  install() {
    Module.prototype.navigate = Component.prototype.navigate = navigate
  },
}

/** Goes to `target`: a path of the app, as it stands in `page(path=…)`, or any http(s), mailto, tel or sms URL. */
export function navigate(target: string, options?: NavigateOptions): void {
  if (typeof target !== 'string' || !target.trim()) throw new Error(`navigate: expected a path or URL, got ${JSON.stringify(target)}`)
  plainNavigate(target.trim(), typeof options === 'object' ? !!options?.replace : options)
}
