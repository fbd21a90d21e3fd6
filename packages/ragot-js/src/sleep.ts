/**
 * Rows of the server's page. Where a list's rows are texts and attributes only, the server's nodes are left alone until
 * a row is touched by an event, which makes that row's instance, or until the list changes, which makes all of them.
 */

import { attributeText } from './attributes.js'
import { Live, View, type Owned } from './instance.js'
import { hosting } from './part.js'
import { CHILD, holesOf, PROP, sameTag, TEXT, walk, type Template } from './template.js'
import type { Adopter, Host } from './pieces.js'

type Values = readonly unknown[]

/** A list as `each(…)` describes it; `keys` and `rows` are worked out when they are asked for. */
export interface RowList {
  readonly items: readonly any[]
  readonly template: Template
  readonly host: Host | null
  /** The values of all rows, for those that show what `lives` say. */
  rows(lives: readonly Live[]): readonly Values[]
  key(item: any, i: number): unknown
  values(item: any, i: number, before: Values): Values
}

/** The values before, for a row that shows nothing yet. */
export const NONE: Values = []

export class SleepingRows {
  constructor(
    private readonly list: RowList,
    readonly first: Node,
    private readonly parent: Node,
    private readonly anchor: Text,
    private readonly adopter: Adopter,
    private readonly done: (lives: Live[]) => void,
  ) {
    list.host?.$asleep.add(this.#touch)
  }

  /** Makes every instance; rows that are not as they would be printed now are put right. */
  wake(): void {
    this.forget()
    const { parent, anchor, adopter, list } = this
    const { template, host, items } = list
    const rows = list.rows([])
    const whole = this.#isPrinted(rows)
    let at: Node | null = this.first
    const lives = rows.map((values, i) => {
      const there = at === anchor ? null : at
      const live =
        (there as Owned | null)?.$live ??
        (isRow(template, there, values, whole)
          ? new Live(template, there, list.key(items[i], i), values, host)
          : (adopter.adoptView(new View(template, values, list.key(items[i], i), host), there, parent, anchor) as Live))
      at = live.element.nextSibling
      return live
    })
    while (at && at !== anchor) {
      const extra: Node = at
      at = at.nextSibling
      adopter.differs(extra, parent, 'nothing')
      parent.removeChild(extra)
    }
    this.done(lives)
  }

  forget(): void {
    this.list.host?.$asleep.delete(this.#touch)
  }

  /** Makes the instance of the row around `inside`, when that is one of these. */
  #touch = (inside: Element): void => {
    const { template, host, items } = this.list
    let row: Owned | null = inside
    while (row && row.parentNode !== this.parent) row = row.parentElement
    if (!row || row.$live) return
    let i = 0
    for (let node: Node | null = row; node !== this.first; node = node.previousSibling, i++) if (!node || node === this.anchor) return
    const values = i < items.length ? hosting(host, () => this.list.values(items[i], i, NONE)) : NONE
    if (isRow(template, row, values, false)) new Live(template, row, this.list.key(items[i], i), values, host)
    else this.wake()
  }

  /** Whether a list that fills its parent has the text that it would have: one look at all of it, not one per row. */
  #isPrinted(rows: readonly Values[]): boolean {
    const { template } = this.list
    if (this.anchor.nextSibling || this.parent.firstChild !== this.first) return false
    let text = ''
    for (let i = 0; i < rows.length; i++) text += textOf(template, rows[i]!)
    return this.parent.textContent === text
  }
}

/** Takes the server's rows from `next` on, all that are left when the list is the `last` in there; null when `done` is called already. */
export function adoptRows(
  list: RowList,
  anchor: Text,
  next: ChildNode | null,
  parent: Node,
  last: boolean,
  adopter: Adopter,
  done: (lives: Live[]) => void,
): SleepingRows | null {
  const { template, items, host } = list
  if (items.length) template.events?.hear(host)
  if (!adopter.isWatched() && (!template.nesting || areTexts(list, next, parent, last))) {
    let end: Node | null = last ? null : next
    for (let i = 0; !last && i < items.length && sameTag(end, template.root); i++) end = end.nextSibling
    parent.insertBefore(anchor, end)
    return new SleepingRows(list, end === next ? anchor : next!, parent, anchor, adopter, done)
  }
  let at: Node | null = next
  parent.insertBefore(anchor, next)
  const lives = list.rows([]).map((values, i) => {
    const live = adopter.adoptView(new View(template, values, list.key(items[i], i), host), at, parent, anchor) as Live
    at = live.element.nextSibling
    parent.insertBefore(anchor, at)
    return live
  })
  done(lives)
  return null
}

/** Whether the CHILD holes of all rows show texts only: then there are just the elements of the template. */
function areTexts({ template, items, host, values }: RowList, next: Node | null, parent: Node, last: boolean): boolean {
  const count = (element: Element): number => element.getElementsByTagName('*').length
  return (
    last &&
    items.length > 0 &&
    next === parent.firstChild &&
    count(parent as Element) === items.length * (count(template.root) + 1) &&
    template.isPlain(hosting(host, () => values(items[0], 0, NONE)))
  )
}

/** Whether the server's `node` can be this row; its text is looked at unless it is known to be right. */
function isRow(template: Template, node: Node | null, values: Values, textIsRight: boolean): node is Element {
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
  return textIsRight || (template.isPlain(values) && node.textContent === textOf(template, values))
}

function walkSafely(row: Element, path: readonly number[]): Node | null {
  try {
    return walk(row, path)
  } catch {
    return null
  }
}

/** The text of a row. */
function textOf(template: Template, values: Values): string {
  const parts = textParts(template)
  let text = ''
  // By index: this runs once, before any of it is compiled, and an iterator would cost as much as the rest.
  for (let j = 0; j < parts.length; j++) {
    const part = parts[j]!
    text += typeof part === 'number' ? (values[part] as string) : part
  }
  return text
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
