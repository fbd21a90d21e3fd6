/** Where the server's HTML is not what the browser would have made, said in the console. */

import { onDifference, type Difference } from '../hydrate.js'

export function warnOfDifferences(): void {
  onDifference(warn)
}

/** Runs `adopt` where a difference is meant: new code takes over what old code made. */
export function quietly(adopt: () => void): void {
  onDifference(null)
  try {
    adopt()
  } finally {
    onDifference(warn)
  }
}

function warn({ path, expected, found }: Difference): void {
  console.warn(`[SPRAG] the server's HTML differs from the browser's at ${path}: the server has ${found}, the browser ${expected}`)
}
