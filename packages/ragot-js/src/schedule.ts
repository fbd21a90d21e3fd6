/** One flush per microtask: whoever changed says so, and is updated once, parents before what they made. */

import { attempt } from './lifetime.js'

export interface Dirty {
  /** Age: smaller was made earlier. A parent is older than the children that it renders. */
  readonly $age: number
  $flush(): void
}

const queue = new Set<Dirty>()
// A promise's reaction is the engine's own business; queueMicrotask goes through the browser and costs more than a small update.
const settled = Promise.resolve()
let ages = 0

export const nextAge = (): number => ++ages

/** Calls `one.$flush()` at the end of this task, once. */
export function enqueue(one: Dirty): void {
  if (!queue.size) void settled.then(flush)
  queue.add(one)
}

/** Takes `one` out of the coming flush. */
export const dequeue = (one: Dirty): boolean => queue.delete(one)

function flush(): void {
  // One round per call: what a flush makes dirty again comes in the next microtask, so that a loop of updates
  // cannot hide the rest of the page from the user's own microtasks.
  const round = [...queue].sort((a, b) => a.$age - b.$age)
  for (const one of round) {
    if (queue.delete(one)) attempt('an update failed', () => one.$flush())
  }
  if (queue.size) void settled.then(flush)
}
