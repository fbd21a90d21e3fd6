/** A list of any length of which only the chunks near the viewport exist. */

import { Component } from '../component.js'
import { report } from '../lifetime.js'
import { Plain } from '../part.js'
import { Children } from './children.js'
import { checked, type LoadContext, type VirtualScrollerDebugState, type VirtualScrollerOptions } from './options.js'
import { Extents, visibleChunks, type ChunkRange } from './range.js'
import { lengthOf, setLength, spacer } from './spacer.js'
import { axisOf, marginOf, ScrollRoot } from './viewport.js'
import type { Part } from '../pieces.js'

interface Chunk {
  element: HTMLElement
  token: number
  loading: boolean
}

const FIRST_ESTIMATE = 400
const NOTHING: ChunkRange = { first: -1, end: -1 }

export class VirtualScroller extends Component {
  #options: VirtualScrollerOptions
  #chunks = new Map<number, Chunk>()
  #pool: HTMLElement[] = []
  #children = new Children<VirtualScrollerOptions, VirtualScroller>(
    (options) => new VirtualScroller(options),
    (type, i) => this.#tell(type, i),
  )
  #extents = new Extents(0, FIRST_ESTIMATE)
  #estimated = false
  #root!: ScrollRoot
  #holder!: HTMLElement
  #before!: HTMLElement
  #after!: HTMLElement
  #shell: HTMLElement | null = null
  #sizes: ResizeObserver | null = null
  #tokens = 0
  #start = 0
  #frame = 0
  #shown: ChunkRange = NOTHING

  constructor(options: Partial<VirtualScrollerOptions> = {}) {
    super({})
    this.#options = checked(options)
  }

  override $view(): Part {
    if (!this.#shell) {
      this.#shell = document.createElement('div')
      this.#shell.className = ['vs-container', this.#options.containerClass].filter(Boolean).join(' ')
    }
    return new Plain(this.#shell)
  }

  override onStart(): void {
    this.#connect()
    this.addCleanup(() => this.#disconnect())
  }

  override unmount(): void {
    const holder = this.#holder
    super.unmount()
    this.#children.end()
    this.#pool = []
    this.#shell = null
    if (this.#options.chunkContainer) holder?.remove()
  }

  // --- public ---------------------------------------------------------------------------------------------------

  /** Looks again at how many items there are and what is in view. */
  reset(): void {
    if (!this.$mounted) return
    this.#recount()
    this.#shown = NOTHING
    this.#start = this.#root.startOf(this.#before)
    this.#update()
  }

  /** Scrolls chunk `i` to the start of the viewport; false when there is no such chunk. */
  jumpToIndex(i: number): boolean {
    if (!this.$mounted || !Number.isInteger(i) || i < 0 || i >= this.#extents.count) return false
    // Chunks around the target that have never been measured may move it: settle once their sizes are known.
    for (let round = 0; round < 3; round++) {
      const wanted = this.#start + this.#extents.offsetOf(i)
      this.#root.offset = wanted
      this.#update()
      this.#measureNow()
      if (Math.abs(this.#start + this.#extents.offsetOf(i) - wanted) < 1) break
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
    const chunk = this.#chunks.get(i)
    if (chunk && !chunk.loading) this.#measured(i, this.#measure(chunk.element, i))
    return this.#extents.sizeOf(i)
  }

  getDebugState(): VirtualScrollerDebugState {
    return {
      chunks: [...this.getVisibleChunks()],
      loading: [...this.#chunks].filter(([, chunk]) => chunk.loading).map(([i]) => i),
      pooled: this.#pool.length,
      children: [...this.#children.live.values()].flat().length,
      pooledChildren: this.#children.spare.length,
      total: this.#extents.total,
    }
  }

  /** A scroller inside chunk `i`, taken from those of chunks that went when there is one. */
  acquireChild(i: number, options: VirtualScrollerOptions, parent: HTMLElement): VirtualScroller {
    const child = this.#children.take(i, options, parent)
    // The chunk has gone in the meantime.
    if (!this.#chunks.has(i) && !this.#recycling.has(i)) this.#children.release(i, this.#options.childPoolSize)
    return child
  }

  /** Takes everything out and off the page, and keeps the shell for `rebind`. */
  recycle(): void {
    this.#disconnect()
    this.#shell?.remove()
  }

  /** Shows another list in `parent`. */
  rebind(options: Partial<VirtualScrollerOptions>, parent: HTMLElement): void {
    this.#options = checked({ ...this.#options, ...options })
    this.#extents = new Extents(0, FIRST_ESTIMATE)
    this.#estimated = false
    if (!this.$mounted) {
      this.mount(parent)
      return
    }
    parent.appendChild(this.#shell!)
    this.#connect()
  }

  // --- life -----------------------------------------------------------------------------------------------------

  #recycling = new Set<number>()

  #connect(): void {
    const { chunkContainer, root = null, axis = 'auto', initialChunks = 1 } = this.#options
    this.#holder = chunkContainer ?? this.#shell!
    this.#before = spacer('top')
    this.#after = spacer('bottom')
    this.#holder.append(this.#before, this.#after)
    this.#root = new ScrollRoot(root, axis === 'auto' ? 'vertical' : axis)
    this.#sizes = new ResizeObserver((entries) => this.#resized(entries))
    this.#recount()
    const first = Math.min(initialChunks, this.#most, this.#extents.count)
    for (let i = 0; i < first; i++) this.#load(i)
    if (axis === 'auto') this.#root = new ScrollRoot(root, axisOf(root))
    this.#start = this.#root.startOf(this.#before)
    this.#root.target.addEventListener('scroll', this.#scrolled, { passive: true })
    if (root) this.#sizes.observe(root)
    else window.addEventListener('resize', this.#later)
    // Our own corrections keep what is in view in place; the browser's would come on top of them.
    if (root instanceof HTMLElement) root.style.overflowAnchor = 'none'
    this.#measureNow()
    this.#update()
  }

  #disconnect(): void {
    this.#root?.target.removeEventListener('scroll', this.#scrolled)
    window.removeEventListener('resize', this.#later)
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    this.#shown = NOTHING
    this.#sizes?.disconnect()
    this.#sizes = null
    for (const i of [...this.#chunks.keys()]) this.#evict(i)
    this.#before?.remove()
    this.#after?.remove()
  }

  get #most(): number {
    return this.#options.maxChunks ?? 5
  }

  #recount(): void {
    const count = Math.ceil(Math.max(0, this.#options.totalItems()) / this.#options.chunkSize)
    if (count === this.#extents.count) return
    this.#extents = this.#extents.resized(count)
    for (const i of [...this.#chunks.keys()]) if (i >= count) this.#evict(i)
  }

  #scrolled = (): void => this.#update()

  #later = (): void => {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      this.reset()
    })
  }

  // --- the window -----------------------------------------------------------------------------------------------

  #update(): void {
    if (!this.#sizes) return
    const { rootMargin = '1200px 0px' } = this.#options
    const view = { offset: this.#root.offset - this.#start, size: this.#root.size }
    const { first, end } = visibleChunks(this.#extents, view, marginOf(rootMargin, this.#root.axis), this.#most)
    if (first === this.#shown.first && end === this.#shown.end) return
    this.#shown = { first, end }
    // First out, then in: what goes may be what comes, with other content.
    for (const i of [...this.#chunks.keys()]) if (i < first || i >= end) this.#evict(i)
    for (let i = first; i < end; i++) if (!this.#chunks.has(i)) this.#load(i)
    this.#space()
  }

  /** The spacers stand for the chunks that are not there. */
  #space(): void {
    const live = [...this.#chunks.keys()]
    const { count, total } = this.#extents
    const first = live.length ? Math.min(...live) : 0
    const end = live.length ? Math.max(...live) + 1 : first
    setLength(this.#before, this.#extents.offsetOf(first), this.#root.axis)
    setLength(this.#after, end < count ? total - this.#extents.offsetOf(end) : 0, this.#root.axis)
  }

  #load(i: number): void {
    const { renderChunk, onRecycle } = this.#options
    if (i < 0 || i >= this.#extents.count || this.#chunks.has(i)) return
    const token = ++this.#tokens
    this.#tell('load_start', i)
    const pooled = onRecycle ? this.#pool.pop() : undefined
    if (pooled) {
      this.#recycling.add(i)
      try {
        onRecycle!(pooled, i)
      } finally {
        this.#recycling.delete(i)
      }
      this.#tell('load_pool_reuse', i)
      this.#insert(i, { element: pooled, token, loading: false })
      return
    }
    const isCurrent = (): boolean => this.#chunks.get(i)?.token === token
    // A place of its own while it renders, so that what it makes can belong to it.
    this.#recycling.add(i)
    let made: HTMLElement | null | Promise<HTMLElement | null>
    try {
      made = renderChunk(i, { token, isCurrent })
    } catch (error) {
      this.#tell('load_error', i)
      report(`VirtualScroller: chunk ${i} could not be rendered`, error)
      return
    } finally {
      this.#recycling.delete(i)
    }
    if (made instanceof Promise) this.#await(i, token, made, isCurrent)
    else if (made) this.#insert(i, { element: made, token, loading: false })
    else this.#tell('load_null', i)
  }

  #await(i: number, token: number, made: Promise<HTMLElement | null>, isCurrent: () => boolean): void {
    this.#insert(i, { element: this.#placeholder(i), token, loading: true })
    made.then(
      (element) => {
        if (!isCurrent()) return this.#tell('load_stale', i)
        this.#removeChunk(i)
        if (element) this.#insert(i, { element, token, loading: false })
        else this.#tell('load_null', i)
        this.#space()
      },
      (error: unknown) => {
        if (isCurrent()) this.#removeChunk(i)
        this.#space()
        this.#tell('load_error', i)
        report(`VirtualScroller: chunk ${i} could not be loaded`, error)
      },
    )
  }

  #placeholder(i: number): HTMLElement {
    const px = this.#extents.sizeOf(i)
    const own = this.#options.buildPlaceholder?.(i, px)
    const shell = own ?? document.createElement('div')
    if (!own) shell.className = 'vs-chunk-loading'
    shell.style[this.#root.axis === 'vertical' ? 'height' : 'width'] ||= `${px}px`
    return shell
  }

  #insert(i: number, chunk: Chunk): void {
    const { element } = chunk
    element.dataset['vsChunk'] = String(i)
    let after: number | null = null
    for (const one of this.#chunks.keys()) if (one > i && (after === null || one < after)) after = one
    this.#chunks.set(i, chunk)
    this.#holder.insertBefore(element, after === null ? this.#after : this.#chunks.get(after)!.element)
    if (!chunk.loading) {
      this.#sizes?.observe(element)
      this.#tell('load_commit', i)
    }
  }

  /** Takes a chunk's element off the page without keeping it. */
  #removeChunk(i: number): void {
    const chunk = this.#chunks.get(i)!
    this.#chunks.delete(i)
    this.#sizes?.unobserve(chunk.element)
    chunk.element.remove()
  }

  #evict(i: number): void {
    const chunk = this.#chunks.get(i)
    if (!chunk) return this.#tell('evict_missing', i)
    const { onChunkEvicted, onRecycle, poolSize = 0 } = this.#options
    try {
      onChunkEvicted?.(i)
    } catch (error) {
      report(`VirtualScroller: onChunkEvicted(${i}) failed`, error)
    }
    this.#children.release(i, this.#options.childPoolSize)
    this.#removeChunk(i)
    // A placeholder is not a chunk.
    if (!chunk.loading && onRecycle && this.#pool.length < poolSize) this.#pool.push(chunk.element)
    this.#tell('evict', i)
  }

  // --- sizes ----------------------------------------------------------------------------------------------------

  #resized(entries: readonly ResizeObserverEntry[]): void {
    let moved = 0
    let rootToo = false
    for (const entry of entries) {
      const element = entry.target as HTMLElement
      if (element === this.#root.element) {
        rootToo = true
        continue
      }
      const i = Number(element.dataset['vsChunk'])
      const chunk = this.#chunks.get(i)
      if (chunk?.element !== element || chunk.loading) continue
      const box = entry.borderBoxSize?.[0]
      const px = this.#root.axis === 'vertical' ? box?.blockSize : box?.inlineSize
      moved += this.#record(i, this.#options.measureChunk || !px ? this.#measure(element, i) : px)
    }
    this.#settle(moved)
    if (rootToo || moved) this.#update()
  }

  #measureNow(): void {
    let moved = 0
    for (const [i, chunk] of this.#chunks) if (!chunk.loading) moved += this.#record(i, this.#measure(chunk.element, i))
    this.#settle(moved)
  }

  #measured(i: number, px: number): void {
    this.#settle(this.#record(i, px))
    this.#space()
  }

  /** Remembers a size; by how much it moves what is in view. */
  #record(i: number, px: number): number {
    if (!(px > 0)) return 0
    const first = !this.#estimated
    if (first) {
      // What one chunk measures says more about the others than our guess.
      this.#estimated = true
      this.#extents.estimate = px
    }
    const start = this.#extents.offsetOf(i)
    const grown = this.#extents.measure(i, px)
    const inView = this.#root.offset - this.#start
    return !first && start < inView && grown && start + px - grown <= inView + 1 ? grown : 0
  }

  /** Keeps what is in view in its place when something in front of it got another size. */
  #settle(moved: number): void {
    this.#space()
    if (Math.abs(moved) >= 0.5) this.#root.offset += moved
  }

  #measure(element: HTMLElement, i: number): number {
    return this.#options.measureChunk?.(element, i) ?? lengthOf(element, this.#holder, this.#root.axis)
  }

  #tell(type: string, chunk: number | null): void {
    const { debugHooks, debugLabel = '' } = this.#options
    if (!debugHooks?.onEvent) return
    const event = { type, chunk, label: debugLabel }
    debugHooks.onEvent(debugHooks.includeSnapshot ? { ...event, state: this.getDebugState() } : event)
  }
}
