/**
 * `createStateStore`: shared state that is read and written like an object, and tells who watches. Selectors see plain
 * data with structural sharing: a part has a new identity when something in it has changed, and only then.
 */

import { isContainer, liveState, rawOf, type LiveState, type Write } from './live.js'
import { attempt, report, tie, type LifecycleOwner, type Unsubscribe } from './lifetime.js'
import { isRecord, parsePath, type Path } from './paths.js'
import { createSelector } from './selector.js'

export interface ChangeMeta {
  type: string
  path?: string
  value?: unknown
  prevValue?: unknown
  version: number
  store: string
  timestamp: number
  meta?: Record<string, unknown>
  changes?: readonly Write[]
}

export interface StoreSubscribeOptions<S, R = any> {
  selector?: (state: S) => R
  equals?: (a: R, b: R) => boolean
  immediate?: boolean
  owner?: LifecycleOwner
}

type Meta = Record<string, unknown>
type Actions = Record<string, (store: any, ...args: any[]) => unknown>
type Bound<T> = { [K in keyof T]: T[K] extends (store: any, ...args: infer A) => infer R ? (...args: A) => R : never }
type Listener<S> = (change: ChangeMeta, raw: S) => void

const ROUNDS = 100

export class StateStore<S extends object = Record<string, any>> {
  /** The registered actions, bound to this store. */
  readonly actions: Record<string, (...args: any[]) => any> = Object.create(null) as Record<string, never>
  #live: LiveState
  #listeners = new Set<Listener<S>>()
  #changes: Write[] = []
  #meta: Meta | undefined
  #depth = 0
  #queued = false
  #telling = false
  #version = 0
  #last: ChangeMeta | null = null

  constructor(
    initial: S,
    readonly name: string,
  ) {
    this.#live = liveState(isRecord(initial) ? { ...rawOf(initial) } : {}, (write) => this.#wrote(write))
  }

  /** The state as a live object: writing into it is telling. */
  getState(): S {
    return this.#live.proxy as S
  }

  get<T = any>(path: Path, fallback?: T): T {
    const found = this.#live.get(parsePath(path))
    return (found === undefined ? fallback : found) as T
  }

