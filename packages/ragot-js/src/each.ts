/** Keyed lists of one block: `each(…)`. */

import { attributeText } from './attributes.js'
import { create, drop, Live, patch, View } from './instance.js'
import { currentHost, type Host } from './part.js'
import { longestRise, move } from './order.js'
import type { Showable, Shown } from './slot.js'
import { CHILD, holesOf, PROP, sameTag, TEXT, walk, type Adopter, type Template } from './template.js'

/** A list to show: for each row its key (all null: its place) and the values of its block. */
export class Each implements Showable {
  constructor(
    readonly keys: readonly unknown[] | null,
    readonly rows: ReadonlyArray<readonly unknown[]>,
    readonly template: Template,
    readonly host: Host | null,
  ) {}

  keyAt(i: number): unknown {
    return this.keys ? this.keys[i] : i
  }

  $show(anchor: Text): Shown {
    const rows = new Rows(this.template, anchor)
    rows.update(this)
    return rows
  }

  $adopt(anchor: Text, next: ChildNode | null, parent: Node, last: boolean, adopter: Adopter): Shown {
    return adoptRows(anchor, this, next, parent, last, adopter)
  }
}

export function each(
  items: Iterable<any>,
  key: ((item: any, i: number) => unknown) | null,
  template: Template,
  values: (item: any, i: number) => readonly unknown[],
): Each {
  const list: readonly any[] = Array.isArray(items) ? items : [...items]
  // All of them now: what raises does so before anything is changed.
  return new Each(key && list.map(key), list.map(values), template, currentHost())
}

/** The rows of an `each`. */
class Rows implements Shown {
  lives: Live[] = []
  /** Set while the rows stand in the server's DOM and have no instances yet: makes them, or forgets about it. */
  wake: ((forget?: boolean) => void) | null = null

  constructor(
    readonly template: Template,
    readonly anchor: Text,
  ) {}

  keep(next: unknown): boolean | null {
    return next instanceof Each && next.template === this.template ? this.update(next) : null
  }

  nodes(): readonly Node[] {
    return this.lives.map((live) => live.element)
  }

  /** Shows `next`; whether the list became empty or stopped being so. */
  update(next: Each): boolean {
    this.wake?.()
    if (next.rows.length) this.template.events?.hear(next.host)
    const { lives } = this
    if (lives.length && lives[0]!.host !== next.host) for (const live of lives) live.host = next.host
    this.#reconcile(next)
    return !lives.length !== !this.lives.length
  }

  end(): void {
    this.wake?.(true)
    if (this.template.nesting) this.lives.forEach(drop)
  }

  clear(): void {
    this.wake?.()
    this.end()
    this.#removeAll(this.lives)
    this.lives = []
  }

