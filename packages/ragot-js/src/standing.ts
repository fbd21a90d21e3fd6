/** A node that is shown as it stands. */

import type { Adopter, Host, Part } from './pieces.js'

export class Standing implements Part {
  constructor(protected node: Node) {}

  $make(_host?: Host | null): Node {
    return this.node
  }

  $adopt(node: Node | null, parent: Node, _adopter: Adopter): Node {
    if (node) parent.replaceChild(this.node, node)
    else parent.appendChild(this.node)
    return this.node
  }

  $entered(): void {}

  $take(next: unknown): boolean {
    return next instanceof Standing && next.node === this.node
  }

  $node(): Node {
    return this.node
  }

  $leave(): void {}
}
