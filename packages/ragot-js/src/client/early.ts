/** The click that came before the script. */

interface FirstInput extends PerformanceEntry {
  target: Node | null
}

/**
 * Clicks again what the user pressed while the page had server HTML only. The browser itself remembers the first input
 * of a page, so that no inline script is needed. Only what does nothing by itself is clicked: a link was followed
 * and a checkbox toggled at the time.
 */
export function replayEarlyClick(live: readonly { element: Element }[], bootedAt: number): void {
  const first = performance.getEntriesByType('first-input')[0] as FirstInput | undefined
  if (!first || first.startTime > bootedAt || !/^(pointerdown|mousedown|pointerup|mouseup|click)$/.test(first.name)) return
  const target = first.target instanceof Element ? first.target : first.target?.parentElement
  if (!target?.isConnected || !live.some(({ element }) => element.contains(target))) return
  const active = target.closest('a[href],input,select,textarea,label,summary,button')
  if (active && (active.tagName !== 'BUTTON' || (active as HTMLButtonElement).form)) return
  target.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, composed: true, view: window }))
}
