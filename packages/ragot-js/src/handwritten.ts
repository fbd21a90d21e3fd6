/** Components and modules for code that is written by hand: `render()` builds elements, sockets are passed in. */

import type { Adopt, Host, Part } from './block.js'
import { Component as CompiledComponent } from './component.js'
import { createElement } from './element.js'
import { Module as CompiledModule } from './module.js'
import { morphDOM } from './morph.js'
import type { Unsubscribe } from './lifetime.js'

/** A component whose `render()` makes elements; each update brings the ones in the page into that form. */
export class Component<S extends object = Record<string, any>> extends CompiledComponent<S> {
  override $view(): unknown {
    return new Rendered(this.render())
  }

  override render(): HTMLElement {
    return createElement('div')
  }
}

class Rendered implements Part {
  constructor(private node: Node) {}

  $make(): Node {
    return this.node
  }

  $adopt(node: Node | null, parent: Node, _adopt: Adopt, _host: Host | null): Node {
    if (node) return (this.node = morphDOM(node, this.node)!)
    return parent.appendChild(this.node)
  }

  $entered(): void {}

  $take(next: Part): boolean {
    if (!(next instanceof Rendered)) return false
    this.node = morphDOM(this.node, next.node)!
    return true
  }

  $node(): Node {
    return this.node
  }

  $leave(): void {}
}

export type SocketHandler = (...args: any[]) => void

export interface SocketLike {
  on(event: string, handler: SocketHandler): unknown
  off(event: string, handler: SocketHandler): unknown
}

export class Module<S extends object = Record<string, any>> extends CompiledModule<S> {
  #sockets: Array<readonly [SocketLike, string, SocketHandler, Unsubscribe]> = []

  /** Listens to `socket` until this stops. */
  onSocket(socket: SocketLike | null | undefined, event: string, handler: SocketHandler): this {
    if (!socket || typeof socket.on !== 'function' || typeof socket.off !== 'function') {
      console.warn(`[RAGOT] ${this.constructor.name}.onSocket("${event}"): there is no socket`)
      return this
    }
    if (this.$closed || this.#sockets.some((one) => one[0] === socket && one[1] === event && one[2] === handler)) return this
    socket.on(event, handler)
    const forget = this.defer(() => this.offSocket(socket, event, handler))
    this.#sockets.push([socket, event, handler, forget])
    return this
  }

  offSocket(socket: SocketLike | null | undefined, event: string, handler: SocketHandler): this {
    const at = this.#sockets.findIndex((one) => one[0] === socket && one[1] === event && one[2] === handler)
    if (at < 0) return this
    const [from, , , forget] = this.#sockets.splice(at, 1)[0]!
    forget()
    from.off(event, handler)
    return this
  }
}
