/** Lists whose rows are trees made beforehand: what a comprehension or `ui.For` in Python compiles to. */

import { each } from './each.js'
import { View } from './instance.js'

/** The key of an item that is a dict. */
export function field(name: string): (item: any) => unknown {
  return (item) => (item instanceof Map ? item.get(name) : item?.[name])
}

type Render = ((item: any) => unknown) | null
type Key = string | ((item: any) => unknown)

/**
 * One tree per item (`render`, or the item itself), known by its key: a field's name, a function of the item, or the key that
 * the tree carries, or its position. Rows of one block become a keyed list; mixed ones an array of trees.
 */
export function rows(items: readonly any[], render: Render = null, key?: Key): unknown {
  const trees = render ? items.map((item) => render(item)) : items
  const keyOf = typeof key === 'string' ? field(key) : key
  const first: unknown = trees[0]
  if (first instanceof View && trees.every((tree) => tree instanceof View && tree.template === first.template)) {
    return each(
      trees,
      (tree: View, i) => (keyOf ? keyOf(items[i]) : tree.key === undefined ? i : tree.key),
      first.template,
      (tree: View) => tree.values,
    )
  }
  if (!keyOf) return trees
  return trees.map((tree, i) =>
    tree instanceof View && tree.key === undefined ? new View(tree.template, tree.values, keyOf(items[i]), tree.host) : tree,
  )
}
