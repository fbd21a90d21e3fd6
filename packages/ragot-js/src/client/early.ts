/** The click that came before the script. */

import type { Live } from './client.js'

interface FirstInput extends PerformanceEntry {
  target: Node | null
  processingStart: number
}

/**
 * Clicks again the button that the user pressed while the page was server HTML only. The browser itself remembers
 * the first input of a page, so that no inline script is needed.
 */
export function replayEarlyClick(live: readonly Live[], aliveAt: number): void {
  const type = 'first-input'
  if (!PerformanceObserver.supportedEntryTypes.includes(type)) return
  let clicked = false
  addEventListener('click', () => (clicked = true), { capture: true, once: true })
  const observer = new PerformanceObserver((list) => {
    observer.disconnect()
    const { target, name, processingStart } = list.getEntries()[0] as FirstInput
    const pressed = target instanceof Element ? target : target?.parentElement
    const button = pressed?.closest<HTMLButtonElement>('button,[role=button],[data-h~=click]')
    if (
      button?.isConnected &&
      processingStart < aliveAt &&
      /^(pointer|mouse|click)/.test(name) &&
      // Held down while the page came alive: its click came by itself, or is to come.
      !clicked &&
      // In a form or a link, the browser has acted on it already.
      !button.matches(':active,a[href]') &&
      !button.form &&
      live.some(({ element }) => element.contains(button))
    ) {
      button.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))
    }
  })
  observer.observe({ type, buffered: true })
}
