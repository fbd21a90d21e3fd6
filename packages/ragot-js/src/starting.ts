/** What happens to every component and module when it starts, before its `onStart`. */

import type { Owner } from './owner.js'

export type Starting = Owner

const beginnings: ((owner: Starting) => void)[] = []

/** Runs `begin` for each component and module that starts from now on, when its element is there. */
export function whenStarting(begin: (owner: Starting) => void): void {
  beginnings.push(begin)
}

export function begin(owner: Starting): void {
  for (const one of beginnings) one(owner)
}

/** The options that a decorator or declaration left on the owner's class, as `static $name`. */
export function declared<T>(owner: Starting, name: string): T | null {
  return ((owner.constructor as unknown as Record<string, unknown>)[name] as T | undefined) ?? null
}
