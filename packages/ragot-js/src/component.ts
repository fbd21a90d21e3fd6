/** A component: state shown as DOM. `set_state` marks it, the end of the task updates what changed. */

import { hosting, partOf, type Host, type Part } from './part.js'
import type { Module } from './module.js'
import { report } from './lifetime.js'
import { Owner } from './owner.js'
import type { Adopter } from './template.js'
import { dequeue, enqueue, nextAge, type Dirty } from './schedule.js'

export interface ComponentOptions {
  props?: unknown
  module?: Module | null
  /** Tells components of one list apart. */
  key?: unknown
}

export type Change<S> = Partial<S> | ((state: S) => Partial<S> | void)

export class Component<S extends object = Record<string, any>> extends Owner implements Part, Host, Dirty {
  state: S
  props: any
  module: Module | null
  /** The root element while mounted. */
  element: HTMLElement | null = null
  /** `ref(…)` declarations of a compiled class: name to selector. */
  declare static $refs?: Record<string, string>

  readonly $age = nextAge()
  readonly $key: unknown
  readonly $asleep = new Set<() => void>()
  #given: object
  /** Hears the events of its views, once there are any. */
  $ears: Host['$ears'] = null
  #root: Part | null = null
  #running = false
  #host: Host | null = null
  /** Components inside, in a tree that is not in the page yet. */
  #waiting: Part[] = []

  constructor(state: S = {} as S, options: ComponentOptions = {}) {
    super()
    this.#given = state ?? {}
    this.state = { ...state }
    this.props = options.props ?? state
    this.module = options.module ?? null
    this.$key = options.key
  }

  onStart(): void {}
  onStop(): void {}

  /** What this shows: a view, another CHILD value of one node, or nothing. Compiled from `render()`. */
  $view(): unknown {
    return null
  }

  /** A fresh DOM node that shows the state as it is now. */
  render(): Node {
    return hosting(this, () => partOf(this.$view()).$make(this))
  }

  get $mounted(): boolean {
    return this.#root !== null
  }

  mount(parent: Element | DocumentFragment | null | undefined): HTMLElement | null {
    if (!parent || this.#root) return this.element
    if (!parent.isConnected) console.warn(`[RAGOT] ${this.constructor.name} is mounted into an element outside the page`)
    parent.appendChild(mountedByHand(this.$make(null)))
    this.$entered()
    return this.element
  }

  mountBefore(sibling: Node | null | undefined): HTMLElement | null {
    if (!sibling?.parentNode || this.#root) return this.element
    sibling.parentNode.insertBefore(mountedByHand(this.$make(null)), sibling)
    this.$entered()
    return this.element
  }

  /** Takes the server's `node` as the root, and starts. See hydrate.ts. */
  $hydrate(node: Node | null, parent: Element, adopter: Adopter): void {
    if (this.#root) return
    this.$adopt(node, parent, adopter, null)
    this.$entered()
  }

  unmount(): void {
    if (!this.#root) return
    const node = this.$node()
    this.$leave()
    node.parentNode?.removeChild(node)
  }

  /** Merges `change` now, shows it at the end of this task. */
  setState(change: Change<S>): void {
    this.#merge(change)
    if (this.#root) enqueue(this)
  }

  /** Merges `change` and shows it, and all that was waiting, now. */
  setStateSync(change: Change<S>): void {
    this.#merge(change)
    dequeue(this)
    this.$flush()
  }

  /** Shows the state as it is now. Dev tools wrap this. */
  $flush(): void {
    if (!this.#root) return
    hosting(this, () => this.#show(partOf(this.$view())))
    this.#rooted()
  }

  /** A function that keeps an element under `refs[name]`. */
  ref(name: string): (element: Element) => void {
    return (element) => {
      this.refs[name] = element
      element.setAttribute('data-ragot-ref', name)
    }
  }

  #merge(change: Change<S>): void {
    const partial = typeof change === 'function' ? change(this.state) : change
    this.state = { ...this.state, ...partial }
  }

  // --- as a part of a tree -------------------------------------------------------------------------------------

  $make(host: Host | null): Node {
    this.#begin(host)
    return hosting(this, () => (this.#root = partOf(this.$view())).$make(this))
  }

  $adopt(node: Node | null, parent: Node, adopter: Adopter, host: Host | null): Node {
    this.#begin(host)
    return hosting(this, () => (this.#root = partOf(this.$view())).$adopt(node, parent, adopter, this))
  }

  /** The node stands in its place: starts, once the component around it has. */
  $entered(): void {
    const host = this.#host
    if (host instanceof Component && !host.#running) host.#waiting.push(this)
    else this.#start()
  }

  $take(next: Part): boolean {
    if (next === this) return true
    if (!(next instanceof Component) || next.constructor !== this.constructor) return false
    this.props = next.props
    this.module = next.module
    const before = this.#given as Record<string, unknown>
    const changed = Object.entries(next.#given).filter(([name, value]) => value !== before[name])
    this.#given = next.#given
    if (changed.length) this.state = { ...this.state, ...Object.fromEntries(changed) }
    dequeue(this)
    this.$flush()
    return true
  }

  $node(): Node {
    return this.#root!.$node()
  }

  $leave(): void {
    const root = this.#root
    if (!root) return
    if (this.#running) {
      try {
        this.onStop()
      } catch (error) {
        report(`${this.constructor.name}.onStop failed`, error)
      }
    }
    this.#running = false
    dequeue(this)
    this.$close()
    root.$leave()
    this.$ears?.at(null)
    this.#root = null
    this.#waiting = []
    this.$asleep.clear()
    this.refs = {}
    this.element = null
  }

  /** Puts `next` in the place of what is shown, unless that can become it. */
  #show(next: Part): void {
    const root = this.#root!
    if (root.$key === next.$key && root.$take(next)) return
    const before = root.$node()
    root.$leave()
    this.#root = next
    before.parentNode?.replaceChild(next.$make(this), before)
    next.$entered()
  }

  #begin(host: Host | null): void {
    this.#host = host
    this.$open()
  }

  #start(): void {
    for (const part of this.#waiting.splice(0)) if (part instanceof Component && part.$mounted) part.#start()
    if (this.#running) return
    this.#running = true
    this.#rooted()
    this.$findRefs((this.constructor as typeof Component).$refs, () => this.element)
    try {
      this.onStart()
    } catch (error) {
      this.unmount()
      throw error
    }
  }

  #rooted(): void {
    const node = this.$node()
    this.element = node.nodeType === 1 ? (node as HTMLElement) : null
    this.$ears?.at(this.element)
  }
}

/** Marks a root that no render of another component may remove. */
function mountedByHand<T extends Node>(node: T): T {
  ;(node as { $mounted?: boolean }).$mounted = true
  return node
}
