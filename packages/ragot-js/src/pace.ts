/** `@debounce` and `@throttle`: a method's calls, paced for each instance. */

export interface Paced {
  timeout(callback: () => void, ms: number): number
  clearTimeout(id: number | null | undefined): unknown
}

type Call<A extends unknown[]> = (...args: A) => unknown

const waiting = new WeakMap<Paced, Map<string, number>>()
const called = new WeakMap<Paced, Map<string, number>>()

/** Runs `call` once nobody called for `ms`; the timer ends with `owner`. */
export function debounce<A extends unknown[]>(owner: Paced, name: string, ms: number, call: Call<A>): (...args: A) => null {
  return (...args) => {
    const timers = of(waiting, owner)
    owner.clearTimeout(timers.get(name))
    timers.set(name, owner.timeout(() => void call(...args), ms))
    return null
  }
}

/** Runs `call` at once, then ignores calls for `ms`. */
export function throttle<A extends unknown[]>(owner: Paced, name: string, ms: number, call: Call<A>): (...args: A) => null {
  return (...args) => {
    const times = of(called, owner)
    const now = performance.now()
    if (now - (times.get(name) ?? -Infinity) < ms) return null
    times.set(name, now)
    call(...args)
    return null
  }
}

function of(map: WeakMap<Paced, Map<string, number>>, owner: Paced): Map<string, number> {
  let found = map.get(owner)
  if (!found) map.set(owner, (found = new Map()))
  return found
}
