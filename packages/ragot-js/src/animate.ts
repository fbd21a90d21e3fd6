/** Enter and leave by CSS: a class is added after the first frame, and taken off before the element goes. */

const entering = new WeakMap<Element, number>()

/** Adds `activeClass` once the browser has shown the element without it, so that a transition runs. */
export function animateIn(element: HTMLElement | null | undefined, activeClass = 'is-visible'): void {
  if (!element) return
  cancelAnimationFrame(entering.get(element) ?? 0)
  const second = (): void => {
    entering.delete(element)
    element.classList.add(activeClass)
  }
  entering.set(element, requestAnimationFrame(() => entering.set(element, requestAnimationFrame(second))))
}

/** Takes `activeClass` off; resolves when the element's transitions have ended or it has left the page. */
export async function animateOut(
  element: HTMLElement | null | undefined,
  activeClass = 'is-visible',
  remove = false,
): Promise<void> {
  if (!element) return
  cancelAnimationFrame(entering.get(element) ?? 0)
  entering.delete(element)
  element.classList.remove(activeClass)
  // Asking for its animations makes the browser start those that the class change brings.
  const running = element.getAnimations?.() ?? []
  await Promise.race([Promise.allSettled(running.map((animation) => animation.finished)), gone(element)])
  if (remove) element.remove()
}

/** Resolves when `element` leaves the page; looked at once per frame, which a hidden page does not have. */
function gone(element: HTMLElement): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!element.isConnected || !element.getAnimations().length) resolve()
      else setTimeout(look, 50)
    }
    look()
  })
}
