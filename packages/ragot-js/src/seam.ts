/**
 * The separator between texts. Two texts that stand side by side would become one when the page's HTML is parsed, so
 * every printer keeps them apart by an empty comment; the browser does the same, so that both sides are equal.
 */

/** A text node that holds the place of something else, and shows nothing itself. */
export interface Placeholder extends Text {
  $blank?: boolean
  /** Came with trusted markup: the printers do not look into that. */
  $raw?: boolean
}

export function isSeparator(node: Node | null): node is Comment {
  return node !== null && node.nodeType === 8 && (node as Comment).data === ''
}

/** Puts a separator into the gap around `node`, or takes it out, as the shown nodes on both sides demand. */
export function mend(node: Node): void {
  const found: Comment[] = []
  let left: Node | null = node
  while ((left = left.previousSibling) && unseen(left)) if (isSeparator(left)) found.push(left)
  let right: Node | null = node
  while (right && unseen(right)) {
    if (isSeparator(right)) found.push(right)
    right = right.nextSibling
  }
  const needed = isText(left) && isText(right)
  if (needed && !found.length) right!.parentNode!.insertBefore(document.createComment(''), right)
  for (const comment of needed ? found.slice(1) : found) comment.remove()
}

/** Whether a text is shown right in front of `node`, or at the end of `parent`. */
export function followsText(node: Node | null, parent: Node): boolean {
  let left = node ? node.previousSibling : parent.lastChild
  while (left && unseen(left)) left = left.previousSibling
  return isText(left)
}

/** The node after the separator that belongs to a text in front of it. */
export function pastSeparator(next: ChildNode | null, parent: Node): ChildNode | null {
  return isSeparator(next) && followsText(next, parent) ? next.nextSibling : next
}

function isText(node: Node | null): boolean {
  return node?.nodeType === 3 && !(node as Placeholder).$raw
}

function unseen(node: Node): boolean {
  return (node as Placeholder).$blank === true || isSeparator(node)
}
