/** A module: behaviour and state without DOM of its own. It owns timers, listeners, children and components. */

import type { Change, Component } from './component.js'
import { attempt, tie, type LifecycleOwner, type Unsubscribe } from './lifetime.js'
import { Owner, type AdoptOptions } from './owner.js'
import { enqueue, type Dirty } from './schedule.js'

export interface SubscribeOptions<S, R = any> {
  /** Only this part of the state is watched, by `Object.is`. */
  selector?: (state: S) => R
  /** Call at once as well. */
  immediate?: boolean
  owner?: LifecycleOwner
}

export interface AdoptComponentOptions<S, C> extends AdoptOptions {
  /** Called now and at each change of the state. */
  sync?: ((component: C, state: S, module: any) => void) | null
}

type Listener<S> = (state: S) => void

export class Module<S extends object = Record<string, any>> extends Owner implements Dirty {
  state: S
  component: Component | null = null
  #listeners = new Set<Listener<S>>()
  #batch = 0
  #changed = false

  constructor(state: S = {} as S) {
    super()
    this.state = { ...state }
  }

  /** Starts once; a start that fails releases what it had acquired. */
  start(): this {
    if (this.$running) return this
    this.$open()
    this.$begin(() => this.stop())
    return this
  }

  /** Ends everything that this owns, once; may be called from anywhere, also from what it owns. */
  stop(): this {
    if (this.$closed) return this
    this.$close()
    this.#listeners.clear()
    return this
  }

  /** Merges `change` now; who watches is told once, at the end of this task. */
  setState(change: Change<S>): void {
    const partial = typeof change === 'function' ? change(this.state) : change
    if (this.#batch) Object.assign(this.state, partial)
    else this.state = { ...this.state, ...partial }
    if (this.$closed) return
    this.#changed = true
    if (!this.#batch) enqueue(this)
  }

  /** Lets `mutate` write into the state; who watches is told once, when the outermost batch returns. */
  batchState(mutate: (state: S) => void): this {
    if (!this.#batch++) this.state = { ...this.state }
    try {
      mutate(this.state)
    } finally {
      this.#changed = true
      if (!--this.#batch) this.$flush()
    }
    return this
  }

  subscribe<Select extends (state: S) => any>(
    listener: (slice: ReturnType<Select>, state: S, module: this) => void,
    options: SubscribeOptions<S> & { selector: Select },
  ): Unsubscribe
  subscribe(listener: (state: S, module: this) => void, options?: { immediate?: boolean; owner?: LifecycleOwner }): Unsubscribe
  subscribe(listener: (...args: any[]) => void, options: SubscribeOptions<S> = {}): Unsubscribe {
    if (DEV && typeof listener !== 'function') {
      throw new TypeError(`subscribe expects a function, got ${typeof listener}; for events use listen(event, fn)`)
    }
    const { selector, immediate, owner } = options
    let last = selector?.(this.state)
    const tell = (): void => (selector ? listener(last, this.state, this) : listener(this.state, this))
    const heard = (state: S): void => {
      const before = last
      last = selector?.(state)
      if (!selector || !Object.is(last, before)) tell()
    }
    this.$watch(heard)
    const end = (): void => void this.#listeners.delete(heard)
    tie(owner, end)
    if (immediate) tell()
    return end
  }

  /** `subscribe` that also calls at once, and ends with this module. */
  watchState<Select extends (state: S) => any>(
    listener: (slice: ReturnType<Select>, state: S, module: this) => void,
    options: { selector: Select; immediate?: boolean },
  ): Unsubscribe
  watchState(listener: (state: S, module: this) => void, options?: { immediate?: boolean }): Unsubscribe
  watchState(listener: (...args: any[]) => void, options: SubscribeOptions<S> = {}): Unsubscribe {
    return this.subscribe(listener, { immediate: true, ...options, owner: this } as SubscribeOptions<S> & {
      selector: (state: S) => unknown
    })
  }

  /** Mounts `component` (into `startArgs[0]`), unmounts it with this module, and keeps it in step by `sync`. */
  adoptComponent<C extends object>(component: C, options: AdoptComponentOptions<S, C> = {}): this {
    const { sync, startMethod = 'mount', stopMethod = 'unmount', startArgs = [] } = options
    this.adopt(component, { startMethod, stopMethod, startArgs })
    if (sync) this.watchState((state, module) => sync(component, state, module))
    return this
  }

  /** Calls `listener` with the state, when it has changed, until this stops. */
  $watch(listener: Listener<S>): void {
    this.#listeners.add(listener)
  }

  /** Tells who watches. */
  $flush(): void {
    if (!this.#changed) return
    this.#changed = false
    for (const listener of [...this.#listeners]) {
      if (this.#listeners.has(listener)) attempt(`${this.constructor.name}: a listener of its state failed`, () => listener(this.state))
    }
  }
}
