/** A list of any length of which only the chunks near the viewport exist. */

import { Component } from '../component.js'
import { attempt, report } from '../lifetime.js'
import { inNextFrame } from './frame.js'
import { chunkCount, complete, type ChunkOptions, type VirtualScrollerDebugState, type VirtualScrollerOptions } from './options.js'
import { Extents, visibleChunks, type ChunkRange } from './range.js'
import { spacer } from './spacer.js'
import { ScrollRoot } from './viewport.js'
import { Standing } from '../standing.js'
import type { Part } from '../pieces.js'

interface Chunk {
  element: HTMLElement
  token: number
  loading: boolean
}

const NOTHING: ChunkRange = { first: -1, end: -1 }

export class VirtualScroller extends Component {
  #options: VirtualScrollerOptions & Required<ChunkOptions>
  #chunks = new Map<number, Chunk>()
  /** Chunks that are being rendered: what they make can belong to them already. */
  #rendering = new Set<number>()
  #pool: HTMLElement[] = []
  /** Scrollers inside chunks; those of chunks that went are spare. */
  #children = new Map<number, VirtualScroller[]>()
  #spare: VirtualScroller[] = []
  #extents = new Extents(0)
  #root!: ScrollRoot
  #holder: HTMLElement | undefined
  #before = spacer('top')
  #after = spacer('bottom')
  #shell = document.createElement('div')
  #sizes: ResizeObserver | null = null
  #open = new AbortController()
  #tokens = 0
  #start = 0
  #shown = NOTHING

  constructor(options: Partial<VirtualScrollerOptions> = {}) {
    super({})
    this.#options = checked(options)
  }

