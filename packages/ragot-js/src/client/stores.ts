/**
 * `store(name, initial)`: shared state by path, as on the server. What goes in and what comes out is a copy; a change
 * is told at once, and only to those whose selected value is a different one.
 */

import { parsePath, readPath, withoutPath, withPath, MISSING, type Path } from '../paths.js'
import { payload, type State } from './payload.js'
import { plain, same } from './plain.js'

export type StoreSelector = Path | ((state: any) => unknown) | null

export interface StoreSubscription {
  selector?: StoreSelector
  /** Calls now too, with the present value. */
  immediate?: boolean
}

type Listener = (value: any, store: StoreBridge) => unknown

interface Subscriber {
  fn: Listener
  selector: StoreSelector
  seen: unknown
  live: boolean
}

const stores = new Map<string, StoreBridge>()

/** The page's store of that name: it starts with `initial`, changed by what the server put into the page. */
export function store(name: string, initial: unknown = null): StoreBridge {
  if (typeof name !== 'string' || !name.trim()) throw new Error(`store(): expected a name, got ${JSON.stringify(name)}`)
  const declared = record(initial ?? {}, `store('${name}')`)
  const known = stores.get(name)
  // Declared again: the file was replaced while the page runs.
  if (known) return known.redeclare(declared)
  const made = new StoreBridge(name, declared, { ...declared, ...payload()?.stores[name] })
  stores.set(name, made)
  return made
}

/** Every store that this page has declared. */
export function declaredStores(): StoreBridge[] {
  return [...stores.values()]
}

export class StoreBridge {
  #initial: State
  #state: State
  #subscribers = new Set<Subscriber>()
  #waiting: [Subscriber, State | null][] = []
  #telling = false

  constructor(
    readonly name: string,
    initial: State,
    state: State,
  ) {
    this.#initial = initial
    this.#state = plain(state) as State
  }

  /** The value at `path`, or `fallback`; without a path the whole state. */
  get(path: Path | null = null, fallback: unknown = null): unknown {
    return this.select(path, fallback)
  }

  getState(): State {
    return this.snapshot()
  }

  snapshot(): State {
    return plain(this.#state) as State
  }

  /** What `selector` (a path, or a function of the state) finds. */
  select(selector: StoreSelector, fallback: unknown = null): unknown {
    const found = select(this.#state, selector)
    return found === MISSING ? fallback : plain(found)
  }

  /** Sets one value, making the dicts on the way; the new state. */
  set(path: Path, value: unknown): State {
    const keys = parsePath(path)
    if (!keys.length) throw new Error('set() needs a path; patch() and update() change the whole state')
    return this.#become(withPath(this.#state, keys, plain(value)) as State)
  }

  /** Merges `values` into the root; the new state. */
  patch(values: unknown): State {
    return this.#become({ ...this.#state, ...record(values, `${this.name}.patch()`) })
  }

  /** Lets `mutator` change a draft, or return a dict that takes its place; the new state. */
  update(mutator: (draft: State) => unknown): State {
    const draft = this.snapshot()
    const returned = mutator(draft)
    return this.#become(record(returned ?? draft, `what ${this.name}.update() returned`))
  }

  /** Removes what is at `path`; the new state. */
  delete(path: Path): State {
    return this.#become(withoutPath(this.#state, parsePath(path)) as State)
  }

  clear(): null {
    this.#become({})
    return null
  }

  /** Back to the initial state; the new state. */
  reset(): State {
    return this.#become(this.#initial)
  }

  /** Calls `fn(value)` after each change of the selected value; returns the end of it. */
  subscribe(fn: Listener, options: StoreSubscription = {}): () => null {
    if (typeof fn !== 'function') throw new TypeError(`${this.name}.subscribe(): expected a function, got ${typeof fn}`)
    const { selector = null, immediate = false } = options
    const subscriber: Subscriber = { fn, selector, seen: select(this.#state, selector), live: true }
    this.#subscribers.add(subscriber)
    if (immediate) {
      this.#waiting.push([subscriber, null])
      this.#deliver()
    }
    return () => {
      subscriber.live = false
      this.#subscribers.delete(subscriber)
      return null
    }
  }

  /** `subscribe(fn, {selector: path})`. */
  listen(path: Path, fn: Listener): () => null {
    return this.subscribe(fn, { selector: path })
  }

  redeclare(initial: State): this {
    this.#initial = initial
    return this
  }

  #become(state: State): State {
    if (state !== this.#state) {
      this.#state = plain(state) as State
      for (const subscriber of this.#subscribers) this.#waiting.push([subscriber, this.#state])
      this.#deliver()
    }
    return this.snapshot()
  }

  /** A change made by a subscriber is told after the present one: nobody sees an old state after a newer one. */
  #deliver(): void {
    if (this.#telling) return
    this.#telling = true
    for (let next; (next = this.#waiting.shift()); ) {
      const [subscriber, state] = next
      if (!subscriber.live) continue
      try {
        if (state && !hasNews(subscriber, state)) continue
        subscriber.fn(shown(subscriber.seen), this)
      } catch (error) {
        console.error(`[SPRAG] a subscriber of the store '${this.name}' failed`, error)
      }
    }
    this.#telling = false
  }
}

function hasNews(subscriber: Subscriber, state: State): boolean {
  const { seen } = subscriber
  const value = select(state, subscriber.selector)
  // True and 1 are equal in Python, but not the same news.
  if (typeof value === typeof seen && same(value, seen)) return false
  subscriber.seen = value
  return true
}

function select(state: State, selector: StoreSelector): unknown {
  if (typeof selector === 'function') return selector(plain(state))
  return selector === null ? state : readPath(state, parsePath(selector))
}

function shown(value: unknown): unknown {
  return value === MISSING ? null : plain(value)
}

function record(value: unknown, what: string): State {
  const copy = plain(value)
  if (typeof copy !== 'object' || copy === null || Array.isArray(copy)) {
    throw new TypeError(`${what}: expected a dict, got ${Array.isArray(copy) ? 'list' : copy === null ? 'None' : typeof copy}`)
  }
  return copy as State
}
