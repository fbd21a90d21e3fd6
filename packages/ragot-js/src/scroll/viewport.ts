/** The box that scrolls, an element or the page, along one of its axes. */

export type Axis = 'vertical' | 'horizontal'

export class ScrollRoot {
  readonly vertical: boolean
  readonly #box: Element

  /** `auto`: the axis along which there is more to show than fits. */
  constructor(
    readonly element: Element | null,
    axis: Axis | 'auto',
  ) {
    const box = (this.#box = element ?? document.scrollingElement ?? document.documentElement)
    this.vertical = axis === 'auto' ? box.scrollWidth - box.clientWidth <= box.scrollHeight - box.clientHeight : axis === 'vertical'
  }

  /** What hears the scroll events. */
  get target(): EventTarget {
    return this.element ?? window
  }

  get size(): number {
    return this.vertical ? this.#box.clientHeight : this.#box.clientWidth
  }

  get offset(): number {
    return this.vertical ? this.#box.scrollTop : this.#box.scrollLeft
  }

  set offset(value: number) {
    this.#box[this.vertical ? 'scrollTop' : 'scrollLeft'] = value
  }

  /** Where `inner` starts, measured in scroll offset. */
  startOf(inner: Element): number {
    const start = (element: Element): number => element.getBoundingClientRect()[this.vertical ? 'top' : 'left']
    const { element } = this
    return this.offset + start(inner) - (element ? start(element) + element[this.vertical ? 'clientTop' : 'clientLeft'] : 0)
  }

  /** Pixels that `inner` takes. */
  lengthOf(inner: HTMLElement): number {
    const own = this.vertical ? inner.offsetHeight : inner.offsetWidth
    if (own || !inner.firstElementChild) return own
    // display: contents has no box of its own; its children lie in the grid around it.
    const range = document.createRange()
    range.selectNodeContents(inner)
    const { height, width } = range.getBoundingClientRect()
    const { rowGap, columnGap } = getComputedStyle(inner.parentElement!)
    return (this.vertical ? height : width) + (parseFloat(this.vertical ? rowGap : columnGap) || 0)
  }

  /** Pixels of a root margin such as `"1200px 0px"`. */
  margin(rootMargin: string): number {
    const [vertical = 0, horizontal = vertical] = rootMargin.split(' ').map((part) => parseFloat(part))
    return this.vertical ? vertical : Math.max(horizontal, vertical)
  }
}