  #reconcile(list: Each): void {
    const { keys, rows } = list
    const old = this.lives
    const count = rows.length
    const shared = Math.min(count, old.length)
    let start = 0
    // The loop that most updates never leave.
    for (; start < shared; start++) {
      const live = old[start]!
      if (live.key !== (keys ? keys[start] : start)) break
      patch(live, rows[start]!)
    }
    if (start === count && count === old.length) return
    const next = (this.lives = old.slice(0, count))
    if (!count) this.#dropAll(old)
    else if (!old.length) for (let i = 0; i < count; i++) next[i] = this.#make(list, i, this.anchor)
    else this.#middle(old, next, list, start)
  }

  /** Everything between the rows that are the same in front and those that are the same behind. */
  #middle(old: readonly Live[], next: Live[], list: Each, start: number): void {
    const parent = this.anchor.parentNode!
    let oldEnd = old.length - 1
    let newEnd = list.rows.length - 1
    for (;;) {
      for (; start <= oldEnd && start <= newEnd && old[start]!.key === list.keyAt(start); start++) keep(old[start]!, next, list, start)
      for (; start <= oldEnd && start <= newEnd && old[oldEnd]!.key === list.keyAt(newEnd); newEnd--) keep(old[oldEnd--]!, next, list, newEnd)
      // Two rows swapped, with the row after the first in its place: no need for the general way.
      if (oldEnd - start < 2 || oldEnd - start !== newEnd - start) break
      if (old[start]!.key !== list.keyAt(newEnd) || old[oldEnd]!.key !== list.keyAt(start)) break
      if (old[start + 1]!.key !== list.keyAt(start + 1)) break
      const first = old[start]!
      const last = old[oldEnd]!
      const after = last.element.nextSibling
      move(parent, last.element, first.element)
      move(parent, first.element, after)
      keep(last, next, list, start++)
      keep(first, next, list, newEnd--)
      oldEnd--
    }
    const after = newEnd + 1 < list.rows.length ? next[newEnd + 1]!.element : this.anchor
    if (start > oldEnd) for (; start <= newEnd; start++) next[start] = this.#make(list, start, after)
    else if (start > newEnd) for (; start <= oldEnd; start++) this.#remove(old[start]!)
    else this.#general(old, next, list, start, oldEnd, newEnd, after)
  }

  #general(
    old: readonly Live[],
    next: Live[],
    list: Each,
    start: number,
    oldEnd: number,
    newEnd: number,
    after: Node,
  ): void {
    const parent = this.anchor.parentNode!
    const place = new Map<unknown, number>()
    for (let i = start; i <= newEnd; i++) place.set(list.keyAt(i), i)
    const width = newEnd - start + 1
    if (place.size < width) warnDuplicates(this.template)
    const rank = new Int32Array(width)
    const gone: Live[] = []
    let last = -1
    let sorted = true
    for (let i = start; i <= oldEnd; i++) {
      const to = place.get(old[i]!.key)
      if (to === undefined || rank[to - start]) {
        gone.push(old[i]!)
        continue
      }
      rank[to - start] = i + 1
      if (to < last) sorted = false
      last = to
    }
    if (gone.length === old.length) {
      this.#dropAll(old)
      for (let i = 0; i < list.rows.length; i++) next[i] = this.#make(list, i, this.anchor)
      return
    }
    for (const live of gone) this.#remove(live)
    const stay = sorted ? null : longestRise(rank)
    let kept = stay ? stay.length - 1 : 0
    for (let i = width - 1, before = after; i >= 0; i--) {
      const from = rank[i]!
      const live = from ? keep(old[from - 1]!, next, list, start + i) : (next[start + i] = this.#make(list, start + i, before))
      if (from && stay) {
        if (kept >= 0 && stay[kept] === i) kept--
        else move(parent, live.element, before)
      }
      before = live.element
    }
  }

  #remove(live: Live): void {
    if (this.template.nesting) drop(live)
    live.element.remove()
  }

  #make(list: Each, i: number, before: Node): Live {
    const live = create(this.template, list.rows[i]!, list.keyAt(i), list.host)
    this.anchor.parentNode!.insertBefore(live.element, before)
    return live
  }

  #dropAll(lives: readonly Live[]): void {
    if (this.template.nesting) lives.forEach(drop)
    this.#removeAll(lives)
  }

  #removeAll(lives: readonly Live[]): void {
    const { anchor } = this
    const parent = anchor.parentNode
    const first = lives[0]?.element
    if (first && parent && !first.previousSibling && !anchor.nextSibling && first.parentNode === parent) {
      // The list is all that is in here: one write instead of one per row.
      parent.textContent = ''
      parent.appendChild(anchor)
    } else {
      for (const live of lives) live.element.remove()
    }
  }
}

/** Puts a row that stays at place `i`. */
function keep(live: Live, next: Live[], list: Each, i: number): Live {
  patch(live, list.rows[i]!)
  return (next[i] = live)
}

function warnDuplicates(template: Template): void {
  console.warn(`[RAGOT] two rows of a list have the same key; rows lose their identity: ${template.html}`)
}

/**
 * Rows without children of their own are taken as they stand: their values are computed now, from the state that the
 * server had, their instances are made when a row is first touched or the list first changes.
 */
