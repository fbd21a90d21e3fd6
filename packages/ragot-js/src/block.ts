/**
 * Blocks: what a component's `render()` is compiled to. This comment is the specification of the compiled form.
 *
 *     import { block, nest, hears, view, each, html } from '../../ragot/block.js'
 *     import { Component } from '../../ragot/component.js'
 *
 *     const B0 = block('<tr><td> </td><td><a data-h="click"> </a></td></tr>',
 *       [[0, [0, 0]], [0, [1, 0, 0]], [3, []]],
 *       hears([[[1, 0], 'click', (self, v, event) => self.pick(v[3])]]))
 *     const B1 = nest('<table><tbody><!></tbody></table>', [[5, [0, 0]]])
 *     class Rows extends Component {
 *       $view() {
 *         const s = this.state
 *         return view(B1, [each(s.rows, (r) => r.id, B0, (r) => [str(r.id), r.label, cls, r.id])])
 *       }
 *     }
 *
 * `block(html, holes, events?)`, a constant of the module, parsed on first use:
 *   html    the markup of exactly ONE root element, as the server prints it. In it a TEXT hole stands as one space, a
 *           CHILD hole as `<!>` (an empty comment, which the runtime replaces). Two texts (static or TEXT) side by side
 *           have `<!---->` between them; next to a CHILD hole none (the runtime puts it there when it is needed).
 *           Attributes with a hole are left out, or stand with an empty value to keep their place in the order
 *   holes   [[kind, path, name?], …], in any order; `values` has theirs in the same order
 *   path    child indexes from the root element ([] is the root itself) in the DOM that `html` parses to
 *   events  hears([[path, type, (self, values, event) => …], …]); the element has data-h="click input" in `html`: its event
 *           types in the order of its attributes. `self` (and `this`, in a `function`) is the component whose $view()
 *           made the view
 *
 *   kind 0 TEXT    value: a string or an integer, always; an empty string is a text too
 *        1 ATTR    null, undefined, false: absent; true: bare; else String(value). aria-* and the other enumerated
 *                  attributes print "true" and "false"
 *        2 PROP    value, checked, selected, muted …: attribute and live property
 *        3 CLASS   a string, or a list (falsy items are dropped; nothing left: absent)
 *        4 STYLE   a string, or an object or Map of snake_case names (null values are dropped)
 *        5 CHILD   null, undefined, boolean: nothing; string, number: text; view(…); each(…); a Component; a DOM node;
 *                  html(…); h(…) of ragot/tree.js; or an array of these, nested as deep as you like. A text with no
 *                  text beside it costs what a TEXT hole does, until something else is shown
 *
 * `nest(html, holes, events?)`  the same for a block with CHILD holes; `block` is for those without
 * `plain(html, holes?, events?)` the same for a block that has TEXT holes only, no SVG root, and no paths of the app in URL
 *                              attributes: a page of such blocks does not carry what the others need
 * `view(B, values, key?)`      a tree to show: a value per hole, then whatever the event handlers want to read. `key` tells
 *                              views of one array apart (strings, numbers)
 * `each(items, key, B, values)` a keyed list of one block. items: any iterable; key(item, i), or null for the position;
 *                              values(item, i, before): as for `view`, or `before`, the values that the row shows, when
 *                              nothing has changed; a row whose values are the same is not touched
 * `html(text)`                 trusted markup
 *
 * `$view()` may return any CHILD value that is one node or nothing. An update compares each hole's value with the one
 * before (===; objects are always looked into) and writes what changed. Nothing else is touched.
 */

import { each } from './each.js'
import { hears } from './events.js'
import { FullTemplate } from './full.js'
import { View, viewOf } from './instance.js'
import { html, nest } from './slot.js'
import { Template } from './template.js'
import type { Hearing, Hole } from './pieces.js'

export { ATTR, CHILD, CLASS, PROP, STYLE, TEXT } from './template.js'
export type { EventSpot, Handler, Hole, Path } from './pieces.js'
export { each, hears, html, nest, View }

export function block(html: string, holes: readonly Hole[], events: Hearing | null = null): Template {
  return new FullTemplate(html, holes, events)
}

export function plain(html: string, holes: readonly Hole[] = [], events: Hearing | null = null): Template {
  return new Template(html, holes, events)
}

export function view(template: Template, values: readonly unknown[], key?: unknown): View {
  return viewOf(template, values, key)
}
