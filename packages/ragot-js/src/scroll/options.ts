/** What scrollers are told, and what they tell. */

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

/** What every scroller of chunks can be told. */
export interface ChunkOptions {
  /** How many items there are; a chunk holds `chunkSize` of them. */
  totalItems(): number
  chunkSize?: number
  maxChunks?: number
  root?: Element | null
  rootMargin?: string
  axis?: Axis | 'auto'
}

export interface VirtualScrollerOptions extends ChunkOptions {
  /** Makes chunk `i`; null where there is nothing. */
  renderChunk(i: number, context: LoadContext): HTMLElement | null | Promise<HTMLElement | null>
  chunkSize: number
  /** Pixels of a chunk along the axis; by default what the browser lays out. */
  measureChunk?(element: HTMLElement, i: number): number
  /** Stands for a chunk that is being loaded. */
  buildPlaceholder?(i: number, px: number): HTMLElement
  containerClass?: string
  initialChunks?: number
  /** Holds the chunks instead of the scroller's own element. */
  chunkContainer?: HTMLElement
  onChunkEvicted?(i: number): void
  childPoolSize?: number
  poolSize?: number
  /** Turns the element of a chunk that went into chunk `i`. */
  onRecycle?(element: HTMLElement, i: number): void
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

/** A copy of `options` with what they do not say. */
export function complete<T extends ChunkOptions>(options: T): T & Required<ChunkOptions> {
  const { chunkSize = 30, maxChunks = 5, root = null, rootMargin = '1200px 0px', axis = 'auto' } = options
  return { ...options, chunkSize, maxChunks, root, rootMargin, axis }
}

/** How many chunks there are. */
export function chunkCount(options: Required<ChunkOptions>): number {
  return Math.ceil(Math.max(0, options.totalItems()) / options.chunkSize)
}
