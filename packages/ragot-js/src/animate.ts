/** Enter and leave by CSS: a class is added after the first frame, and taken off before the element goes. */

/** The last entering of each element, until it leaves. */
const entering = new WeakMap<Element, object>()

/** Adds `activeClass` once the browser has shown the element without it, so that a transition runs. */
export function animateIn(element: HTMLElement | null | undefined, activeClass = 'is-visible'): void {
  if (!element) return
  const mine = {}
  const frame = (): Promise<unknown> => new Promise(requestAnimationFrame)
  entering.set(element, mine)
  void frame()
    .then(frame)
    .then(() => entering.get(element) === mine && element.classList.add(activeClass))
}

/** Takes `activeClass` off; resolves when the element's transitions have ended or it has left the page. */
export async function animateOut(
  element: HTMLElement | null | undefined,
  activeClass = 'is-visible',
  remove = false,
): Promise<void> {
  if (!element) return
  entering.delete(element)
  element.classList.remove(activeClass)
  // Looked at, not waited for: an element that is taken out of the page never tells.
  while (element.isConnected && element.getAnimations().some(ends)) await new Promise((look) => setTimeout(look, 16))
  if (remove) element.remove()
}

/** Whether an animation comes to its end by itself. */
function ends(animation: Animation): boolean {
  return animation.effect?.getComputedTiming().endTime !== Infinity
}
