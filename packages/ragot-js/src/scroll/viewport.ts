/** The box that scrolls: an element, or the page. */

export type Axis = 'vertical' | 'horizontal'

export class ScrollRoot {
  constructor(
    readonly element: Element | null,
    readonly axis: Axis,
  ) {}

  /** What hears the scroll events. */
  get target(): EventTarget {
    return this.element ?? window
  }

  get #box(): Element {
    return this.element ?? document.scrollingElement ?? document.documentElement
  }

  get size(): number {
    const box = this.#box
    if (this.element) return this.axis === 'vertical' ? box.clientHeight : box.clientWidth
    return this.axis === 'vertical' ? window.innerHeight : window.innerWidth
  }

  get offset(): number {
    return this.axis === 'vertical' ? this.#box.scrollTop : this.#box.scrollLeft
  }

  set offset(value: number) {
    if (this.axis === 'vertical') this.#box.scrollTop = value
    else this.#box.scrollLeft = value
  }

  /** Where `element` starts, measured in scroll offset. */
  startOf(element: Element): number {
    const rect = element.getBoundingClientRect()
    const root = this.element?.getBoundingClientRect()
    const own = this.axis === 'vertical' ? rect.top - (root?.top ?? 0) : rect.left - (root?.left ?? 0)
    const border = this.element ? (this.axis === 'vertical' ? this.element.clientTop : this.element.clientLeft) : 0
    return own - border + this.offset
  }
}

/** The axis along which `root` has more to show than fits. */
export function axisOf(root: Element | null): Axis {
  const box = root ?? document.scrollingElement ?? document.documentElement
  return box.scrollWidth - box.clientWidth > box.scrollHeight - box.clientHeight ? 'horizontal' : 'vertical'
}

/** Pixels of the first or second length of a root margin such as `"1200px 0px"`. */
export function marginOf(rootMargin: string, axis: Axis): number {
  const [vertical = 0, horizontal = vertical] = rootMargin.split(/\s+/).map((part) => parseFloat(part) || 0)
  return axis === 'vertical' ? vertical : Math.max(horizontal, vertical)
}
