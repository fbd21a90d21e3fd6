/** A component: state shown as DOM. `set_state` marks it, the end of the task updates what changed. */

import type { Module } from './module.js'
import { Owner } from './owner.js'
import { hosting } from './part.js'
import { dequeue, enqueue, type Dirty } from './schedule.js'
import type { Adopter, Host, Part } from './pieces.js'

export interface ComponentOptions {
  props?: unknown
  module?: Module | null
  /** Tells components of one list apart. */
  key?: unknown
}

export type Change<S> = Partial<S> | ((state: S) => Partial<S> | void)

export interface Component<S extends object = Record<string, any>> {
  /** What this shows. Compiled from `render()`: a view, or what `partOf` makes of another value. */
  $view(): Part
}

export class Component<S extends object = Record<string, any>> extends Owner implements Host, Dirty {
  state: S
  props: any
  module: Module | null
  readonly $key: unknown
  readonly $asleep = new Set<(inside: Element) => void>()
  /** The state that it was made with. */
  $given: object
  /** Hears the events of its views, once there are any. */
  $ears: Host['$ears'] = null
  $waiting: Host['$waiting'] = []
  #root: Part | null = null

  constructor(state: S = {} as S, options: ComponentOptions = {}) {
    super()
    this.$given = state ?? {}
    this.state = { ...state }
    this.props = options.props ?? state
    this.module = options.module ?? null
    this.$key = options.key
  }

  /** A fresh DOM node that shows the state as it is now. */
  render(): Node {
    return hosting(this, () => this.$view().$make(this))
  }

  get $mounted(): boolean {
    return this.#root !== null
  }

  mount(parent: Element | DocumentFragment | null | undefined): HTMLElement | null {
    if (DEV && parent && !parent.isConnected && !this.#root) {
      console.warn(`[RAGOT] ${this.constructor.name} is mounted into an element outside the page`)
    }
    return this.#mount(parent, null)
  }

  mountBefore(sibling: Node | null | undefined): HTMLElement | null {
    return this.#mount(sibling?.parentNode, sibling)
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
    hosting(this, () => this.#show(this.$view()))
    this.#rooted()
  }

  /** A function that keeps an element under `refs[name]`. */
  ref(name: string): (element: Element) => void {
    return (element) => {
      this.refs[name] = element
      element.setAttribute('data-ragot-ref', name)
    }
  }

  #mount(parent: Node | null | undefined, before: Node | null | undefined): HTMLElement | null {
    if (parent && !this.#root) {
      const node: Node & { $mounted?: boolean } = this.$make()
      // No render of another component may remove it.
      node.$mounted = true
      parent.insertBefore(node, before ?? null)
      this.$start()
    }
    return this.element
  }

  #merge(change: Change<S>): void {
    const partial = typeof change === 'function' ? change(this.state) : change
    this.state = { ...this.state, ...partial }
  }

  // --- in the page -----------------------------------------------------------------------------------------------

  /** Makes its node; the caller puts it into the page and then starts this. */
  $make(): Node {
    this.$open()
    return hosting(this, () => (this.#root = this.$view()).$make(this))
  }

  /** Takes the server's `node` instead. See hydrate.ts. */
  $adopt(node: Node | null, parent: Node, adopter: Adopter): Node {
    this.$open()
    return hosting(this, () => (this.#root = this.$view()).$adopt(node, parent, adopter, this))
  }

  /** Its node stands in its place. */
  $start(): void {
    if (this.$running) return
    const inside = this.$waiting
    this.$waiting = null
    for (const one of inside ?? []) if (one.$mounted) one.$start()
    this.#rooted()
    this.$begin(() => this.unmount())
  }

  $node(): Node {
    return this.#root!.$node()
  }

  /** Ends its life; the caller removes the node. */
  $leave(): void {
    const root = this.#root
    if (!root) return
    this.$close()
    dequeue(this)
    root.$leave()
    this.$ears?.at(null)
    this.#root = this.element = null
    this.$waiting = []
    this.refs = {}
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

  #rooted(): void {
    const node = this.$node()
    this.element = node.nodeType === 1 ? (node as HTMLElement) : null
    this.$ears?.at(this.element)
  }
}
