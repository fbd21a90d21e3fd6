/** Named events, delivered in the order of subscription. Mirror of `specter/bus.py`. */

import { attempt, type Unsubscribe } from './lifetime.js'

export type BusCallback<T = any> = (data: T) => void

interface Listener {
  callback: BusCallback
  once: boolean
  /** How many subscriptions share this entry: one callback is called once per event, until the last ends. */
  shares: number
}

export class EventBus {
  /** The listeners of each event; for inspection. */
  readonly events = new Map<string, Set<Listener>>()

  /** Calls `callback(data)` at each `event`; returns a call that ends this subscription. */
  on<T = unknown>(event: string, callback: BusCallback<T>): Unsubscribe {
    return this.#add(event, callback, false)
  }

  /** Calls `callback(data)` at the next `event` only. */
  once<T = unknown>(event: string, callback: BusCallback<T>): Unsubscribe {
    return this.#add(event, callback, true)
  }

  /** Takes every subscription of `callback` to `event` back. */
  off<T = unknown>(event: string, callback: BusCallback<T>): void {
    for (const listener of [...(this.events.get(event) ?? [])]) {
      if (listener.callback === callback) this.#remove(event, listener)
    }
  }

  /** Calls the listeners of `event` now; one that throws is reported, the others are still called. */
  emit<T = unknown>(event: string, data?: T): void {
    const found = this.events.get(event)
    for (const listener of [...(found ?? [])]) {
      if (!found!.has(listener)) continue
      if (listener.once) this.#remove(event, listener)
      attempt(`a listener of "${event}" failed`, () => listener.callback(data))
    }
  }

  /** Drops the listeners of `event`, or of every event. */
  clear(event?: string): void {
    for (const name of event ? [event] : [...this.events.keys()]) {
      this.events.get(name)?.clear()
      this.events.delete(name)
    }
  }

  #add(event: string, callback: BusCallback, once: boolean): Unsubscribe {
    if (DEV && typeof callback !== 'function') throw new TypeError(`bus callback must be a function, got ${typeof callback}`)
    let found = this.events.get(event)
    if (!found) this.events.set(event, (found = new Set()))
    let listener = [...found].find((one) => one.callback === callback && one.once === once)
    if (listener) listener.shares++
    else found.add((listener = { callback, once, shares: 1 }))
    let held: Listener | null = listener
    return () => {
      if (held && !--held.shares) this.#remove(event, held)
      held = null
    }
  }

  #remove(event: string, listener: Listener): void {
    const found = this.events.get(event)
    if (found?.delete(listener) && !found.size) this.events.delete(event)
  }
}

export const bus = new EventBus()
