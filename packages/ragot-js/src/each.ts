/** Keyed lists of one block: `each(…)`. */

import { create, drop, patch, type Live } from './instance.js'
import { currentHost, hosting } from './part.js'
import { longestRise, move } from './order.js'
import { adoptRows, type RowList, type SleepingRows } from './sleep.js'
import type { Showable, Shown } from './slot.js'
import type { Template } from './template.js'
import type { Adopter, Host } from './pieces.js'

type Key = (item: any, i: number) => unknown
type Values = (item: any, i: number) => readonly unknown[]

/** A list to show. */
export class Each implements Showable, RowList {
  #keys: readonly unknown[] | null = null
  #rows: ReadonlyArray<readonly unknown[]> | null = null

  constructor(
    readonly items: readonly any[],
    readonly key: Key,
    readonly template: Template,
    readonly values: Values,
    readonly host: Host | null,
  ) {}

  get keys(): readonly unknown[] {
    return (this.#keys ??= this.items.map(this.key))
  }

  /** The values of each row's block, all of them at once: what raises does so before a row is changed. */
  get rows(): ReadonlyArray<readonly unknown[]> {
    return (this.#rows ??= hosting(this.host, () => this.items.map(this.values)))
  }

  $show(anchor: Text): Shown {
    const rows = new Rows(this.template, anchor)
    rows.update(this)
    return rows
  }

  $adopt(anchor: Text, next: ChildNode | null, parent: Node, last: boolean, adopter: Adopter): Shown {
    const rows = new Rows(this.template, anchor)
    rows.asleep = adoptRows(this, anchor, next, parent, last, adopter, (lives) => rows.adopted(lives))
    return rows
  }
}

const byPlace: Key = (_, i) => i

export function each(items: Iterable<any>, key: Key | null, template: Template, values: Values): Each {
  return new Each(Array.isArray(items) ? items : [...items], key ?? byPlace, template, values, currentHost())
}

/** The rows of an `each`. */
class Rows implements Shown {
  lives: Live[] = []
  /** Set while the rows stand in the server's DOM and have no instances yet. */
  asleep: SleepingRows | null = null

  constructor(
    readonly template: Template,
    readonly anchor: Text,
  ) {}

  keep(next: unknown): boolean | null {
    return next instanceof Each && next.template === this.template ? this.update(next) : null
  }

  nodes(): readonly Node[] {
    this.asleep?.wake()
    return this.lives.map((live) => live.element)
  }

  first(): Node | null {
    return this.asleep ? this.asleep.first : this.lives[0]?.element ?? null
  }

  /** Shows `next`; whether the list became empty or stopped being so. */
  update(next: Each): boolean {
    this.asleep?.wake()
    if (next.rows.length) this.template.events?.hear(next.host)
    const { lives } = this
    if (lives.length && lives[0]!.host !== next.host) for (const live of lives) live.host = next.host
    this.#reconcile(next)
    return !lives.length !== !this.lives.length
  }

  adopted(lives: Live[]): void {
    this.lives = lives
    this.asleep = null
  }

  end(): void {
    this.asleep?.forget()
    if (this.template.nesting) this.lives.forEach(drop)
  }

  clear(): void {
    this.asleep?.wake()
    this.end()
    this.#removeAll(this.lives)
    this.lives = []
  }

  #reconcile(list: Each): void {
    // Before anything is changed: what raises leaves the page as it was.
    const { keys, rows } = list
    const old = this.lives
    const count = rows.length
    const shared = Math.min(count, old.length)
    let start = 0
    // The loop that most updates never leave.
    for (; start < shared; start++) {
      const live = old[start]!
      if (live.key !== keys[start]) break
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
      for (; start <= oldEnd && start <= newEnd && old[start]!.key === list.keys[start]; start++) keep(old[start]!, next, list, start)
      for (; start <= oldEnd && start <= newEnd && old[oldEnd]!.key === list.keys[newEnd]; newEnd--) keep(old[oldEnd--]!, next, list, newEnd)
      // Two rows swapped, with the row after the first in its place: no need for the general way.
      if (oldEnd - start < 2 || oldEnd - start !== newEnd - start) break
      if (old[start]!.key !== list.keys[newEnd] || old[oldEnd]!.key !== list.keys[start]) break
      if (old[start + 1]!.key !== list.keys[start + 1]) break
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
    for (let i = start; i <= newEnd; i++) place.set(list.keys[i], i)
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
    const live = create(this.template, list.rows[i]!, list.keys[i], list.host)
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
