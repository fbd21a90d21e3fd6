/** Keeping what the user sees and typed, over an update in place and over a reload. */

import { live } from '../client/boot.js'
import { payload, type State } from '../client/payload.js'
import { declaredStores } from '../client/stores.js'

interface Kept {
  stores: Record<string, State>
  parts: { component: string; module: string | null; state: State; moduleState: State | null }[]
  scroll: [number, number]
  focus: Focus | null
}

/** An element by its place in the document, and what was selected in it. */
interface Focus {
  path: number[]
  tag: string
  value: string | null
  selection: [number, number] | null
}

const key = `sprag:reload:${location.pathname}`

/** Loads the page again; stores, states, scroll and focus come back in `restoreState`. */
export function reloadKeepingState(): void {
  const kept: Kept = {
    stores: Object.fromEntries(declaredStores().map((store) => [store.name, store.snapshot()])),
    parts: live.map(({ component, module }) => ({
      component: component.constructor.name,
      module: module && module.constructor.name,
      state: component.state,
      moduleState: module && module.state,
    })),
    scroll: [scrollX, scrollY],
    focus: focusIn(document.documentElement),
  }
  try {
    sessionStorage.setItem(key, JSON.stringify(kept))
  } catch (error) {
    console.warn('[SPRAG] the state of the page could not be kept', error)
  }
  location.reload()
}

/** Puts what was kept into the payload, before the page starts. */
export function restoreState(): void {
  const text = sessionStorage.getItem(key)
  sessionStorage.removeItem(key)
  const read = payload()
  if (!text) return
  const kept = JSON.parse(text) as Kept
  if (read) {
    for (const name in read.stores) Object.assign(read.stores[name]!, kept.stores[name])
    for (const [i, entry] of read.hydration.entries()) {
      const part = kept.parts[i]
      if (part?.component !== entry.component || part.module !== entry.module) continue
      entry.props ??= entry.state
      entry.state = { ...entry.state, ...part.state }
      if (part.moduleState) entry.module_state = part.moduleState
    }
  }
  addEventListener('load', () => {
    scrollTo(...kept.scroll)
    if (kept.focus) restoreFocus(document.documentElement, kept.focus)
  })
}

/** Runs `update`; if the focused element was replaced, its successor at the same place gets focus, text and selection. */
export function keepFocus(root: Element, update: () => void): void {
  const focus = focusIn(root)
  const before = document.activeElement
  update()
  if (focus && document.activeElement !== before) restoreFocus(root, focus)
}

function focusIn(root: Element): Focus | null {
  const active = document.activeElement
  if (!active || active === root || active === document.body || !root.contains(active)) return null
  const path: number[] = []
  for (let node: Element = active; node !== root; node = node.parentElement!) path.unshift([...node.parentElement!.children].indexOf(node))
  const field = isTextField(active) ? active : null
  const start = field?.selectionStart
  return { path, tag: active.tagName, value: field?.value ?? null, selection: start == null ? null : [start, field!.selectionEnd!] }
}

function restoreFocus(root: Element, { path, tag, value, selection }: Focus): void {
  const found = path.reduce<Element | undefined>((node, index) => node?.children[index], root)
  if (!(found instanceof HTMLElement) || found.tagName !== tag) return
  found.focus({ preventScroll: true })
  if (!isTextField(found)) return
  if (value !== null && found.value !== value) found.value = value
  if (selection) found.setSelectionRange(...selection)
}

function isTextField(element: Element): element is HTMLInputElement | HTMLTextAreaElement {
  return element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && /^(text|search|url|tel|password|email|number)$/.test(element.type))
}
