/** What modules and components share: whatever they start ends with them. */

import { bus, type BusCallback } from './bus.js'
import { delegateEvent, type DelegateHandler } from './delegate.js'
import { attempt, Lifetime, report, type Cleanup, type LifecycleOwner, type Unsubscribe } from './lifetime.js'
import { nextAge } from './schedule.js'
import { createSelector } from './selector.js'
import { begin } from './starting.js'

export interface AdoptOptions {
  startMethod?: string
  stopMethod?: string
  startArgs?: readonly unknown[]
}

interface Listening {
  target: object
  type: string
  handler: unknown
  phase: unknown
  end: Cleanup
  move(to: object): void
}

const STOP_METHODS = ['stop', 'unmount', 'destroy', 'close', 'disconnect', 'terminate']

/** Whether two functions may be one method: code by hand binds it anew at each mention, and a hot swap replaces it. */
export function isSameMethod(a: unknown, b: unknown): boolean {
  const [one, other] = [a, b] as { name?: string }[]
  return !!one!.name?.startsWith('bound ') && one!.name === other!.name
}

export class Owner implements LifecycleOwner {
  /** The root element of a component; of a module on a page of the framework, the one around its component. */
  element: HTMLElement | null = null
  /** The elements that `ref(…)` declarations name. */
  refs: Record<string, any> = {}
  /** See `schedule.ts`. */
  readonly $age = nextAge()
  #life = new Lifetime()
  #listening = new Set<Listening>()
  #timers = new Map<unknown, Unsubscribe>()
  #adopted = new Set<object>()
  #running = false

  onStart(): void {}
  onStop(): void {}

  get $running(): boolean {
    return this.#running
  }

  /** Listens until this ends. The same handler for the same target, type and phase listens once. */
  on(
    target: EventTarget | null | undefined,
    type: string,
    handler: EventListenerOrEventListenerObject | ((event: any) => unknown),
    options?: boolean | AddEventListenerOptions,
  ): this {
    if (!target) {
      if (DEV && (globalThis as { __RAGOT_WARN_MISSING_TARGET__?: boolean }).__RAGOT_WARN_MISSING_TARGET__) {
        console.warn(`[RAGOT] on("${type}"): there is no target`)
      }
      return this
    }
    const { capture = false, once = false } = typeof options === 'object' ? options : { capture: options }
    const listener = handler as EventListenerOrEventListenerObject
    return this.$hear(target, type, listener, capture, (at, end) => {
      const heard: EventListenerOrEventListenerObject = once
        ? (event: Event) => {
            end()
            if (typeof listener === 'function') listener.call(at, event)
            else listener.handleEvent(event)
          }
        : listener
      at.addEventListener(type, heard, options)
      return () => at.removeEventListener(type, heard, { capture })
    })
  }

  off(target: object | null | undefined, type: string, handler: EventListenerObject | ((...args: any[]) => unknown)): this {
    const found = this.#heard(target, type)
    const exactly = found.filter((one) => one.handler === handler)
    for (const one of exactly.length ? exactly : found.filter((one) => isSameMethod(one.handler, handler))) one.end()
    return this
  }