  set<T>(path: Path, value: T, meta?: Meta): T {
    const keys = parsePath(path)
    if (!keys.length) return value
    const before = this.#changes.length
    if (!this.#live.set(keys, value, 'set:path') && DEV) {
      console.warn(`[RAGOT] store "${this.name}": "${keys.join('.')}" leads through a Map or Set; write into that instead`)
    }
    // Told at the end of the task, with what was waiting.
    if (!this.#depth && this.#changes.length > before) this.#meta = before ? { source: 'microtask' } : meta ?? { source: 'store.set' }
    return value
  }

  /** Merges into the top level, and tells at once. */
  patch(partial: Partial<S> | ((state: S, store: this) => Partial<S>), meta?: Meta): S {
    return this.batch(() => {
      const values = typeof partial === 'function' ? partial(this.getState(), this) : partial
      for (const [key, value] of Object.entries(values ?? {})) this.#live.set([key], value, 'set')
    }, meta ?? { source: 'store.patch' })
  }

  setState(partial: Partial<S> | ((state: S, store: this) => Partial<S>), meta?: Meta): S {
    return this.patch(partial, meta)
  }

  /** Everything that `mutate` writes is told once, when the outermost batch returns. */
  batch(mutate: (state: S, store: this) => void, meta?: Meta): S {
    this.#depth++
    try {
      mutate(this.getState(), this)
    } finally {
      this.#meta = meta ?? this.#meta ?? { source: 'store.batch' }
      if (!--this.#depth) this.#flush()
    }
    return this.getState()
  }

  /** Writes `next` when `expected` stands at `path`; whether it did. */
  compareAndSet<T>(path: Path, expected: T, next: T, meta?: Meta): boolean {
    if (!Object.is(rawOf(this.get(path)), rawOf(expected))) return false
    this.set(path, next, meta ?? { source: 'store.compareAndSet' })
    return true
  }

  subscribe<Select extends (state: S) => any>(
    listener: (slice: ReturnType<Select>, change: ChangeMeta, store: this, previous: ReturnType<Select> | undefined) => void,
    options: StoreSubscribeOptions<S> & { selector: Select },
  ): Unsubscribe
  subscribe(
    listener: (state: S, change: ChangeMeta, store: this) => void,
    options?: { immediate?: boolean; owner?: LifecycleOwner },
  ): Unsubscribe
  subscribe(listener: (...args: any[]) => void, options: StoreSubscribeOptions<S> = {}): Unsubscribe {
    if (DEV && typeof listener !== 'function') throw new TypeError(`subscribe expects a function, got ${typeof listener}`)
    const { selector, equals = Object.is, immediate, owner } = options
    const look = (raw: S): any => (selector ? selector(raw) : this.getState())
    let last = look(this.#live.raw as S)
    const heard: Listener<S> = (change, raw) => {
      const slice = look(raw)
      if (selector && equals(slice, last)) return
      const previous = last
      last = slice
      listener(slice, change, this, previous)
    }
    this.#listeners.add(heard)
    const end = (): void => void this.#listeners.delete(heard)
    tie(owner, end)
    if (immediate) listener(last, this.#change('init'), this, undefined)
    return end
  }

  registerActions<T extends Actions>(definitions: T | ((store: this) => T)): Bound<T> {
    const given: unknown = typeof definitions === 'function' ? definitions(this) : definitions
    if (DEV && !isRecord(given)) throw new TypeError('registerActions expects an object of functions')
    for (const [name, action] of Object.entries(given as Actions)) {
      if (DEV && typeof action !== 'function') throw new TypeError(`action "${name}" must be a function, got ${typeof action}`)
      this.actions[name] = (...args: unknown[]) => (action as (...all: unknown[]) => unknown)(this, ...args)
    }
    return this.actions as Bound<T>
  }

  dispatch<T = any>(name: string, ...args: unknown[]): T {
    const action = this.actions[name]
    if (DEV && !action) throw new Error(`store "${this.name}" has no action "${name}"; known: ${this.listActions().join(', ') || 'none'}`)
    return action!(...args) as T
  }

  listActions(): string[] {
    return Object.keys(this.actions)
  }

  getVersion(): number {
    return this.#version
  }

  getLastChange(): ChangeMeta | null {
    return this.#last
  }

  createSelector<R>(inputs: ReadonlyArray<(state: S) => unknown>, result: (...values: any[]) => R): (state: S) => R {
    return createSelector(inputs, result)
  }

  /** Drops every subscriber. */
  destroy(): void {
    this.#listeners.clear()
  }

  #wrote(write: Write): void {
    this.#changes.push(write)
    if (this.#depth || this.#queued) return
    this.#queued = true
    queueMicrotask(() => {
      this.#queued = false
      this.#meta ??= { source: 'microtask' }
      this.#flush()
    })
  }

  #flush(): void {
    if (this.#telling) return
    this.#telling = true
    for (let round = 0; this.#changes.length; round++) {
      if (round === ROUNDS) {
        this.#changes = []
        report(`store "${this.name}"`, new Error('its subscribers change it again and again'))
      } else this.#tell()
    }
    this.#telling = false
    this.#meta = undefined
  }

  #tell(): void {
    const changes = this.#changes
    this.#changes = []
    this.#version++
    const only = changes.length === 1 ? changes[0]! : undefined
    const change: ChangeMeta = { ...(only ?? { changes }), ...this.#change(only?.type ?? 'batch') }
    if (this.#meta) change.meta = this.#meta
    this.#meta = undefined
    this.#last = change
    const raw = this.#live.raw as S
    for (const listener of [...this.#listeners]) {
      if (this.#listeners.has(listener)) attempt(`a subscriber of the store "${this.name}" failed`, () => listener(change, raw))
    }
  }

  #change(type: string): ChangeMeta {
    return { type, version: this.#version, store: this.name, timestamp: Date.now() }
  }
}

export function createStateStore<S extends object = Record<string, any>>(
  initial: S = {} as S,
  options: { name?: string } = {},
): StateStore<S> {
  return new StateStore(isContainer(initial) ? initial : ({} as S), options.name ?? 'store')
}
