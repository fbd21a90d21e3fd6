/** What one owner acquired, released last in, first out. Mirror of `specter/lifetime.py`. */

export type Cleanup = () => void
export type Unsubscribe = () => void

/** Anything that can end what it was given. */
export interface LifecycleOwner {
  addCleanup(fn: Cleanup): unknown
}

/** The endings of one owner, and whether they have run. */
export class Lifetime {
  #endings = new Set<{ run: Cleanup }>()
  closed = false

  get size(): number {
    return this.#endings.size
  }

  /** Runs `cleanup` on close, or now if already closed; returns a call that forgets it. */
  defer(cleanup: Cleanup): Unsubscribe {
    const ending = { run: cleanup }
    if (this.closed) cleanup()
    else this.#endings.add(ending)
    return () => void this.#endings.delete(ending)
  }

  /** Runs every ending, each isolated from the others; returns what failed. */
  close(): unknown[] {
    this.closed = true
    const errors: unknown[] = []
    for (const ending of [...this.#endings].reverse()) {
      try {
        // One that has run may have forgotten another.
        if (this.#endings.delete(ending)) ending.run()
      } catch (error) {
        errors.push(error)
      }
    }
    return errors
  }
}

/** Calls `end` when `owner` stops. Throws a TypeError for an owner that cannot end things. */
export function tie(owner: LifecycleOwner | null | undefined, end: Cleanup): void {
  if (owner == null) return
  checkOwner(owner)
  owner.addCleanup(end)
}

export function checkOwner(owner: LifecycleOwner): void {
  if (DEV && typeof owner.addCleanup !== 'function') throw new TypeError(`owner must have addCleanup(fn), got ${typeof owner}`)
}

/** Reports an error that must not disturb the others. */
export function report(where: string, error: unknown): void {
  console.error(`[RAGOT] ${where}`, error)
}

/** Runs `step`, and reports its error. */
export function attempt(where: string, step: () => unknown): void {
  try {
    step()
  } catch (error) {
    report(where, error)
  }
}
