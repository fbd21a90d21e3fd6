/** The elements that stand for the chunks in front of and behind those that are there. */

export function spacer(side: 'top' | 'bottom'): HTMLElement {
  const element = document.createElement('div')
  element.className = `vs-sentinel vs-sentinel-${side}`
  element.ariaHidden = 'true'
  // In a grid it takes whole rows.
  element.style.cssText = 'flex:none;grid-column:1/-1;margin:0;padding:0;border:0'
  return element
}
