/** Names to live objects of this page. Mirror of `specter/registry.py`. */

import { checkOwner, tie, type LifecycleOwner } from './lifetime.js'

export interface ProvideOptions {
  replace?: boolean
}

export interface WaitForOptions {
  /** Milliseconds until the wait fails; 0 waits for ever. */
  timeoutMs?: number
}

export interface CancellableWait<T> {
  promise: Promise<T>
  cancel(): void
}

interface Waiter {
  key: string
  resolve(value: unknown): void
  fail(why: string): void
}

export class Registry {
  /** What is provided, by key; only to look at. */
  readonly values = Object.create(null) as Record<string, unknown>
  #tokens = new Map<string, symbol>()
  #waiting = new Set<Waiter>()

  /** Puts `value` under `key`; with an `owner` only for as long as the owner runs. */
  provide<T>(key: string, value: T, owner: LifecycleOwner | null = null, options: ProvideOptions = {}): T {
    key = keyOf(key)
    if (value === undefined) throw new TypeError(`"${key}" must have a value${DEV ? ', got undefined' : ''}`)
    if (owner !== null) checkOwner(owner)
    if (key in this.values && !options.replace) {
      throw new Error(`"${key}" is already provided` + (DEV ? '; pass {replace: true} to replace it' : ''))
    }
    // Bound to this entry: the owner of a replaced value must not remove its successor.
    const token = Symbol(key)
    this.#tokens.set(key, token)
    this.values[key] = value
    tie(owner, () => void this.unregister(key, token))
    for (const waiter of this.#waiting) if (waiter.key === key) waiter.resolve(value)
    return value
  }

  /** Removes `key`; whether it was there. With a `token`, only that registration. */
  unregister(key: string, token: symbol | null = null): boolean {
    key = keyOf(key)
    return key in this.values && (token === null || this.#tokens.get(key) === token) && delete this.values[key]
  }

  /** The value under `key`, or undefined. */
  resolve<T = unknown>(key: string): T | undefined {
    return this.values[keyOf(key)] as T | undefined
  }

  /** The value under `key`; an Error with the known names when it is missing. */
  require<T = unknown>(key: string): T {
    const value = this.resolve<T>(key)
    if (value === undefined) throw new Error(`nothing is provided as "${key}"` + (DEV ? `; known: ${this.list().join(', ') || 'nothing'}` : ''))
    return value
  }

  has(key: string): boolean {
    return keyOf(key) in this.values
  }

  list(): string[] {
    return Object.keys(this.values)
  }

  /** A promise of the value, kept once somebody provides it. */
  waitFor<T = unknown>(key: string, options: WaitForOptions = {}): Promise<T> {
    return this.waitForCancellable<T>(key, options).promise
  }

  waitForCancellable<T = unknown>(key: string, options: WaitForOptions = {}): CancellableWait<T> {
    key = keyOf(key)
    if (key in this.values) return { promise: Promise.resolve(this.values[key] as T), cancel() {} }
    const ms = options.timeoutMs ?? 0
    let waiter!: Waiter
    const promise = new Promise<T>((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(waiter)
      }
      waiter = {
        key,
        resolve: (value) => (end(), resolve(value as T)),
        fail: (why) => (end(), reject(new Error(`waiting for "${key}" ${why}`))),
      }
      const timer = ms > 0 ? setTimeout(waiter.fail, ms, `timed out after ${ms}ms`) : undefined
    })
    this.#waiting.add(waiter)
    return { promise, cancel: () => waiter.fail('was cancelled') }
  }

  /** Drops everything; who waits is told so. */
  clear(): void {
    for (const key of this.list()) this.unregister(key)
    for (const waiter of this.#waiting) waiter.fail('ended: the registry was cleared')
  }
}

export const ragotRegistry = new Registry()

function keyOf(key: string): string {
  if (typeof key !== 'string' || !key.trim()) {
    throw new TypeError(`registry key must be a non-blank string${DEV ? `, got ${JSON.stringify(key)}` : ''}`)
  }
  return key.trim()
}
