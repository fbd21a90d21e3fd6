/** Images that are loaded when they come near. */

import type { LifecycleOwner } from '../lifetime.js'

export interface LazyRetryContext {
  attempt: number
  currentSrc: string
}

export interface LazyRetryOptions {
  maxAttempts?: number
  baseDelayMs?: number
  backoffFactor?: number
  shouldRetry?(image: HTMLImageElement, context: LazyRetryContext): boolean
  getNextSrc?(image: HTMLImageElement, context: LazyRetryContext): string
  schedule?(retry: () => void, ms: number): unknown
  onRetry?(image: HTMLImageElement, context: LazyRetryContext): void
}

export interface LazyLoaderOptions {
  selector?: string
  root?: Element | null
  rootMargin?: string
  concurrency?: number
  retry?: boolean | LazyRetryOptions | null
  onLoad?(image: HTMLImageElement): void
  onError?(image: HTMLImageElement, context: LazyRetryContext): void
  onStateChange?(image: HTMLImageElement, state: 'pending' | 'loaded' | 'error'): void
}

export interface LazyLoaderController {
  observe(image: HTMLImageElement): void
  /** Forgets what is known of the image. */
  reset(image: HTMLImageElement): void
  /** Loads the image next, wherever it is. */
  prime(image: HTMLImageElement, options?: { fetchPriority?: string }): void
  /** Looks for new images, and for those that went. */
  refresh(): void
  destroy(): void
}

interface Entry {
  /** The image's data-src, and what is loaded for it: a retry may choose another. */
  source: string
  src: string
  state: 'waiting' | 'loading' | 'loaded' | 'error'
  attempt: number
  /** Ends the loading, or the wait for another attempt. */
  stop?: () => void
}

export function createLazyLoader(owner: LifecycleOwner, options: LazyLoaderOptions = {}): LazyLoaderController {
  const loader = new LazyLoader(options)
  owner.addCleanup(() => loader.destroy())
  return loader
}

class LazyLoader implements LazyLoaderController {
  #options: LazyLoaderOptions
  #entries = new Map<HTMLImageElement, Entry>()
  #queue = new Set<HTMLImageElement>()
  #loading = 0
  #end = new AbortController()
  #near: IntersectionObserver
  #tree: MutationObserver

  constructor(options: LazyLoaderOptions) {
    this.#options = options
    const { root = null, rootMargin = '1000px' } = options
    this.#near = new IntersectionObserver((entries) => this.#seen(entries), { root, rootMargin })
    // An image that leaves while it loads may never tell: its slot is given back when it has gone.
    this.#tree = new MutationObserver(() => this.#dropGone())
    this.#tree.observe(root ?? document, { childList: true, subtree: true })
    const { signal } = this.#end
    const visible = (): void => {
      if (document.visibilityState === 'visible') this.refresh()
    }
    for (const type of ['visibilitychange', 'pageshow', 'focus']) addEventListener(type, visible, { signal })
    this.refresh()
  }

