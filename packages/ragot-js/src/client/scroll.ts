/** `@virtual_scroll` and `@infinite_scroll`: what the decorators left on a class, put to work when it starts. */

import type { Component } from '../component.js'
import { partOf } from '../inside.js'
import { hosting } from '../part.js'
import { report } from '../lifetime.js'
import type { VirtualScrollerOptions } from '../scroll/options.js'
import { VirtualScroller } from '../scroll/virtual.js'
import { declared, whenStarting, type Starting } from '../starting.js'
import type { Feature } from './client.js'

interface Virtual extends Pick<VirtualScrollerOptions, 'maxChunks' | 'initialChunks' | 'rootMargin' | 'containerClass'> {
  chunk: number
  root?: string | null
  poolSize?: number
  childPoolSize?: number
  axis?: 'auto' | 'vertical' | 'horizontal'
}

interface Infinite {
  /** The decorated method; the class form calls `loadMore`. */
  method?: string
  /** A selector, or the name of a `ref(…)`. */
  at: string
  topAt?: string | null
  root?: string | null
  rootMargin?: string
}

/** The methods of a class under `@virtual_scroll`, by their names in Python. */
interface Chunks extends Component {
  chunk(i: number): unknown
  total(): number
  measure?(element: HTMLElement, i: number): number
  placeholder?(i: number, px: number): unknown
  evicted?(i: number): void
  recycle?(element: HTMLElement, i: number): void
  virtualScroll?: VirtualScroller
}

export const scroll: Feature = {
  name: 'scroll',
  install() {
    whenStarting((owner) => {
      const { element } = owner
      if (!element) return
      const virtual = declared<Virtual>(owner, '$virtual')
      if (virtual) startVirtual(owner as Chunks, element, virtual)
      const infinite = declared<Infinite>(owner, '$infinite')
      if (infinite) startInfinite(owner, element, infinite)
    })
  },
}

function startVirtual(owner: Chunks, element: Element, options: Virtual): void {
  const { chunk, root, poolSize, ...rest } = options
  const { measure, placeholder, evicted, recycle } = owner
  const scroller = new VirtualScroller({
    ...rest,
    chunkSize: chunk,
    root: root ? within(element, root) : null,
    totalItems: () => owner.total(),
    renderChunk: (i) => elementOf(owner, () => owner.chunk(i)),
    ...(measure && { measureChunk: measure.bind(owner) }),
    ...(placeholder && { buildPlaceholder: (i: number, px: number) => elementOf(owner, () => placeholder.call(owner, i, px))! }),
    ...(evicted && { onChunkEvicted: evicted.bind(owner) }),
    ...(poolSize && recycle && { poolSize, onRecycle: recycle.bind(owner) }),
  })
  owner.virtualScroll = scroller
  owner.adopt(scroller, { stopMethod: 'unmount', startMethod: 'mount', startArgs: [element] })
}

/** The element of the tree that a method of `owner` returns; its events are the owner's. */
function elementOf(owner: Component, tree: () => unknown): HTMLElement | null {
  return hosting(owner, () => {
    const value = tree()
    if (value == null) return null
    const shown = partOf(value).$make(owner)
    if (shown instanceof HTMLElement) return shown
    throw new TypeError(`${owner.constructor.name}: chunk() and placeholder() return one element each`)
  })
}

function startInfinite(owner: Starting, element: Element, options: Infinite): void {
  const { method = 'loadMore', at, topAt, root, rootMargin = '600px' } = options
  let loading = false
  const load = async (): Promise<void> => {
    if (loading) return
    loading = true
    try {
      await (owner as unknown as Record<string, () => unknown>)[method]!()
    } catch (error) {
      report(`${owner.constructor.name}.${method} failed`, error)
    }
    loading = false
  }
  const seen = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) void load()
    },
    { root: root ? within(element, root) : null, rootMargin },
  )
  // An observer tells of changes only. After more has been shown it is asked anew: the sentinel may still be near.
  const look = (): void => {
    seen.disconnect()
    for (const place of [at, topAt]) {
      const sentinel = place ? (owner.refs[place] as Element | null | undefined) ?? within(element, place) : null
      if (sentinel) seen.observe(sentinel)
    }
  }
  const sizes = new ResizeObserver(look)
  sizes.observe(element)
  owner.addCleanup(() => {
    seen.disconnect()
    sizes.disconnect()
  })
}

/** The first match of `selector` inside `element`, else around it or in the document; a ref's name is no selector. */
function within(element: Element, selector: string): Element | null {
  return element.querySelector(selector) ?? element.closest(selector) ?? document.querySelector(selector)
}
