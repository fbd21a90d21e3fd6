/** Keyed lists of elements by hand: `renderList` and `renderGrid`. */

import type { Given } from './element.js'
import { arrange } from './order.js'

export interface RenderListOptions {
  /** Elements of rows that went are kept under this name, and used for rows that come. */
  poolKey?: string
}

export interface RenderGridOptions extends RenderListOptions {
  columns?: number
  columnWidth?: string
  gap?: string
  applyGridStyles?: boolean
}

interface List {
  rows: Map<string, HTMLElement>
  /** Where the list ends: elements of other hands may stand around it. */
  end: Text
}

const POOL_LIMIT = 50
const lists = new WeakMap<Element, List>()
/** Spare elements by pool, and in it by container. */
const pools = new Map<string, WeakMap<Element, HTMLElement[]>>()

/**
 * Shows `items` in `container`, one element per key. An element stays with its key; it is given to `updateItem` each
 * time. Other children of `container` stay where they are.
 */
export function renderList<T>(
  container: HTMLElement,
  items: readonly T[],
  getKey: (item: T) => string | number,
  renderItem: (item: T) => HTMLElement,
  updateItem?: (element: HTMLElement, item: T) => void,
  options: RenderListOptions = {},
): void {
  const list = listOf(container)
  const { poolKey } = options
  const before = list.rows
  const rows = new Map<string, HTMLElement>()
  const pool = poolKey === undefined ? null : (pools.get(poolKey) ?? new WeakMap<Element, HTMLElement[]>())
  const spare = pool?.get(container) ?? []
  for (const item of items) {
    const key = String(getKey(item))
    if (rows.has(key)) {
      if (DEV) console.warn(`[RAGOT] renderList: two items have the key "${key}"; the first is shown`)
      continue
    }
    const known = before.get(key)
    const reused = known ?? (updateItem ? spare.pop() : undefined)
    const element = reused ?? renderItem(item)
    if (!element) continue
    if (reused) updateItem?.(element, item)
    rows.set(key, element)
  }
  const gone = [...before].flatMap(([key, element]) => (rows.get(key) === element ? [] : [element]))
  for (const element of gone) element.remove()
  // From now on: a row of this call must not use what this call removes, its focus would jump.
  if (pool) pools.set(poolKey!, pool.set(container, [...spare, ...gone.filter(reusable)].slice(0, POOL_LIMIT)))
  list.rows = rows
  arrange(container, [...rows.values()], list.end)
}

/** `renderList` in an element that lays its children out as a grid. */
export function renderGrid<T>(
  container: HTMLElement,
  items: readonly T[],
  getKey: (item: T) => string | number,
  renderItem: (item: T) => HTMLElement,
  updateItem?: (element: HTMLElement, item: T) => void,
  options: RenderGridOptions = {},
): void {
  const { columns, columnWidth = '200px', gap, applyGridStyles = true } = options
  if (applyGridStyles) {
    container.style.display = 'grid'
    container.style.gridTemplateColumns = columns ? `repeat(${columns}, 1fr)` : `repeat(auto-fill, minmax(${columnWidth}, 1fr))`
    if (gap !== undefined) container.style.gap = gap
  }
  renderList(container, items, getKey, renderItem, updateItem, options)
}

/** Drops the spare elements of `poolKey`, or of every list. */
export function clearPool(poolKey?: string): void {
  if (poolKey === undefined) pools.clear()
  else pools.delete(poolKey)
}

function listOf(container: HTMLElement): List {
  let list = lists.get(container)
  if (!list) lists.set(container, (list = { rows: new Map(), end: document.createTextNode('') }))
  // Emptied by somebody else in the meantime.
  if (list.end.parentNode !== container) container.append(list.end)
  for (const [key, element] of list.rows) if (element.parentNode !== container) list.rows.delete(key)
  return list
}

/** An element with handlers of its own belongs to the item that they were made for. */
function reusable(element: HTMLElement): boolean {
  return ![element, ...element.querySelectorAll('*')].some((one) => Object.keys((one as Given).$on ?? {}).length)
}
