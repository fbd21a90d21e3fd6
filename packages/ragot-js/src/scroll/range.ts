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
 * The sizes of `count` chunks along one axis, in pixels. One that has not been measured counts as much as the first that
 * was: that says more than a guess. Reading and writing are O(log count): a Fenwick tree of how far sizes are from it.
 */
export class Extents {
  #sizes = new Map<number, number>()
  #extra!: Float64Array
  #estimate: number
  count!: number

  constructor(count: number, estimate = 400) {
    this.#estimate = estimate
    this.resize(count)
  }

  /** Another number of chunks; those that stay keep their sizes. */
  resize(count: number): void {
    this.count = count
    this.#extra = new Float64Array(count + 1)
    for (const [i, size] of this.#sizes) this.#add(i, size - this.#estimate)
  }

  /** The size of chunk `i`, known or estimated. */
  sizeOf(i: number): number {
    return this.#sizes.get(i) ?? this.#estimate
  }

  /** Records a size; how much larger the chunk is than it counted before. */
  measure(i: number, size: number): number {
    if (!this.#sizes.size) this.#estimate = size
    const grown = size - this.sizeOf(i)
    this.#sizes.set(i, size)
    this.#add(i, grown)
    return grown
  }

  /** Where chunk `i` starts; `offsetOf(count)` is the whole size. */
  offsetOf(i: number): number {
    let offset = i * this.#estimate
    for (; i > 0; i -= i & -i) offset += this.#extra[i]!
    return offset
  }

  get total(): number {
    return this.offsetOf(this.count)
  }

  /** The chunk at `offset`; the first or last one for an offset outside. */
  at(offset: number): number {
    let i = 0
    for (let step = 1 << 30; step; step >>= 1) {
      if (i + step > this.count) continue
      const size = step * this.#estimate + this.#extra[i + step]!
      if (size <= offset) {
        i += step
        offset -= size
      }
    }
    return Math.max(0, Math.min(i, this.count - 1))
  }

  #add(i: number, by: number): void {
    for (let at = i + 1; at <= this.count; at += at & -at) this.#extra[at]! += by
  }
}

/**
 * The chunks to keep for `view`: those within `margin` of it, at most `most`. When that is too few for the margin, what
 * is in view comes first, then the side with less in hand.
 */
export function visibleChunks(extents: Extents, view: Viewport, margin: number, most: number): ChunkRange {
  const far = view.offset + view.size
  let first = extents.at(view.offset)
  // A chunk that only touches the far edge is not in view.
  let end = Math.min(extents.at(far - 0.5) + 1, first + most, extents.count)
  const low = extents.at(view.offset - margin)
  const high = extents.at(far + margin)
  while (end - first < most && (first > low || end <= high) && extents.count) {
    const up = first > low && (end > high || view.offset - extents.offsetOf(first) <= extents.offsetOf(end) - far)
    if (up) first--
    else end++
  }
  return { first, end }
}
