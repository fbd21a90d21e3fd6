/** Components and modules for code that is written by hand: `render()` builds elements, sockets are passed in. */

import { Component as CompiledComponent } from './component.js'
import { delegateEvent, type DelegateHandler } from './delegate.js'
import { createElement, holdingRefs, type Given } from './element.js'
import { Module as CompiledModule } from './module.js'
import { morphDOM } from './morph.js'
import { Standing } from './standing.js'
import type { Part } from './pieces.js'

/** A component whose `render()` makes elements; each update brings the ones in the page into that form. */
export class Component<S extends object = Record<string, any>> extends CompiledComponent<S> {
  override $view(): Part {
    const [node, withRef] = holdingRefs(() => this.render())
    if (DEV && !(node instanceof Node)) throw new TypeError(`${this.constructor.name}.render() must return an element, got ${typeof node}`)
    return new Rendered(node, withRef, this)
  }

  override render(): HTMLElement {
    return createElement('div')
  }

  override delegate(parent: Element | Document | string, type: string, selector: string, handler: DelegateHandler): this {
    const root = typeof parent === 'string' ? document.querySelector(parent) : parent
    if (!root) return super.delegate(parent, type, selector, handler)
    return this.$hear(root, type, handler, selector, (at) => delegateEvent(at, type, selector, handler))
  }

  /** A render with another tag brings another root: what listened to the one before listens to that. */
  override $flush(): void {
    const before: Given | null = this.element
    super.$flush()
    const root: Given | null = this.element
    if (!before || !root || root === before) return
    this.$follow(before, root)
    root.$mounted = before.$mounted
  }
}

class Rendered extends Standing {
  constructor(
    node: Node,
    private readonly withRef: readonly Given[],
    private readonly owner: Component<any>,
  ) {
    super(node)
  }

  override $make(): Node {
    return this.#tell(this.node)
  }

  override $adopt(node: Node | null, parent: Node): Node {
    return this.#tell(node ? morphDOM(node, this.node)! : parent.appendChild(this.node))
  }

  override $take(next: unknown): boolean {
    if (!(next instanceof Rendered)) return false
    this.node = next.#tell(morphDOM(this.node, next.node)!)
    return true
  }

  /** Calls the `ref`s of the elements that came into the page, and forgets those that went. */
  #tell(root: Node): Node {
    this.node = root
    for (const element of this.withRef) if (root.contains(element)) element.$ref?.(element)
    const { refs } = this.owner
    for (const [name, element] of Object.entries(refs)) {
      if (element instanceof Node && !root.contains(element)) delete refs[name]
    }
    return root
  }
}

export type SocketHandler = (...args: any[]) => void

export interface SocketLike {
  on(event: string, handler: SocketHandler): unknown
  off(event: string, handler: SocketHandler): unknown
}

export class Module<S extends object = Record<string, any>> extends CompiledModule<S> {
  /** Listens to `socket` until this stops. */
  onSocket(socket: SocketLike | null | undefined, event: string, handler: SocketHandler): this {
    if (typeof socket?.on !== 'function' || typeof socket.off !== 'function') {
      if (DEV) console.warn(`[RAGOT] ${this.constructor.name}.onSocket("${event}"): there is no socket`)
      return this
    }
    return this.$hear(socket, event, handler, false, () => {
      socket.on(event, handler)
      return () => void socket.off(event, handler)
    })
  }

  offSocket(socket: SocketLike | null | undefined, event: string, handler: SocketHandler): this {
    return this.off(socket, event, handler)
  }
}
