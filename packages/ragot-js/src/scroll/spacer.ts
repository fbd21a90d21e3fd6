/** The lengths of a scroller's own elements: chunks as the browser lays them out, spacers for what is not there. */

import type { Axis } from './viewport.js'

/** Pixels that `element` takes along `axis` inside `holder`. */
export function lengthOf(element: HTMLElement, holder: Element, axis: Axis): number {
  const vertical = axis === 'vertical'
  const own = vertical ? element.offsetHeight : element.offsetWidth
  if (own || !element.firstElementChild) return own
  // display: contents has no box of its own; its children lie in the grid around it.
  const range = document.createRange()
  range.selectNodeContents(element)
  const rect = range.getBoundingClientRect()
  const style = getComputedStyle(holder)
  const gap = parseFloat(vertical ? style.rowGap : style.columnGap) || 0
  return (vertical ? rect.height : rect.width) + gap
}

export function setLength(element: HTMLElement, px: number, axis: Axis): void {
  const property = axis === 'vertical' ? 'height' : 'width'
  const value = `${px}px`
  if (element.style[property] !== value) element.style[property] = value
}

/** A spacer for what is not there, at one side of the chunks. */
export function spacer(side: 'top' | 'bottom'): HTMLElement {
  const element = document.createElement('div')
  element.className = `vs-sentinel vs-sentinel-${side}`
  element.setAttribute('aria-hidden', 'true')
  // In a grid it takes whole rows.
  element.style.cssText = 'flex:none;grid-column:1/-1;margin:0;padding:0;border:0'
  return element
}
