/**
 * Changing DOM that is there into DOM that is wanted: the way for trees without a template. Elements are kept by key
 * (`data-ragot-key`) or by place; what the user or another script did to them since the last render stays.
 */

import { LIVE, setHandler, SHARED, type Given } from './element.js'
import { arrange } from './order.js'

type Live = HTMLElement & Given

const LAZY_CLASS = /^ragot-lazy-/

/** Gives `oldNode` the form of `newNode`; the node that now stands in its place. `newNode` is used up. */
export function morphDOM<T extends Node>(oldNode: T | null | undefined, newNode: T | null | undefined): T | null | undefined {
  if (!oldNode || !newNode || oldNode === newNode) return oldNode ?? newNode
  if (!sameKind(oldNode, newNode)) {
    oldNode.parentNode?.replaceChild(newNode, oldNode)
    return newNode
  }
  // Before anything is changed: a mistake must not leave half of the work behind.
  if (DEV && newNode.nodeType === 1) checkKeys(newNode as unknown as Element)
  morph(oldNode, newNode)
  return oldNode
}

function morph(old: Node, wanted: Node): void {
  if (old.nodeType !== 1) {
    if (old.nodeValue !== wanted.nodeValue) old.nodeValue = wanted.nodeValue
    return
  }
  const from = old as Live
  const to = wanted as Live
  const ignored = from.hasAttribute('data-ragot-ignore')
  morphAttributes(from, to, ignored)
  morphHandlers(from, to)
  if (!ignored) morphChildren(from, to)
  // After the children: a select takes its value once its options are there.
  morphLive(from, to)
  from.$was = to.$was
  if (to.$ref) {
    from.$ref = to.$ref
    to.$ref(from)
  }
}

function sameKind(a: Node, b: Node): boolean {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName
}

// --- attributes -------------------------------------------------------------------------------------------------

function morphAttributes(from: Live, to: Live, ignored: boolean): void {
  const lazy = keepsSource(from, to)
  for (const name of new Set([...from.getAttributeNames(), ...to.getAttributeNames()])) {
    const now = from.getAttribute(name)
    const next = to.getAttribute(name)
    if (name.startsWith('on') || (ignored && name === 'data-ragot-ignore' && next === null)) continue
    if (lazy && /^src(set)?$/.test(name) && isPlaceholder(next)) continue
    if (SHARED.includes(name)) morphShared(from, to, name, now, next)
    else put(from, name, now, next)
  }
}

/** An attribute into which the user or other scripts write too. */
function morphShared(from: Live, to: Live, name: string, now: string | null, next: string | null): void {
  const before = from.$was ? ((from.$was[name] ?? null) as string | null) : now
  // What was rendered before and is rendered again stays as it is, with all that others have made of it.
  if (before === next && from.$was) return
  if (name === 'class') morphClass(from, before, now, next)
  else if (name === 'style' && now !== before) morphStyle(from, before, to)
  else put(from, name, now, next)
}

function put(element: Element, name: string, now: string | null, next: string | null): void {
  if (next === null) element.removeAttribute(name)
  else if (now !== next) element.setAttribute(name, next)
}

/** The wanted classes, with those that others have added: the loader's own marks no render knows of. */
function morphClass(from: Live, before: string | null, now: string | null, next: string | null): void {
  const names = (text: string | null): string[] => text?.match(/\S+/g) ?? []
  const others = names(now).filter((one) => !names(next).includes(one) && (LAZY_CLASS.test(one) || !names(before).includes(one)))
  put(from, 'class', now, others.length ? [...names(next), ...others].join(' ') : next)
}

function morphStyle(from: Live, before: string | null, to: Live): void {
  const last = document.createElement('i')
  last.setAttribute('style', before ?? '')
  for (const name of last.style) if (!to.style.getPropertyValue(name)) from.style.removeProperty(name)
  for (const name of to.style) from.style.setProperty(name, to.style.getPropertyValue(name), to.style.getPropertyPriority(name))
}

/** Whether a loader has put a real source into an image that is rendered without one. */
function keepsSource(from: Live, to: Live): boolean {
  if (!to.matches('[data-src],[data-srcset],.lazy-load') || isPlaceholder(from.getAttribute('src'))) return false
  return ['data-src', 'data-srcset'].every((name) => from.getAttribute(name) === to.getAttribute(name))
}

function isPlaceholder(source: string | null): boolean {
  return !source || source.length <= 5 || source.startsWith('data:')
}

function morphHandlers(from: Live, to: Live): void {
  for (const type of Object.keys({ ...from.$on, ...to.$on })) setHandler(from, type, to.$on?.[type])
}

/** Live properties are written when another value is rendered than before: what the user typed since stays. */
function morphLive(from: Live, to: Live): void {
  for (const name of LIVE) {
    if ((from.$was?.[name] ?? null) === (to.$was?.[name] ?? null)) continue
    const [live, form] = [from, to] as unknown as [Record<string, unknown>, Record<string, unknown>]
    if (live[name] !== form[name]) live[name] = form[name]
  }
}

// --- children ---------------------------------------------------------------------------------------------------

/** What stands in `parent` by another hand: a component that was mounted into it. */
const isForeign = (node: Node): boolean => (node as Partial<Given>).$mounted === true

function morphChildren(from: Element, to: Element): void {
  const old = [...from.childNodes].filter((node) => !isForeign(node))
  const wanted = [...to.childNodes]
  if (!old.length && !wanted.length) return
  const keyed = new Map<string, Element>()
  const plain: ChildNode[] = []
  for (const node of old) {
    const key = keyOf(node)
    if (key !== null && !keyed.has(key)) keyed.set(key, node as Element)
    else plain.push(node)
  }
  let next = 0
  const used = new Set<string>()
  const pairs = wanted.map((node): readonly [Node, Node] => {
    const key = keyOf(node)
    if (key !== null && !used.has(key)) {
      used.add(key)
      const match = keyed.get(key)
      if (!match || !sameKind(match, node)) return [node, node]
      keyed.delete(key)
      return [match, node]
    }
    if (key !== null) {
      if (DEV) console.warn(`[RAGOT] two children have the same data-ragot-key "${key}"`)
      return [node, node]
    }
    // Something that is gone may stand in front of the match.
    while (next < plain.length && keyOf(plain[next]!) !== null) next++
    if (next < plain.length && sameKind(plain[next]!, node)) return [plain[next++]!, node]
    if (next + 1 < plain.length && sameKind(plain[next + 1]!, node)) {
      next += 2
      return [plain[next - 1]!, node]
    }
    return [node, node]
  })
  const stay = new Set(pairs.map(([node]) => node))
  for (const node of old) if (!stay.has(node)) node.remove()
  arrange(from, pairs.map(([node]) => node), null)
  for (const [node, form] of pairs) if (node !== form) morph(node, form)
}

function keyOf(node: Node): string | null {
  return node.nodeType === 1 ? (node as Element).getAttribute('data-ragot-key') : null
}

function checkKeys(root: Element): void {
  const parents = new Set([...root.querySelectorAll('[data-ragot-key]')].map((element) => element.parentElement))
  for (const parent of parents) {
    if (!parent || !root.contains(parent)) continue
    const missing = [...parent.children].filter((child) => keyOf(child) === null)
    if (missing.length) {
      throw new Error(
        `morphDOM: children of <${parent.localName}> with and without data-ragot-key are mixed; ` +
          `give <${missing[0]!.localName}> a key too, or take it out of the list's parent`,
      )
    }
  }
}
