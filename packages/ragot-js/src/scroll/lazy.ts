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
  source: string
  state: 'waiting' | 'queued' | 'loading' | 'loaded' | 'error'
  attempt: number
  stop: (() => void) | null
}

export function createLazyLoader(owner: LifecycleOwner, options: LazyLoaderOptions = {}): LazyLoaderController {
  const loader = new LazyLoader(options)
  owner.addCleanup(() => loader.destroy())
  loader.start()
  return loader
}

class LazyLoader implements LazyLoaderController {
  #entries = new Map<HTMLImageElement, Entry>()
  #queue: HTMLImageElement[] = []
  #loading = new Set<HTMLImageElement>()
  #timers = new Set<number>()
  #observer: IntersectionObserver | null = null
  #watcher: MutationObserver | null = null
  #ended = false

  constructor(private readonly options: LazyLoaderOptions) {}

  start(): void {
    const { root = null, rootMargin = '1000px' } = this.options
    this.#observer = new IntersectionObserver((entries) => this.#seen(entries), { root, rootMargin })
    // An image that leaves while it loads may never tell: its slot is given back when it has gone.
    this.#watcher = new MutationObserver(() => this.#dropGone())
    this.#watcher.observe(root ?? document, { childList: true, subtree: true })
    document.addEventListener('visibilitychange', this.#visible)
    addEventListener('pageshow', this.#visible)
    addEventListener('focus', this.#visible)
    this.refresh()
  }

  observe(image: HTMLImageElement): void {
    const source = image?.dataset['src']
    if (!source || this.#ended) return
    const entry = this.#entries.get(image)
    if (entry && entry.source === source && (entry.state !== 'loaded' || image.naturalWidth > 0)) return
    this.reset(image)
    this.#entries.set(image, { source, state: 'waiting', attempt: 0, stop: null })
    this.#observer?.observe(image)
  }

  reset(image: HTMLImageElement): void {
    this.#release(image)
    this.#observer?.unobserve(image)
    this.#queue = this.#queue.filter((one) => one !== image)
    this.#entries.delete(image)
    image.classList.remove('ragot-lazy-loading', 'ragot-lazy-loaded', 'ragot-lazy-error')
  }

  prime(image: HTMLImageElement, options: { fetchPriority?: string } = {}): void {
    this.observe(image)
    const entry = this.#entries.get(image)
    if (!entry || entry.state === 'loading' || entry.state === 'loaded') return
    if (options.fetchPriority) image.setAttribute('fetchpriority', options.fetchPriority)
    this.#queue = [image, ...this.#queue.filter((one) => one !== image)]
    entry.state = 'queued'
    this.#pump()
  }

  refresh(): void {
    if (this.#ended) return
    this.#dropGone()
    const within: ParentNode = this.options.root ?? document
    for (const image of within.querySelectorAll<HTMLImageElement>(this.options.selector ?? '[data-src]')) this.observe(image)
  }

  destroy(): void {
    this.#ended = true
    this.#observer?.disconnect()
    this.#watcher?.disconnect()
    document.removeEventListener('visibilitychange', this.#visible)
    removeEventListener('pageshow', this.#visible)
    removeEventListener('focus', this.#visible)
    for (const entry of this.#entries.values()) entry.stop?.()
    for (const timer of this.#timers) clearTimeout(timer)
    this.#entries.clear()
    this.#queue = []
    this.#loading.clear()
  }

  #visible = (): void => {
    if (document.visibilityState === 'visible') this.refresh()
  }

  #seen(seen: readonly IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of seen) {
      const image = target as HTMLImageElement
      const entry = this.#entries.get(image)
      if (!isIntersecting || entry?.state !== 'waiting') continue
      this.#observer?.unobserve(image)
      entry.state = 'queued'
      this.#queue.push(image)
    }
    this.#pump()
  }

  #pump(): void {
    const { concurrency = 6 } = this.options
    while (this.#loading.size < concurrency && this.#queue.length) {
      const image = this.#queue.shift()!
      const entry = this.#entries.get(image)
      if (entry?.state === 'queued') this.#load(image, entry, entry.source)
    }
  }

  #load(image: HTMLImageElement, entry: Entry, source: string): void {
    entry.state = 'loading'
    entry.attempt++
    this.#loading.add(image)
    this.#mark(image, 'loading', 'pending')
    // Listeners, not on… properties: what morphs the image leaves them alone.
    const loaded = (): void => this.#done(image, entry)
    const failed = (): void => this.#failed(image, entry)
    image.addEventListener('load', loaded)
    image.addEventListener('error', failed)
    entry.stop = () => {
      image.removeEventListener('load', loaded)
      image.removeEventListener('error', failed)
      entry.stop = null
    }
    image.decoding = 'async'
    image.src = source
  }

  #done(image: HTMLImageElement, entry: Entry): void {
    entry.state = 'loaded'
    this.#release(image)
    this.#mark(image, 'loaded', 'loaded')
    this.options.onLoad?.(image)
    this.#pump()
  }

  #failed(image: HTMLImageElement, entry: Entry): void {
    this.#release(image)
    const retry = this.options.retry === true ? {} : this.options.retry || null
    const context = { attempt: entry.attempt, currentSrc: image.currentSrc || image.src }
    if (retry && entry.attempt <= (retry.maxAttempts ?? 2) && (retry.shouldRetry?.(image, context) ?? true)) {
      this.#retry(image, entry, retry, context)
    } else {
      entry.state = 'error'
      this.#mark(image, 'error', 'error')
      this.options.onError?.(image, context)
    }
    this.#pump()
  }

  #retry(image: HTMLImageElement, entry: Entry, retry: LazyRetryOptions, context: LazyRetryContext): void {
    const { baseDelayMs = 1000, backoffFactor = 2 } = retry
    entry.state = 'queued'
    const again = (): void => {
      if (this.#ended || !image.isConnected || this.#entries.get(image) !== entry) return
      entry.source = retry.getNextSrc?.(image, context) ?? entry.source
      retry.onRetry?.(image, context)
      // The same address again would not be fetched again.
      image.removeAttribute('src')
      this.#queue.push(image)
      this.#pump()
    }
    const ms = baseDelayMs * backoffFactor ** (entry.attempt - 1)
    if (retry.schedule) retry.schedule(again, ms)
    else {
      const timer = setTimeout(() => {
        this.#timers.delete(timer)
        again()
      }, ms) as unknown as number
      this.#timers.add(timer)
    }
  }

  #release(image: HTMLImageElement): void {
    this.#entries.get(image)?.stop?.()
    this.#loading.delete(image)
  }

  #dropGone(): void {
    for (const image of this.#entries.keys()) if (!image.isConnected) this.reset(image)
    this.#pump()
  }

  #mark(image: HTMLImageElement, mark: string, state: 'pending' | 'loaded' | 'error'): void {
    for (const one of ['loading', 'loaded', 'error']) image.classList.toggle(`ragot-lazy-${one}`, one === mark)
    this.options.onStateChange?.(image, state)
  }
}
