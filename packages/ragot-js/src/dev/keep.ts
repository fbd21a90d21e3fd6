/** Keeping what the user sees and typed, over an update in place and over a reload. */

import { live } from '../client/alive.js'
import { payload, type State } from '../client/payload.js'
import { declaredStores } from '../client/stores.js'

interface Kept {
  stores: Record<string, State>
  parts: { component: string; module: string | null; state: State; moduleState: State | null }[]
  scroll: [number, number]
  fields: Field[]
  focus: Focus | null
}

/** What a user put into a field, or where the focus was. */
interface Field {
  /** By id or name where it has one, else by its place. */
  selector: string | null
  path: number[]
  tag: string
  value: string | null
  checked: boolean | null
}

interface Focus extends Field {
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
    fields: fieldsIn(document.documentElement),
    focus: focusIn(document.documentElement),
  }
  try {
    sessionStorage.setItem(key, JSON.stringify(kept))
  } catch (error) {
    console.warn('[SPRAG] the state of the page could not be kept', error)
  }
  location.reload()
}

/** Puts what was kept into the payload, before the page starts; whether there was anything. */
export function restoreState(): boolean {
  const text = sessionStorage.getItem(key)
  sessionStorage.removeItem(key)
  const read = payload()
  if (!text) return false
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
    restoreFields(document.documentElement, kept.fields)
    scrollTo(...kept.scroll)
    if (kept.focus) restoreFocus(document.documentElement, kept.focus)
  })
  return true
}

/** Runs `update`; fields that it made anew have what the user had put into them, and the focus is where it was. */
export function keepFields(root: Element, update: () => void): void {
  const before = document.activeElement
  const fields = fieldsIn(root)
  const focus = focusIn(root)
  update()
  restoreFields(root, fields)
  if (focus && document.activeElement !== before) restoreFocus(root, focus)
}

type Input = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

function fieldsIn(root: Element): Field[] {
  const fields = [...root.querySelectorAll<Input>('input,textarea,select')]
  return fields.filter(isTouched).map((field) => describe(root, field))
}

function isTouched(field: Input): boolean {
  if (field.type === 'file') return false
  if (field instanceof HTMLSelectElement) return true
  return field.value !== field.defaultValue || ('checked' in field && field.checked !== field.defaultChecked)
}

function restoreFields(root: Element, fields: readonly Field[]): void {
  for (const kept of fields) {
    const field = find(root, kept) as Input | null
    if (!field) continue
    if (kept.checked !== null && 'checked' in field) field.checked = kept.checked
    if (kept.value !== null && field.value !== kept.value) field.value = kept.value
  }
}

function focusIn(root: Element): Focus | null {
  const active = document.activeElement
  if (!active || active === root || active === document.body || !root.contains(active)) return null
  const start = isText(active) ? active.selectionStart : null
  return { ...describe(root, active), selection: start === null ? null : [start, (active as HTMLInputElement).selectionEnd!] }
}

function restoreFocus(root: Element, focus: Focus): void {
  const found = find(root, focus)
  if (!(found instanceof HTMLElement)) return
  found.focus({ preventScroll: true })
  if (focus.selection && isText(found)) found.setSelectionRange(...focus.selection)
}

function describe(root: Element, element: Element): Field {
  const path: number[] = []
  for (let node = element; node !== root; node = node.parentElement!) path.unshift([...node.parentElement!.children].indexOf(node))
  const tag = element.tagName
  const { id, name, value, checked, type } = element as HTMLInputElement
  const selector = id ? `#${CSS.escape(id)}` : name ? `${tag}[name="${CSS.escape(name)}"]` : null
  const ticked = type === 'checkbox' || type === 'radio'
  return { selector, path, tag, value: ticked ? null : (value ?? null), checked: ticked ? checked : null }
}

function find(root: Element, { selector, path, tag }: Field): Element | null {
  const named = selector ? root.querySelectorAll(selector) : []
  if (named.length === 1) return named[0]!
  const found = path.reduce<Element | undefined>((node, index) => node?.children[index], root)
  return found?.tagName === tag ? found : null
}

function isText(element: Element): element is HTMLInputElement | HTMLTextAreaElement {
  return element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && /^(text|search|url|tel|password)$/.test(element.type))
}
