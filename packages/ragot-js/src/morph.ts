/** Changing DOM that is there into DOM that is wanted. */

export function morphDOM<T extends Node>(oldNode: T | null | undefined, newNode: T | null | undefined): T | null | undefined {
  if (!oldNode) return newNode
  if (!newNode) return oldNode
  oldNode.parentNode?.replaceChild(newNode, oldNode)
  return newNode
}
