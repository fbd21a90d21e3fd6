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

export function createInfiniteScroll(owner: LifecycleOwner, given: InfiniteScrollOptions): InfiniteScrollController {
  const missing = REQUIRED.filter((name) => !given?.[name])
  if (missing.length) {
    console.warn(`[RAGOT] createInfiniteScroll needs ${missing.join(', ')}`)
    return { reset() {}, destroy() {} }
  }
  const options = complete(given)
  const { sentinel, topSentinel, root, rootMargin, maxChunks } = options
  const near = { forward: false, backward: false }
  let busy = false
  let ended = false

  const look = inNextFrame(() => {
    place()
    // Not in the page yet.
    if (!sentinel.isConnected || !topSentinel.isConnected) return look()
    // An observer tells of changes only: asked anew, it tells how it is.
    for (const one of [sentinel, topSentinel]) {
      observer.unobserve(one)
      observer.observe(one)
    }
    follow()
  })
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) near[target === sentinel ? 'forward' : 'backward'] = isIntersecting
      fill()
    },
    { root, rootMargin },
  )
  const box = root ?? window
  box.addEventListener('scroll', look, { passive: true })
  look()

  const reset = (): void => {
    if (!ended) look()
  }
  const destroy = (): void => {
    ended = true
    look.cancel()
    observer.disconnect()
    box.removeEventListener('scroll', look)
  }
  owner.addCleanup(destroy)
  return { reset, destroy }

  /** The chunks that are there, in order. */
  function present(): number[] {
    return [...options.visibleChunks()].sort((a, b) => a - b)
  }

  /** Loads at the end that is near. */
  function fill(): void {
    const live = present()
    const { forward, backward } = near
    const [first = 0, last = -1] = [live[0], live.at(-1)]
    // With both ends near and the window full, each load would push out what the other one brings.
    const full = live.length >= maxChunks
    if (forward && last + 1 < chunkCount(options) && !(full && backward && first === 0)) void load('forward', last + 1, 1)
    else if (backward && first > 0 && !(full && forward)) void load('backward', first - 1, 1)
  }

  /** Loads `batch` chunks from `from` on, and lets go of as many at the other end. */
  async function load(direction: Direction, from: number, batch: number): Promise<void> {
    if (busy) return
    busy = true
    const step = direction === 'forward' ? 1 : -1
    try {
      options.onLoadDirection?.({ direction, batchCount: batch, firstTarget: from, step })
      for (let i = from; batch-- && i >= 0 && i < chunkCount(options) && !ended; i += step) {
        await options.onLoadMore(i)
        const live = step > 0 ? present() : present().reverse()
        // Each at most once, whatever its eviction does.
        for (const far of live.slice(0, Math.max(0, live.length - maxChunks))) if (!ended) await options.onEvictChunk(far)
      }
    } catch (error) {
      report('createInfiniteScroll: loading failed', error)
    }
    // The layout has to know of the new chunk before the ends are looked at again.
    await new Promise(requestAnimationFrame)
    busy = false
    reset()
  }

  /** The elements of the first and the last chunk that are there. */
  function edges(): (HTMLElement | null | undefined)[] {
    const live = present()
    return live.length ? [live[0]!, live.at(-1)!].map((i) => options.getChunkEl?.(i) as HTMLElement | null) : []
  }

  /** Puts the sentinels around the chunks that are there. */
  function place(): void {
    const [head, tail] = edges()
    if (head && head.previousElementSibling !== topSentinel) head.before(topSentinel)
    if (tail && tail.nextElementSibling !== sentinel) tail.after(sentinel)
  }

  /** When the viewport has left the chunks behind, loads towards it. */
  function follow(): void {
    const [head, tail] = edges()
    if (busy || !head || !tail) return
    const along = new ScrollRoot(root, options.axis)
    const start = along.startOf(head)
    const end = along.startOf(tail) + along.lengthOf(tail)
    const ahead = along.offset - end
    const behind = start - along.offset - along.size
    const direction: Direction = ahead > 0 ? 'forward' : 'backward'
    const gap = Math.max(ahead, behind)
    if (gap <= 0 || options.seekToViewport?.(direction)) return
    const live = present()
    const batch = Math.min(Math.ceil((gap * live.length) / (end - start || 1)), maxChunks)
    void load(direction, ahead > 0 ? live.at(-1)! + 1 : live[0]! - 1, batch)
  }
}
