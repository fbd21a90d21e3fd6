/** Putting nodes into an order with as few moves as possible. */


/** Moves a node that keeps its focus, scroll, playing media and frames, where the browser can do that. */
export function move(parent: Node, node: Node, before: Node | null): void {
  const target = parent as Node & { moveBefore?: (node: Node, before: Node | null) => void }
  if (target.moveBefore && node.isConnected && parent.isConnected) target.moveBefore(node, before)
  else parent.insertBefore(node, before)
}

/**
 * Brings `wanted` into this order, in front of `end`. Nodes of `parent` that are not wanted stay where they are.
 * Those that are in the right order already, as many as possible, are not moved.
 */
export function arrange(parent: Node, wanted: readonly Node[], end: Node | null): void {
  const place = new Map<Node, number>()
  wanted.forEach((node, i) => place.set(node, i))
  const rank = new Int32Array(wanted.length)
  let seen = 0
  let last = -1
  let sorted = true
  for (let node = parent.firstChild; node && node !== end; node = node.nextSibling) {
    const i = place.get(node)
    if (i === undefined) continue
    rank[i] = ++seen
    if (i < last) sorted = false
    last = i
  }
  const stay = sorted ? null : longestRise(rank)
  let kept = stay ? stay.length - 1 : 0
  for (let i = wanted.length - 1, before = end; i >= 0; i--) {
    const node = wanted[i]!
    if (!rank[i]) {
      parent.insertBefore(node, before)
    } else if (stay) {
      if (kept >= 0 && stay[kept] === i) kept--
      else move(parent, node, before)
    }
    before = node
  }
}

/** Indexes of a longest rising run of the non-zero numbers in `rank`. */
export function longestRise(rank: Int32Array): Int32Array {
  const before = new Int32Array(rank.length)
  const tails = new Int32Array(rank.length)
  let length = 0
  for (let i = 0; i < rank.length; i++) {
    const value = rank[i]!
    if (!value) continue
    let low = 0
    let high = length
    // Most lists are nearly sorted: look at the end first.
    if (length && rank[tails[length - 1]!]! < value) low = length
    else {
      while (low < high) {
        const middle = (low + high) >> 1
        if (rank[tails[middle]!]! < value) low = middle + 1
        else high = middle
      }
    }
    before[i] = low ? tails[low - 1]! : -1
    tails[low] = i
    if (low === length) length++
  }
  const run = new Int32Array(length)
  for (let i = length ? tails[length - 1]! : -1, k = length; k--; i = before[i]!) run[k] = i
  return run
}
