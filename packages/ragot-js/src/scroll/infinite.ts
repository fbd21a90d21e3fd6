/** Asking for more near the ends of a list, and letting go of what is far away. */

import { report, type LifecycleOwner } from '../lifetime.js'
import { inNextFrame } from './frame.js'
import { chunkCount, complete, type ChunkOptions } from './options.js'
import { ScrollRoot } from './viewport.js'

export interface InfiniteScrollOptions extends ChunkOptions {
  /** Stands behind the last chunk; `topSentinel` in front of the first. */
  sentinel: Element
  topSentinel: Element
  onLoadMore(chunk: number): unknown
  onEvictChunk(chunk: number): unknown
  /** The chunks that are there. */
  visibleChunks(): Set<number>
  getChunkEl?(chunk: number): Element | null
  onLoadDirection?(step: { direction: Direction; batchCount: number; firstTarget: number; step: number }): void
  /** Brings the chunks of the viewport in by itself; true when it did. */
  seekToViewport?(direction: Direction): boolean
}

export type Direction = 'forward' | 'backward'

export interface InfiniteScrollController {
  /** Looks again at both ends. */
  reset(): void
  destroy(): void
}

const REQUIRED = ['sentinel', 'topSentinel', 'onLoadMore', 'onEvictChunk', 'visibleChunks', 'totalItems'] as const

export function createInfiniteScroll(owner: LifecycleOwner, options: InfiniteScrollOptions): InfiniteScrollController {
  const missing = REQUIRED.filter((name) => !options?.[name])
  if (missing.length) {
    console.warn(`[RAGOT] createInfiniteScroll needs ${missing.join(', ')}`)
    return { reset() {}, destroy() {} }
  }
  const scroll = new InfiniteScroll(options)
  owner.addCleanup(() => scroll.destroy())
  return scroll
}

class InfiniteScroll implements InfiniteScrollController {
  #options: InfiniteScrollOptions & Required<ChunkOptions>
  #observer: IntersectionObserver
  #near = { forward: false, backward: false }
  #busy = false
  #ended = false

  constructor(options: InfiniteScrollOptions) {
    const { root, rootMargin } = (this.#options = complete(options))
    this.#observer = new IntersectionObserver((entries) => this.#seen(entries), { root, rootMargin })
    ;(root ?? window).addEventListener('scroll', this.#look, { passive: true })
    this.#look()
  }

  reset(): void {
    if (!this.#ended) this.#look()
  }

  destroy(): void {
    this.#ended = true
    this.#look.cancel()
    this.#observer.disconnect()
    ;(this.#options.root ?? window).removeEventListener('scroll', this.#look)
  }

  #look = inNextFrame(() => {
    const { sentinel, topSentinel } = this.#options
    this.#place()
    // Not in the page yet.
    if (!sentinel.isConnected || !topSentinel.isConnected) return this.#look()
    // An observer tells of changes only: asked anew, it tells how it is.
    for (const one of [sentinel, topSentinel]) {
      this.#observer.unobserve(one)
      this.#observer.observe(one)
    }
    this.#sync()
  })

  /** The chunks that are there, in order. */
  get #live(): number[] {
    return [...this.#options.visibleChunks()].sort((a, b) => a - b)
  }

  #seen(entries: readonly IntersectionObserverEntry[]): void {
    const { sentinel, maxChunks } = this.#options
    for (const { target, isIntersecting } of entries) this.#near[target === sentinel ? 'forward' : 'backward'] = isIntersecting
    const live = this.#live
    const { forward, backward } = this.#near
    const [first = 0, last = -1] = [live[0], live.at(-1)]
    // With both ends near and the window full, each load would push out what the other one brings.
    const full = live.length >= maxChunks
    if (forward && last + 1 < chunkCount(this.#options) && !(full && backward && first === 0)) void this.#load('forward', last + 1, 1)
    else if (backward && first > 0 && !(full && forward)) void this.#load('backward', first - 1, 1)
  }

  /** Loads `batch` chunks from `from` on, and lets go of as many at the other end. */
  async #load(direction: Direction, from: number, batch: number): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    const options = this.#options
    const step = direction === 'forward' ? 1 : -1
    try {
      options.onLoadDirection?.({ direction, batchCount: batch, firstTarget: from, step })
      for (let i = from; batch-- && i >= 0 && i < chunkCount(options) && !this.#ended; i += step) {
        await options.onLoadMore(i)
        const live = step > 0 ? this.#live : this.#live.reverse()
        // Each at most once, whatever its eviction does.
        for (const far of live.slice(0, Math.max(0, live.length - options.maxChunks))) if (!this.#ended) await options.onEvictChunk(far)
      }
    } catch (error) {
      report('createInfiniteScroll: a chunk could not be loaded', error)
    }
    // The layout has to know of the new chunk before the ends are looked at again.
    await new Promise(requestAnimationFrame)
    this.#busy = false
    this.reset()
  }

  /** Puts the sentinels around the chunks that are there. */
  #place(): void {
    const { sentinel, topSentinel } = this.#options
    const [head, tail] = this.#edges
    if (head && head.previousElementSibling !== topSentinel) head.before(topSentinel)
    if (tail && tail.nextElementSibling !== sentinel) tail.after(sentinel)
  }

  /** The elements of the first and the last chunk that are there. */
  get #edges(): (HTMLElement | null | undefined)[] {
    const options = this.#options
    const live = this.#live
    return live.length ? [live[0]!, live.at(-1)!].map((i) => options.getChunkEl?.(i) as HTMLElement | null) : []
  }

  /** When the viewport has left the chunks behind, loads towards it. */
  #sync(): void {
    const options = this.#options
    const [head, tail] = this.#edges
    if (this.#busy || !head || !tail) return
    const along = new ScrollRoot(options.root, options.axis)
    const start = along.startOf(head)
    const end = along.startOf(tail) + along.lengthOf(tail)
    const ahead = along.offset - end
    const behind = start - along.offset - along.size
    const direction: Direction = ahead > 0 ? 'forward' : 'backward'
    const gap = Math.max(ahead, behind)
    if (gap <= 0 || options.seekToViewport?.(direction)) return
    const live = this.#live
    const batch = Math.min(Math.ceil((gap * live.length) / (end - start || 1)), options.maxChunks)
    void this.#load(direction, ahead > 0 ? live.at(-1)! + 1 : live[0]! - 1, batch)
  }
}