  /** Listens to the bus until this ends. */
  listen<T = any>(event: string, handler: BusCallback<T>): this {
    if (!this.#life.closed) this.#life.defer(bus.on(event, handler))
    return this
  }

  emit<T = unknown>(event: string, data?: T): this {
    bus.emit(event, data)
    return this
  }

  /** Calls `callback` once after `ms` milliseconds, unless this ends before; the timer's id. */
  timeout(callback: () => void, ms: number): number {
    if (this.#life.closed) return 0
    const id = this.#timer(
      setTimeout(() => {
        this.clearTimeout(id)
        callback()
      }, ms),
    )
    return id
  }

  interval(callback: () => void, ms: number): number {
    return this.#life.closed ? 0 : this.#timer(setInterval(callback, ms))
  }

  clearTimeout(id: number | null | undefined): this {
    clearTimeout(id ?? undefined)
    this.#timers.get(id)?.()
    this.#timers.delete(id)
    return this
  }

  clearInterval(id: number | null | undefined): this {
    return this.clearTimeout(id)
  }

  clearTimers(): this {
    for (const id of [...this.#timers.keys()]) this.clearTimeout(id as number)
    return this
  }

  /** Runs `fn` once when this ends, last added first; now, if it has ended. */
  addCleanup(fn: Cleanup): this {
    if (DEV && typeof fn !== 'function') throw new TypeError(`addCleanup expects a function, got ${typeof fn}`)
    this.#life.defer(fn)
    return this
  }

  /** Like `addCleanup`, but returns a call that forgets it. */
  $defer(fn: Cleanup): Unsubscribe {
    return this.#life.defer(fn)
  }

  delegate(parent: Element | Document | string, type: string, selector: string, handler: DelegateHandler): this {
    if (!this.#life.closed) this.#life.defer(delegateEvent(parent, type, selector, handler))
    return this
  }

  /** Starts `child` and ends it with this; a child that is adopted already is left alone. */
  adopt(child: object | null | undefined, options: AdoptOptions = {}): this {
    if (!child || this.#adopted.has(child)) return this
    const one = child as Record<string, unknown>
    const stop = options.stopMethod ?? STOP_METHODS.find((name) => typeof one[name] === 'function')
    if (DEV && (stop === undefined || typeof one[stop] !== 'function')) {
      throw new TypeError(`cannot adopt ${child.constructor?.name ?? 'this'}: it has no method ${stop ?? STOP_METHODS.join(', ')}`)
    }
    this.#life.defer(() => {
      this.#adopted.delete(child)
      ;(one[stop!] as () => void)()
    })
    this.#adopted.add(child)
    const start = options.startMethod ?? (stop === 'unmount' ? (options.startArgs ? 'mount' : '') : 'start')
    if (start && typeof one[start] === 'function') (one[start] as (...args: unknown[]) => void)(...(options.startArgs ?? []))
    return this
  }

  createSelector<S, R>(inputs: ReadonlyArray<(state: S) => unknown>, result: (...values: any[]) => R): (state: S) => R {
    return createSelector(inputs, result)
  }

  /** Opens a new lifetime after the last one has ended. */
  $open(): void {
    if (this.#life.closed) this.#life = new Lifetime()
  }

  /** Starts; `undo` releases what a start that fails had acquired. */
  $begin(undo: () => void): void {
    this.#running = true
    begin(this)
    try {
      this.onStart()
    } catch (error) {
      undo()
      throw error
    }
  }

  /** Stops, and ends everything that this acquired; errors are reported, none stops the others. */
  $close(): void {
    const { name } = this.constructor
    const running = this.#running
    this.#running = false
    if (running) attempt(`${name}.onStop failed`, () => this.onStop())
    for (const error of this.#life.close()) report(`${name}: a cleanup failed`, error)
  }

  get $closed(): boolean {
    return this.#life.closed
  }

  /**
   * Hears until this ends, once per target, type, handler and phase (or whatever else tells two apart). `start` begins it
   * at a target, and returns what takes it back.
   */
  $hear<T extends object>(target: T, type: string, handler: unknown, phase: unknown, start: (at: T, end: Cleanup) => Cleanup): this {
    if (this.#life.closed || this.#heard(target, type).some((one) => one.handler === handler && one.phase === phase)) return this
    const end = (): void => {
      forget()
      this.#listening.delete(one)
      stop()
    }
    const move = (to: object): void => {
      stop()
      stop = start((one.target = to as T), end)
    }
    const one = { target, type, handler, phase, end, move }
    this.#listening.add(one)
    let stop = start(target, end)
    const forget = this.#life.defer(end)
    return this
  }

  /** What listens to `from` listens to `to` from now on. */
  $follow(from: object, to: object): void {
    for (const one of this.#listening) if (one.target === from) one.move(to)
  }

  #heard(target: object | null | undefined, type: string): Listening[] {
    return [...this.#listening].filter((one) => one.target === target && one.type === type)
  }

  #timer(timer: unknown): number {
    const id = timer as number
    this.#timers.set(id, this.#life.defer(() => this.clearTimeout(id)))
    return id
  }
}
