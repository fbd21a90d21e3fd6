/** Asking for more near the ends of a list, and letting go of what is far away. */

import { report, type LifecycleOwner } from '../lifetime.js'
import { axisOf, ScrollRoot } from './viewport.js'

export interface InfiniteScrollOptions {
  /** Stands behind the last chunk; `topSentinel` in front of the first. */
  sentinel: Element
  topSentinel: Element
  onLoadMore(chunk: number): unknown
  onEvictChunk(chunk: number): unknown
  /** The chunks that are there. */
  visibleChunks(): Set<number>
  totalItems(): number
  chunkSize?: number
  maxChunks?: number
  rootMargin?: string
  root?: Element | null
  axis?: 'vertical' | 'horizontal' | 'auto'
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
  scroll.start()
  return scroll
}

class InfiniteScroll implements InfiniteScrollController {
  #options: InfiniteScrollOptions
  #observer: IntersectionObserver | null = null
  #near = { forward: false, backward: false }
  #busy = false
  #frame = 0
  #scrollFrame = 0
  #ended = false

  constructor(options: InfiniteScrollOptions) {
    this.#options = options
  }

  start(): void {
    const { sentinel, topSentinel, root = null, rootMargin = '1200px 0px' } = this.#options
    if (this.#ended) return
    if (!sentinel.isConnected || !topSentinel.isConnected) {
      this.#frame = requestAnimationFrame(() => this.start())
      return
    }
    this.#observer = new IntersectionObserver((entries) => this.#seen(entries), { root, rootMargin })
    this.#observer.observe(sentinel)
    this.#observer.observe(topSentinel)
    ;(root ?? window).addEventListener('scroll', this.#scrolled, { passive: true })
  }

  reset(): void {
    if (this.#ended || this.#frame) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      this.#place()
      this.#observe()
      this.#sync()
    })
  }

  destroy(): void {
    this.#ended = true
    cancelAnimationFrame(this.#frame)
    cancelAnimationFrame(this.#scrollFrame)
    this.#observer?.disconnect()
    ;(this.#options.root ?? window).removeEventListener('scroll', this.#scrolled)
  }

  #scrolled = (): void => {
    this.#scrollFrame ||= requestAnimationFrame(() => {
      this.#scrollFrame = 0
      this.#sync()
    })
  }

  get #bounds(): [first: number, last: number, size: number] {
    const live = [...this.#options.visibleChunks()]
    return live.length ? [Math.min(...live), Math.max(...live), live.length] : [0, -1, 0]
  }

  get #count(): number {
    return Math.ceil(this.#options.totalItems() / (this.#options.chunkSize ?? 30))
  }

  get #most(): number {
    return this.#options.maxChunks ?? 5
  }

  #seen(entries: readonly IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      this.#near[entry.target === this.#options.sentinel ? 'forward' : 'backward'] = entry.isIntersecting
    }
    this.#fill()
  }

  /** Loads at the end that is near, one chunk at a time. */
  #fill(): void {
    if (this.#busy || this.#ended) return
    const [first, last, size] = this.#bounds
    const forward = this.#near.forward && last + 1 < this.#count
    const backward = this.#near.backward && first > 0
    // With both ends near and the window full, each load would push out what the other one brings.
    if (forward && !(size >= this.#most && this.#near.backward && first === 0)) void this.#load('forward', last + 1, 1)
    else if (backward && !(size >= this.#most && this.#near.forward)) void this.#load('backward', first - 1, 1)
  }

  async #load(direction: Direction, from: number, batch: number): Promise<void> {
    this.#busy = true
    const step = direction === 'forward' ? 1 : -1
    try {
      this.#options.onLoadDirection?.({ direction, batchCount: batch, firstTarget: from, step })
      for (let i = from, left = batch; left > 0 && i >= 0 && i < this.#count; i += step, left--) {
        const result = this.#options.onLoadMore(i)
        if (result instanceof Promise) await result
        if (this.#ended) return
        await this.#evict(direction)
      }
    } catch (error) {
      report('createInfiniteScroll: a chunk could not be loaded', error)
    } finally {
      // The layout has to know of the new chunk before the ends are looked at again.
      if (!this.#ended) {
        this.#frame ||= requestAnimationFrame(() => {
          this.#frame = 0
          this.#busy = false
          this.#place()
          this.#observe()
        })
      }
    }
  }

  /** Lets chunks go at the other end, at most once each. */
  async #evict(direction: Direction): Promise<void> {
    const live = [...this.#options.visibleChunks()].sort((a, b) => a - b)
    const extra = live.length - this.#most
    if (extra <= 0) return
    const gone = direction === 'forward' ? live.slice(0, extra) : live.slice(-extra).reverse()
    for (const i of gone) {
      const result = this.#options.onEvictChunk(i)
      if (result instanceof Promise) await result
      if (this.#ended) return
    }
  }

  /** Puts the sentinels around the chunks that are there. */
  #place(): void {
    const { getChunkEl, sentinel, topSentinel } = this.#options
    const [first, last, size] = this.#bounds
    if (!getChunkEl || !size) return
    const head = getChunkEl(first)
    const tail = getChunkEl(last)
    if (head && head.previousElementSibling !== topSentinel) head.before(topSentinel)
    if (tail && tail.nextElementSibling !== sentinel) tail.after(sentinel)
  }

  /** An observer tells of changes only: asked anew, it tells how it is. */
  #observe(): void {
    const { sentinel, topSentinel } = this.#options
    for (const one of [sentinel, topSentinel]) {
      this.#observer?.unobserve(one)
      this.#observer?.observe(one)
    }
  }

  /** When the viewport has left the chunks behind, loads towards it. */
  #sync(): void {
    const { getChunkEl, seekToViewport, root = null, axis = 'auto' } = this.#options
    if (this.#busy || this.#ended || !getChunkEl) return
    const [first, last, size] = this.#bounds
    const head = size ? getChunkEl(first) : null
    const tail = size ? getChunkEl(last) : null
    if (!head || !tail) return
    const along = new ScrollRoot(root, axis === 'auto' ? axisOf(root) : axis)
    const box = tail.getBoundingClientRect()
    const start = along.startOf(head)
    const end = along.startOf(tail) + (along.axis === 'vertical' ? box.height : box.width)
    const view = along.offset
    const gap = view > end ? view - end : start > view + along.size ? start - view - along.size : 0
    if (!gap) return
    const direction: Direction = view > end ? 'forward' : 'backward'
    if (seekToViewport?.(direction)) return
    const span = (end - start) / size || 1
    const batch = Math.min(Math.max(Math.ceil(gap / span), 1), this.#most)
    void this.#load(direction, direction === 'forward' ? last + 1 : first - 1, batch)
  }
}
