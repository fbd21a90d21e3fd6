/** Where an app's paths are in the browser. */

import { payload } from './payload.js'

/**
 * The URL of `target`: a path of the app gets the prefix that the app is served under, unless it has it already (an
 * `href` that was rendered has); other URLs stay.
 */
export function locate(target: string): string {
  const { base } = payload()?.page ?? { base: '' }
  const below = target === base || target.startsWith(`${base}/`)
  return base && !below && /^\/(?![/\\])/.test(target) ? base + target : target
}

/** Leaves this page for `target`. Code never runs from a URL. */
export function plainNavigate(target: string, replace = false): void {
  const url = new URL(locate(target), location.href)
  if (!/^(https?|mailto|tel|sms):$/.test(url.protocol)) throw new Error(`navigate: cannot go to a ${url.protocol} URL`)
  if (replace) location.replace(url)
  else location.assign(url)
}