  observe(image: HTMLImageElement): void {
    const source = image?.dataset['src']
    if (!source || this.#end.signal.aborted) return
    const entry = this.#entries.get(image)
    if (entry?.source === source && (entry.state !== 'loaded' || image.naturalWidth)) return
    this.reset(image)
    this.#entries.set(image, { source, src: source, state: 'waiting', attempt: 0 })
    this.#near.observe(image)
  }

  reset(image: HTMLImageElement): void {
    this.#entries.get(image)?.stop?.()
    this.#near.unobserve(image)
    this.#queue.delete(image)
    this.#entries.delete(image)
    mark(image)
  }

  prime(image: HTMLImageElement, options: { fetchPriority?: string } = {}): void {
    this.observe(image)
    const entry = this.#entries.get(image)
    if (!entry || entry.state === 'loading' || entry.state === 'loaded') return
    if (options.fetchPriority) image.setAttribute('fetchpriority', options.fetchPriority)
    this.#queue = new Set([image, ...this.#queue])
    this.#pump()
  }

  refresh(): void {
    if (this.#end.signal.aborted) return
    this.#dropGone()
    const { root, selector = '[data-src]' } = this.#options
    for (const image of (root ?? document).querySelectorAll<HTMLImageElement>(selector)) this.observe(image)
  }

  destroy(): void {
    this.#end.abort()
    this.#near.disconnect()
    this.#tree.disconnect()
    for (const entry of this.#entries.values()) entry.stop?.()
    this.#entries.clear()
    this.#queue.clear()
  }

  #seen(seen: readonly IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of seen) {
      const image = target as HTMLImageElement
      if (!isIntersecting || this.#entries.get(image)?.state !== 'waiting') continue
      this.#near.unobserve(image)
      this.#queue.add(image)
    }
    this.#pump()
  }

  #pump(): void {
    for (const image of this.#queue) {
      if (this.#loading >= (this.#options.concurrency ?? 6)) return
      this.#queue.delete(image)
      this.#load(image, this.#entries.get(image)!)
    }
  }

  #load(image: HTMLImageElement, entry: Entry): void {
    entry.stop?.()
    this.#loading++
    entry.attempt++
    this.#mark(image, entry, 'loading')
    // Listeners, not on… properties: what morphs the image leaves them alone.
    const heard = new AbortController()
    const { signal } = heard
    entry.stop = () => {
      delete entry.stop
      heard.abort()
      this.#loading--
    }
    image.addEventListener('load', () => this.#done(image, entry), { signal })
    image.addEventListener('error', () => this.#failed(image, entry), { signal })
    image.decoding = 'async'
    image.src = entry.src
  }

  #done(image: HTMLImageElement, entry: Entry): void {
    entry.stop!()
    this.#mark(image, entry, 'loaded')
    this.#options.onLoad?.(image)
    this.#pump()
  }

  #failed(image: HTMLImageElement, entry: Entry): void {
    entry.stop!()
    const retry = this.#options.retry === true ? {} : this.#options.retry
    const context = { attempt: entry.attempt, currentSrc: image.currentSrc || image.src }
    if (retry && entry.attempt <= (retry.maxAttempts ?? 2) && (retry.shouldRetry?.(image, context) ?? true)) {
      this.#retry(image, entry, retry, context)
    } else {
      this.#mark(image, entry, 'error')
      this.#options.onError?.(image, context)
    }
    this.#pump()
  }

  #retry(image: HTMLImageElement, entry: Entry, retry: LazyRetryOptions, context: LazyRetryContext): void {
    entry.state = 'waiting'
    const again = (): void => {
      if (!image.isConnected || this.#entries.get(image) !== entry || entry.state !== 'waiting') return
      entry.src = retry.getNextSrc?.(image, context) ?? entry.src
      retry.onRetry?.(image, context)
      // The same address again would not be fetched again.
      image.removeAttribute('src')
      this.#queue.add(image)
      this.#pump()
    }
    const ms = (retry.baseDelayMs ?? 1000) * (retry.backoffFactor ?? 2) ** (entry.attempt - 1)
    if (retry.schedule) retry.schedule(again, ms)
    else {
      const timer = setTimeout(again, ms)
      entry.stop = () => clearTimeout(timer)
    }
  }

  #dropGone(): void {
    for (const image of this.#entries.keys()) if (!image.isConnected) this.reset(image)
    this.#pump()
  }

  #mark(image: HTMLImageElement, entry: Entry, state: 'loading' | 'loaded' | 'error'): void {
    entry.state = state
    mark(image, state)
    this.#options.onStateChange?.(image, state === 'loading' ? 'pending' : state)
  }
}

function mark(image: HTMLImageElement, state?: string): void {
  for (const one of ['loading', 'loaded', 'error']) image.classList.toggle(`ragot-lazy-${one}`, one === state)
}