  override $view(): Part {
    this.#shell.className = `vs-container ${this.#options.containerClass ?? ''}`.trim()
    return new Standing(this.#shell)
  }

  override onStart(): void {
    this.#connect()
    this.addCleanup(() => this.#disconnect())
  }

  override unmount(): void {
    super.unmount()
    for (const child of this.#spare.splice(0)) child.unmount()
    this.#pool = []
    if (this.#options.chunkContainer) this.#holder?.remove()
  }

  // --- public ---------------------------------------------------------------------------------------------------

  /** Looks again at how many items there are and what is in view. */
  reset(): void {
    if (!this.#sizes) return
    this.#recount()
    this.#shown = NOTHING
    this.#start = this.#root.startOf(this.#before)
    this.#update()
  }

  /** Scrolls chunk `i` to the start of the viewport; false when there is no such chunk. */
  jumpToIndex(i: number): boolean {
    if (!this.#sizes || !Number.isInteger(i) || i < 0 || i >= this.#extents.count) return false
    const goal = (): number => this.#start + this.#extents.offsetOf(i)
    // Chunks around the target that have never been measured may move it: settle once their sizes are known.
    for (let round = 0, went: number | undefined; round < 3 && went !== goal(); round++) {
      this.#root.offset = went = goal()
      this.#update()
      this.#measure(this.#chunks.keys())
    }
    return true
  }

  getVisibleChunks(): Set<number> {
    return new Set([...this.#chunks.keys()].sort((a, b) => a - b))
  }

  getChunkElement(i: number): HTMLElement | null {
    return this.#chunks.get(i)?.element ?? null
  }

  /** Brings the chunks of the present viewport in; whether that changed anything. */
  seekToViewport(_direction?: 'forward' | 'backward'): boolean {
    const before = this.#shown
    this.#update()
    return before !== this.#shown
  }

  /** Measures chunk `i` again; its pixels. */
  refreshChunkMeasurement(i: number): number {
    this.#measure([i])
    return this.#extents.sizeOf(i)
  }

  getDebugState(): VirtualScrollerDebugState {
    return {
      chunks: [...this.getVisibleChunks()],
      loading: [...this.#chunks.keys()].filter((i) => this.#chunks.get(i)!.loading),
      pooled: this.#pool.length,
      children: [...this.#children.values()].flat().length,
      pooledChildren: this.#spare.length,
      total: this.#extents.total,
    }
  }

  /** A scroller inside chunk `i`, taken from those of chunks that went when there is one. */
  acquireChild(i: number, options: VirtualScrollerOptions, parent: HTMLElement): VirtualScroller {
    const spare = this.#spare.pop()
    const child = spare ?? new VirtualScroller(options)
    if (spare) child.rebind(options, parent)
    else child.mount(parent)
    this.#tell(spare ? 'child_rebind' : 'child_mount', i)
    this.#children.set(i, [...(this.#children.get(i) ?? []), child])
    this.#tell('child_register', i)
    // The chunk has gone in the meantime.
    if (!this.#chunks.has(i) && !this.#rendering.has(i)) this.#release(i)
    return child
  }

  /** Takes everything out and off the page, and keeps the shell for `rebind`. */
  recycle(): void {
    this.#disconnect()
    this.#shell.remove()
  }

  /** Shows another list in `parent`. */
  rebind(options: Partial<VirtualScrollerOptions>, parent: HTMLElement): void {
    this.#options = checked({ ...this.#options, ...options })
    this.#extents = new Extents(0)
    if (!this.$mounted) {
      this.mount(parent)
      return
    }
    parent.appendChild(this.#shell)
    this.#connect()
  }

  // --- life -----------------------------------------------------------------------------------------------------

  #connect(): void {
    const { chunkContainer, root, axis, initialChunks = 1, maxChunks } = this.#options
    this.#holder = chunkContainer ?? this.#shell
    this.#holder.append(this.#before, this.#after)
    this.#root = new ScrollRoot(root, axis)
    this.#sizes = new ResizeObserver(() => {
      this.#measure(this.#chunks.keys())
      this.#update()
    })
    this.#recount()
    const first = Math.min(initialChunks, maxChunks, this.#extents.count)
    for (let i = 0; i < first; i++) this.#load(i)
    // Now there is something to tell the axis by.
    this.#root = new ScrollRoot(root, axis)
    this.#start = this.#root.startOf(this.#before)
    const { signal } = (this.#open = new AbortController())
    this.#root.target.addEventListener('scroll', this.#update, { passive: true, signal })
    if (root) this.#sizes.observe(root)
    else window.addEventListener('resize', this.#later, { signal })
    // Our own corrections keep what is in view in place; the browser's would come on top of them.
    if (root instanceof HTMLElement) root.style.overflowAnchor = 'none'
    this.#measure(this.#chunks.keys())
    this.#update()
  }

  #disconnect(): void {
    this.#open.abort()
    this.#later.cancel()
    this.#shown = NOTHING
    this.#sizes?.disconnect()
    this.#sizes = null
    this.#keep(0, 0)
    this.#before.remove()
    this.#after.remove()
  }

  #recount(): void {
    const count = chunkCount(this.#options)
    if (count === this.#extents.count) return
    this.#extents.resize(count)
    this.#keep(0, count)
  }

  #later = inNextFrame(() => this.reset())

  // --- the window -----------------------------------------------------------------------------------------------

  #update = (): void => {
    if (!this.#sizes) return
    const { rootMargin, maxChunks } = this.#options
    const view = { offset: this.#root.offset - this.#start, size: this.#root.size }
    const next = visibleChunks(this.#extents, view, this.#root.margin(rootMargin), maxChunks)
    if (next.first === this.#shown.first && next.end === this.#shown.end) return
    this.#shown = next
    // First out, then in: what goes may be what comes, with other content.
    this.#keep(next.first, next.end)
    for (let i = next.first; i < next.end; i++) if (!this.#chunks.has(i)) this.#load(i)
    this.#space()
  }

  /** Lets go of the chunks outside of `[first, end)`. */
  #keep(first: number, end: number): void {
    for (const i of [...this.#chunks.keys()]) if (i < first || i >= end) this.#evict(i)
  }

  /** The spacers stand for the chunks that are not there. */
  #space(): void {
    const live = [...this.getVisibleChunks()]
    const behind = this.#extents.offsetOf((live.at(-1) ?? -1) + 1)
    const length = this.#root.vertical ? 'height' : 'width'
    this.#before.style[length] = `${this.#extents.offsetOf(live[0] ?? 0)}px`
    this.#after.style[length] = `${this.#extents.total - behind}px`
  }

  #load(i: number): void {
    const options = this.#options
    const token = ++this.#tokens
    const isCurrent = (): boolean => this.#chunks.get(i)?.token === token
    const pooled = options.onRecycle && this.#pool.pop()
    this.#tell('load_start', i)
    this.#rendering.add(i)
    let made
    try {
      if (pooled) options.onRecycle!(pooled, i)
      made = pooled ?? options.renderChunk(i, { token, isCurrent })
    } catch (error) {
      return this.#failed(i, error)
    } finally {
      this.#rendering.delete(i)
    }
    if (pooled) this.#tell('load_pool_reuse', i)
    if (made instanceof Promise) void this.#await(i, token, made, isCurrent)
    else this.#insert(i, token, made)
  }

  async #await(i: number, token: number, made: Promise<HTMLElement | null>, isCurrent: () => boolean): Promise<void> {
    this.#insert(i, token, this.#placeholder(i), true)
    let element
    try {
      element = await made
    } catch (error) {
      this.#failed(i, error)
    }
    if (!isCurrent()) return this.#tell('load_stale', i)
    this.#remove(i)
    if (element !== undefined) this.#insert(i, token, element)
    this.#space()
  }

  #failed(i: number, error: unknown): void {
    this.#tell('load_error', i)
    report(`VirtualScroller: chunk ${i} could not be made`, error)
  }

  #placeholder(i: number): HTMLElement {
    const px = this.#extents.sizeOf(i)
    const own = this.#options.buildPlaceholder?.(i, px)
    const shell = own ?? document.createElement('div')
    if (!own) shell.className = 'vs-chunk-loading'
    shell.style[this.#root.vertical ? 'height' : 'width'] ||= `${px}px`
    return shell
  }

  #insert(i: number, token: number, element: HTMLElement | null, loading = false): void {
    if (!element) return this.#tell('load_null', i)
    element.dataset['vsChunk'] = String(i)
    const next = Math.min(...[...this.#chunks.keys()].filter((one) => one > i))
    this.#holder!.insertBefore(element, this.getChunkElement(next) ?? this.#after)
    this.#chunks.set(i, { element, token, loading })
    if (loading) return
    this.#sizes?.observe(element)
    this.#tell('load_commit', i)
  }

  /** Takes a chunk's element off the page without keeping it. */
  #remove(i: number): void {
    const { element } = this.#chunks.get(i)!
    this.#chunks.delete(i)
    this.#sizes?.unobserve(element)
    element.remove()
  }

  #evict(i: number): void {
    const options = this.#options
    const chunk = this.#chunks.get(i)
    // Something that was told of another one has been faster.
    if (!chunk) return this.#tell('evict_missing', i)
    attempt(`VirtualScroller: onChunkEvicted(${i}) failed`, () => options.onChunkEvicted?.(i))
    this.#release(i)
    this.#remove(i)
    // A placeholder is not a chunk.
    if (!chunk.loading && options.onRecycle && this.#pool.length < (options.poolSize ?? 0)) this.#pool.push(chunk.element)
    this.#tell('evict', i)
  }

  /** Lets the scrollers inside chunk `i` go, or holds them ready. */
  #release(i: number): void {
    for (const child of this.#children.get(i) ?? []) {
      const kept = this.#spare.length < (this.#options.childPoolSize ?? 0)
      if (kept) this.#spare.push(child)
      child[kept ? 'recycle' : 'unmount']()
      this.#tell(kept ? 'child_recycle' : 'child_unmount', i)
    }
    this.#children.delete(i)
  }

  // --- sizes ----------------------------------------------------------------------------------------------------

  /** Takes the sizes of `chunks`; what is in view stays in its place. */
  #measure(chunks: Iterable<number>): void {
    let moved = 0
    for (const i of chunks) {
      const chunk = this.#chunks.get(i)
      if (!chunk || chunk.loading) continue
      const px = this.#options.measureChunk?.(chunk.element, i) ?? this.#root.lengthOf(chunk.element)
      if (!(px > 0)) continue
      const seen = this.#root.offset - this.#start
      const inFront = this.#extents.offsetOf(i) < seen && this.#extents.offsetOf(i + 1) <= seen + 1
      const grown = this.#extents.measure(i, px)
      if (inFront) moved += grown
    }
    this.#space()
    if (moved) this.#root.offset += moved
  }

  #tell(type: string, chunk: number | null): void {
    const { debugHooks, debugLabel = '' } = this.#options
    if (!debugHooks?.onEvent) return
    const event = { type, chunk, label: debugLabel }
    debugHooks.onEvent(debugHooks.includeSnapshot ? { ...event, state: this.getDebugState() } : event)
  }
}

function checked(options: Partial<VirtualScrollerOptions>): VirtualScrollerOptions & Required<ChunkOptions> {
  if (DEV && (typeof options.renderChunk !== 'function' || typeof options.totalItems !== 'function' || !(options.chunkSize! > 0))) {
    throw new TypeError('VirtualScroller needs renderChunk(i), totalItems() and a positive chunkSize')
  }
  return complete(options as VirtualScrollerOptions)
}
