/** What a virtual scroller is told, and what it tells. */

import type { Axis } from './viewport.js'

export interface LoadContext {
  token: number
  /** Whether the chunk is still wanted. */
  isCurrent(): boolean
}

export interface DebugHooks {
  onEvent?(event: { type: string; chunk: number | null; label: string; state?: VirtualScrollerDebugState }): void
  includeSnapshot?: boolean
}

export interface VirtualScrollerOptions {
  /** Makes chunk `i`; null where there is nothing. */
  renderChunk(i: number, context: LoadContext): HTMLElement | null | Promise<HTMLElement | null>
  /** How many items there are; a chunk holds `chunkSize` of them. */
  totalItems(): number
  chunkSize: number
  /** Pixels of a chunk along the axis; by default what the browser lays out. */
  measureChunk?(element: HTMLElement, i: number): number
  /** Stands for a chunk that is being loaded. */
  buildPlaceholder?(i: number, px: number): HTMLElement
  maxChunks?: number
  root?: Element | null
  rootMargin?: string
  containerClass?: string
  initialChunks?: number
  /** Holds the chunks instead of the scroller's own element. */
  chunkContainer?: HTMLElement
  onChunkEvicted?(i: number): void
  childPoolSize?: number
  poolSize?: number
  /** Turns the element of a chunk that went into chunk `i`. */
  onRecycle?(element: HTMLElement, i: number): void
  axis?: Axis | 'auto'
  debugLabel?: string
  debugHooks?: DebugHooks
}

export interface VirtualScrollerDebugState {
  chunks: number[]
  loading: number[]
  pooled: number
  children: number
  pooledChildren: number
  total: number
}

export function checked(options: Partial<VirtualScrollerOptions>): VirtualScrollerOptions {
  const { renderChunk, totalItems, chunkSize } = options
  if (typeof renderChunk !== 'function' || typeof totalItems !== 'function' || !(chunkSize! > 0)) {
    throw new TypeError('VirtualScroller needs renderChunk(i), totalItems() and a positive chunkSize')
  }
  return { ...(options as VirtualScrollerOptions) }
}
