/** Which chunks of a list a viewport shows, where only some of their sizes are known. Pure. */

export interface Viewport {
  offset: number
  size: number
}

/** Half-open: `[first, end)`. */
export interface ChunkRange {
  first: number
  end: number
}

/**
 * The sizes of `count` chunks along one axis, in pixels. A chunk that has not been measured counts as `estimate`.
 * Reading and writing are O(log count): two Fenwick trees, of known sizes and of how many are known.
 */
export class Extents {
  #sizes: Float64Array
  #known: Int32Array
  #size = new Map<number, number>()
  #estimate: number

  constructor(
    public count: number,
    estimate: number,
  ) {
    this.#estimate = estimate
    this.#sizes = new Float64Array(count + 1)
    this.#known = new Int32Array(count + 1)
  }

  get estimate(): number {
    return this.#estimate
  }

  set estimate(size: number) {
    this.#estimate = size
  }

  /** The size of chunk `i`, known or estimated. */
  sizeOf(i: number): number {
    return this.#size.get(i) ?? this.#estimate
  }

  isKnown(i: number): boolean {
    return this.#size.has(i)
  }

  /** Records a size; how much larger the chunk is than it counted before. */
  measure(i: number, size: number): number {
    if (i < 0 || i >= this.count) return 0
    const before = this.sizeOf(i)
    const known = this.#size.get(i)
    for (let at = i + 1; at <= this.count; at += at & -at) {
      this.#sizes[at]! += size - (known ?? 0)
      if (known === undefined) this.#known[at]!++
    }
    this.#size.set(i, size)
    return size - before
  }

  /** Where chunk `i` starts; `offsetOf(count)` is the whole size. */
  offsetOf(i: number): number {
    let known = 0
    let size = 0
    for (let at = Math.min(Math.max(i, 0), this.count); at > 0; at -= at & -at) {
      size += this.#sizes[at]!
      known += this.#known[at]!
    }
    return size + (Math.min(Math.max(i, 0), this.count) - known) * this.#estimate
  }

  get total(): number {
    return this.offsetOf(this.count)
  }

  /** The chunk at `offset`; the first or last one for an offset outside. */
  at(offset: number): number {
    let i = 0
    let rest = offset
    let step = 1
    while (step * 2 <= this.count) step *= 2
    for (; step; step >>= 1) {
      if (i + step > this.count) continue
      const size = this.#sizes[i + step]! + (step - this.#known[i + step]!) * this.#estimate
      if (size <= rest) {
        i += step
        rest -= size
      }
    }
    return Math.max(0, Math.min(i, this.count - 1))
  }

  /** The same sizes for another number of chunks. */
  resized(count: number): Extents {
    const next = new Extents(count, this.#estimate)
    for (const [i, size] of this.#size) next.measure(i, size)
    return next
  }
}

/**
 * The chunks to keep for `view`: those within `margin` of it, at most `most`. When that is too few for the margin, what
 * is in view comes first, then the side with less in hand.
 */
export function visibleChunks(extents: Extents, view: Viewport, margin: number, most: number): ChunkRange {
  if (!extents.count) return { first: 0, end: 0 }
  const first = extents.at(view.offset)
  // A chunk that only touches the far edge is not in view.
  const last = Math.max(first, extents.at(view.offset + view.size - 0.5))
  const low = extents.at(view.offset - margin)
  const high = extents.at(view.offset + view.size + margin)
  let from = first
  let end = Math.min(last + 1, first + most)
  while (end - from < most && (from > low || end <= high)) {
    const before = view.offset - extents.offsetOf(from)
    const after = extents.offsetOf(end) - (view.offset + view.size)
    const up = from > low && (end > high || before <= after)
    if (up) from--
    else end++
  }
  return { first: from, end: Math.min(end, extents.count) }
}