function adoptRows(
  anchor: Text,
  list: Each,
  next: ChildNode | null,
  parent: Node,
  last: boolean,
  adopter: Adopter,
): Rows {
  const { template, rows: printed, host } = list
  if (printed.length) template.events?.hear(host)
  const rows = new Rows(template, anchor)
  const asleep = !adopter.isWatched() && (!template.nesting || printed.every((one) => template.isPlain(one)))
  let end: Node | null = last ? null : next
  for (let i = 0; asleep && !last && i < printed.length && sameTag(end, template.root); i++) end = end.nextSibling
  const first = end === next ? anchor : next
  const make = (): void => {
    const trusted = asleep && isPrinted(template, printed, parent, anchor)
    // What the server printed stands after the anchor until it is adopted in front of it.
    let at: Node | null = asleep ? first : next
    const lives = printed.map((one, i) => {
      const there = at === anchor ? null : at
      const live =
        trusted && isRow(template, there, one)
          ? new Live(template, there, list.keyAt(i), one, host)
          : adopter.adoptView(new View(template, one, list.keyAt(i), host), there, parent, anchor)
      at = live.element.nextSibling
      if (!asleep) parent.insertBefore(anchor, at)
      return live
    })
    rows.lives = lives
    while (asleep && at && at !== anchor) {
      const extra: Node = at
      at = at.nextSibling
      adopter.differs(extra, parent, 'nothing')
      parent.removeChild(extra)
    }
  }
  parent.insertBefore(anchor, asleep ? end : next)
  if (!asleep) {
    make()
    return rows
  }
  rows.wake = (forget = false) => {
    host?.$asleep.delete(rows.wake!)
    rows.wake = null
    if (!forget) make()
  }
  host?.$asleep.add(rows.wake)
  return rows
}

/** Whether a list that fills `parent` has the text that was printed: one look at all of it, not one per row. */
function isPrinted(template: Template, printed: ReadonlyArray<readonly unknown[]>, parent: Node, anchor: Text): boolean {
  if (anchor.nextSibling) return false
  const parts = textParts(template)
  let text = ''
  // By index: this runs once, before any of it is compiled, and an iterator would cost as much as the rest.
  for (let i = 0; i < printed.length; i++) {
    for (let j = 0; j < parts.length; j++) {
      const part = parts[j]!
      text += typeof part === 'number' ? (printed[i]![part] as string) : part
    }
  }
  return parent.textContent === text && parent.firstChild !== anchor
}

/** Whether the server's `node` can be this row, its text being right. */
function isRow(template: Template, node: Node | null, values: readonly unknown[]): node is Element {
  const { kinds, names, paths } = template
  if (!sameTag(node, template.root)) return false
  for (let i = 0; i < kinds.length; i++) {
    const kind = kinds[i]!
    const shown = kind === TEXT || kind === CHILD
    // An empty text has no node yet.
    if (shown && values[i] === '') return false
    if (shown || kind === PROP) continue
    const element = (paths[i]!.length ? walkSafely(node, paths[i]!) : node) as Element | null
    const found = element?.getAttribute?.(names[i]!)
    if (found !== values[i] && found !== attributeText(names[i]!, values[i])) return false
  }
  return true
}

function walkSafely(row: Element, path: readonly number[]): Node | null {
  try {
    return walk(row, path)
  } catch {
    return null
  }
}

const partsCache = new WeakMap<Template, ReadonlyArray<string | number>>()

/** The texts of a row in order: what its markup holds, and the holes that show text by number. */
function textParts(template: Template): ReadonlyArray<string | number> {
  let parts = partsCache.get(template)
  if (!parts) {
    const holes = holesOf(template)
    const found: Array<string | number> = []
    const walker = document.createTreeWalker(template.root, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const node = walker.currentNode as Text
      found.push(holes.get(node)?.find((i) => template.kinds[i] === TEXT || template.kinds[i] === CHILD) ?? node.data)
    }
    partsCache.set(template, (parts = found))
  }
  return parts
}

