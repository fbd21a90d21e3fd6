/** Keyed lists of one block: `each(…)`. */

import { create, drop, patch, type Live } from './instance.js'
import { currentHost, hosting } from './part.js'
import { longestRise, move } from './order.js'
import { adoptRows, NONE, type RowList, type SleepingRows } from './sleep.js'
import type { Showable, Shown } from './slot.js'
import type { Template } from './template.js'
import type { Adopter, Host } from './pieces.js'

type Key = (item: any, i: number) => unknown
type Row = readonly unknown[]
type Values = (item: any, i: number, before: Row) => Row

/** A list to show. */
export class Each implements Showable, RowList {
  constructor(
    readonly items: readonly any[],
    readonly key: Key,
    readonly template: Template,
    readonly values: Values,
    readonly host: Host | null,
  ) {}

  /** The values of each row's block, all of them at once: what raises does so before a row is changed. */
  rows(lives: ReadonlyArray<Live | undefined>): Row[] {
    return hosting(this.host, () => valuesOf(this, lives))
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

function valuesOf({ items, values }: Each, lives: ReadonlyArray<Live | undefined>): Row[] {
  const rows = new Array<Row>(items.length)
  for (let i = 0; i < rows.length; i++) rows[i] = values(items[i], i, lives[i]?.values ?? NONE)
  return rows
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
    if (next.items.length) this.template.events?.hear(next.host)
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
    const { items, key } = list
    const old = this.lives
    const count = items.length
    const keys = new Array<unknown>(count)
    for (let i = 0; i < count; i++) keys[i] = key(items[i], i)
    // Which instance stays for which row; first those that are the same in front and behind.
    const next = new Array<Live | undefined>(count)
    let start = 0
    let oldEnd = old.length - 1
    let end = count - 1
    for (; start <= oldEnd && start <= end && old[start]!.key === keys[start]; start++) next[start] = old[start]
    for (; start <= oldEnd && start <= end && old[oldEnd]!.key === keys[end]; end--) next[end] = old[oldEnd--]
    const between = start <= oldEnd && start <= end ? new Between(old, keys, next, start, oldEnd, end) : null
    if (between?.repeated) warnDuplicates(this.template)
    const rows = list.rows(next)
    for (let i = 0; i < count; i++) {
      const live = next[i]
      if (live && live.values !== rows[i]) patch(live, rows[i]!)
    }
    const gone = between ? between.gone : old.slice(start, oldEnd + 1)
    if (gone.length && gone.length === old.length) this.#dropAll(gone)
    else for (const live of gone) this.#remove(live)
    this.lives = next as Live[]
    try {
      this.#place(list, keys, rows, start, end, between)
    } catch (error) {
      // Rows that could not be made are not there; the next update may make them.
      this.lives = this.lives.filter(Boolean)
      throw error
    }
  }

  /** Makes the rows from `start` to `end` that are new, and moves those that are not where they belong. */
  #place(list: Each, keys: readonly unknown[], rows: readonly Row[], start: number, end: number, between: Between | null): void {
    const { lives, template } = this
    const parent = this.anchor.parentNode!
    let before: Node = lives[end + 1]?.element ?? this.anchor
    const make = (i: number): void => {
      const live = (lives[i] = create(template, rows[i]!, keys[i], list.host))
      parent.insertBefore(live.element, before)
    }
    if (between?.swapped) {
      move(parent, lives[start]!.element, lives[end]!.element)
      move(parent, lives[end]!.element, before)
    } else if (!between?.keeps) {
      // Browsers append faster than they insert.
      for (let i = start; i <= end; i++) make(i)
    } else {
      for (let i = end; i >= start; i--) {
        if (!lives[i]) make(i)
        else if (between.moves(i)) move(parent, lives[i]!.element, before)
        before = lives[i]!.element
      }
    }
  }

  #remove(live: Live): void {
    if (this.template.nesting) drop(live)
    live.element.remove()
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

/** The rows between those that are the same in front and those that are the same behind: who stays, who goes, who moves. */
class Between {
  readonly gone: Live[] = []
  /** Whether the first and the last have changed places, and nothing else has. */
  readonly swapped: boolean
  /** Whether two rows have the same key. */
  repeated = false
  /** Whether any row stays. */
  keeps = true
  /** The rows that are not moved, as many as possible; null when all are in order. */
  #stay: Int32Array | null = null
  /** The last of these that has not been met. */
  #left = 0

  constructor(
    old: readonly Live[],
    keys: readonly unknown[],
    next: Array<Live | undefined>,
    readonly start: number,
    oldEnd: number,
    end: number,
  ) {
    this.swapped = oldEnd === end && isSwapped(old, keys, start, end)
    if (this.swapped) {
      for (let i = start; i <= end; i++) next[i] = old[i]
      next[start] = old[end]
      next[end] = old[start]
    } else this.#match(old, keys, next, oldEnd, end)
  }

  #match(old: readonly Live[], keys: readonly unknown[], next: Array<Live | undefined>, oldEnd: number, end: number): void {
    const { start } = this
    const place = new Map<unknown, number>()
    for (let i = start; i <= end; i++) place.set(keys[i], i)
    this.repeated = place.size <= end - start
    // The old place of each row, from 1; 0 is a new one.
    const rank = new Int32Array(end - start + 1)
    let last = -1
    let sorted = true
    for (let i = start; i <= oldEnd; i++) {
      const live = old[i]!
      const to = place.get(live.key)
      if (to === undefined || next[to]) {
        this.gone.push(live)
        continue
      }
      next[to] = live
      rank[to - start] = i + 1
      if (to < last) sorted = false
      last = to
    }
    this.keeps = last >= 0
    if (sorted) return
    this.#stay = longestRise(rank)
    this.#left = this.#stay.length - 1
  }

  /** Whether row `i`, which stays, has to be moved; asked for each of them, from the last one up. */
  moves(i: number): boolean {
    if (!this.#stay) return false
    if (this.#stay[this.#left] !== i - this.start) return true
    this.#left--
    return false
  }
}

function isSwapped(old: readonly Live[], keys: readonly unknown[], start: number, end: number): boolean {
  if (old[start]!.key !== keys[end] || old[end]!.key !== keys[start]) return false
  for (let i = start + 1; i < end; i++) if (old[i]!.key !== keys[i]) return false
  return true
}

function warnDuplicates(template: Template): void {
  console.warn(`[RAGOT] two rows of a list have the same key; rows lose their identity: ${template.html}`)
}
