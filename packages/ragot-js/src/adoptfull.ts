/** Adopting blocks with holes of every kind: separators, children, attributes beside what adopt.ts does for texts. */

import { attributeText, setAttribute, setProperty } from './attributes.js'
import { adopter, differs, Walk } from './adopt.js'
import type { Live } from './instance.js'
import { isSeparator, pastSeparator } from './seam.js'
import { CHILD, holesOf, PROP } from './template.js'
import type { Place } from './pieces.js'

export class FullWalk extends Walk {
  readonly #refs: Array<Node | Place | undefined>
  readonly #holes: Map<Node, number[]>

  constructor(live: Live) {
    super(live)
    this.#refs = live.refs = new Array<Node | Place | undefined>(live.template.paths.length)
    this.#holes = holesOf(live.template)
  }

  override run(mine: Element, theirs: Element): void {
    try {
      super.run(mine, theirs)
    } catch (error) {
      for (const ref of this.#refs) if (ref && 'end' in ref) ref.end()
      throw error
    }
  }

  protected override child(mine: Node, next: ChildNode | null, parent: Node): ChildNode | null {
    const { template, values, host } = this.live
    const i = this.#holes.get(mine)?.find((one) => mine.nodeType === 3 && one < template.kinds.length)
    if (i !== undefined && template.kinds[i] === CHILD) {
      const slot = template.nesting!.adopt(values[i], next, parent, host, !mine.nextSibling, adopter)
      this.#refs[i] = slot
      return slot.anchor.nextSibling
    }
    // After a separator of the template there is no other.
    if (mine.nodeType !== 8 && !isSeparator(mine.previousSibling)) {
      next = pastSeparator(next, parent)
      const between = next?.previousSibling
      if (mine.nodeType === 1 && between && isSeparator(between)) between.remove()
    }
    const after = super.child(mine, next, parent)
    if (i !== undefined) this.#refs[i] = after ? after.previousSibling! : parent.lastChild!
    return after
  }

  protected override text(mine: Text): string {
    const i = this.#holes.get(mine)?.find((one) => one < this.live.template.kinds.length)
    return i === undefined ? mine.data : String(this.live.values[i])
  }

  // After the children: a select takes its value once its options are there.
  protected override attributes(mine: Element, theirs: Element): void {
    for (let child = mine.firstChild; child; child = child.nextSibling) {
      for (const i of this.#holes.get(child) ?? []) (this.#refs[i] as Place).mend?.()
    }
    const spots = this.#holes.get(mine) ?? []
    for (const i of spots) this.#attribute(i, theirs)
    super.attributes(mine, theirs, new Set(spots.map((i) => this.live.template.names[i])))
  }

  #attribute(i: number, theirs: Element): void {
    this.#refs[i] = theirs
    const { kinds, names } = this.live.template
    if (i >= kinds.length) return
    const name = names[i]!
    const value = this.live.values[i]
    if (kinds[i] === PROP) {
      // What the user has typed or chosen before the script came stands in the property, and is theirs. A choice that
      // markup cannot express is made now, unless they were faster.
      if (isTouched(theirs)) tell(theirs, name)
      else if (name === 'value') setProperty(theirs, name, value)
      return
    }
    const found = theirs.getAttribute(name)
    const wanted = attributeText(name, value)
    if (found === wanted) return
    if (DEV) differs(theirs, null, `${name}=${wanted}`, found)
    setAttribute(theirs, name, value)
  }
}

type Field = HTMLInputElement & Pick<HTMLSelectElement, 'options' | 'selectedIndex'>

const BOX = /^(checkbox|radio)$/

/** Whether a field shows something else than its markup says. */
function isTouched(element: Element): boolean {
  const { type, value, defaultValue, checked, defaultChecked, options, selectedIndex } = element as Field
  if (options) return selectedIndex !== Math.max(0, [...options].findIndex((option) => option.defaultSelected))
  return BOX.test(type) ? checked !== defaultChecked : value !== defaultValue
}

/** What was entered before anybody listened is told once, when everybody does. */
function tell(element: Element, name: string): void {
  const { type, checked, options } = element as Field
  const box = BOX.test(type)
  if (name !== (box ? 'checked' : 'value') || (type === 'radio' && !checked)) return
  queueMicrotask(() => {
    element.dispatchEvent(new Event('input', { bubbles: true }))
    // Who is still typing gets it from the browser.
    if (box || options || element !== document.activeElement) element.dispatchEvent(new Event('change', { bubbles: true }))
  })
}
