"""Random trees: what a block shows is what the server prints, however it came there."""

from __future__ import annotations

import os

import pytest

pytestmark = pytest.mark.browser
RUNS = int(os.environ.get("RAGOT_RUNS", "150"))

APP = r"""
class Shown extends R.Component { $view() { return T.toView(R, this.props.template, this.props.values) } }
const setUp = (seed) => {
  const rnd = T.random(seed), template = T.makeTemplate(rnd, 2)
  const states = Array.from({ length: 4 }, () => T.makeValues(rnd, template))
  document.body.innerHTML = ''
  return [template, states, new Shown({}, { props: { template, values: states[0] } })]
}
const show = (component, values) => { component.props.values = values; component.setStateSync({}) }
// Which attribute was set first shows in the serialised text, and is of no other meaning.
const sorted = (html) => html.replace(/<(\w+)((?: \w+="[^"]*")+)>/g,
  (_, tag, attrs) => `<${tag} ${attrs.match(/\w+="[^"]*"/g).sort().join(' ')}>`)
const same = (what, html, expected) => {
  const a = sorted(html), b = sorted(expected)
  let i = 0
  while (i < a.length && a[i] === b[i]) i++
  if (a !== b) throw new Error(`${what}, at ${i}: ` + JSON.stringify([a, b].map((one) => one.slice(Math.max(0, i - 40), i + 40))))
}
"""


def test_a_block_shows_what_the_server_prints_for_every_state_in_turn(check):
    check(
        APP
        + """
        fc.assert(fc.property(fc.integer(), (seed) => {
          const [template, states, component] = setUp(seed)
          component.mount(document.body)
          same('created', document.body.innerHTML, T.print(template, states[0]))
          for (const state of [...states, states[0]]) {
            show(component, state)
            same('patched', document.body.innerHTML, T.print(template, state))
          }
          component.unmount()
          same('unmounted', document.body.innerHTML, '')
        }), { numRuns: given.runs })
        """,
        modules="block, component",
        runs=RUNS,
    )


def test_adopting_keeps_every_node_and_finds_no_difference(check):
    check(
        APP
        + """
        let told = []
        R.onDifference((one) => told.push(one))
        fc.assert(fc.property(fc.integer(), (seed) => {
          const [template, states, component] = setUp(seed)
          const server = T.print(template, states[0])
          document.body.innerHTML = server
          const nodes = all(document.body)
          told = []
          R.hydrate(component, document.body)
          same('adopted', document.body.innerHTML, server)
          if (told.length) throw new Error(JSON.stringify(told))
          const after = new Set(all(document.body))
          if (!nodes.every((node) => after.has(node))) throw new Error('a node was replaced')
          for (const state of [...states, states[0]]) {
            show(component, state)
            same('patched', document.body.innerHTML, T.print(template, state))
          }
          component.unmount()
        }), { numRuns: given.runs })
        function all(root) {
          const walker = document.createTreeWalker(root), nodes = []
          while (walker.nextNode()) nodes.push(walker.currentNode)
          return nodes
        }
        """,
        modules="block, component, hydrate",
        runs=RUNS,
    )


def test_adopting_puts_right_whatever_the_server_sent(check):
    check(
        APP
        + """
        R.onDifference(() => {})
        fc.assert(fc.property(fc.integer(), (seed) => {
          const [template, states, component] = setUp(seed)
          document.body.innerHTML = T.print(template, states[1])
          R.hydrate(component, document.body)
          same('repaired', document.body.innerHTML, T.print(template, states[0]))
          for (const state of [...states, states[0]]) {
            show(component, state)
            same('patched', document.body.innerHTML, T.print(template, state))
          }
          component.unmount()
        }), { numRuns: given.runs })
        """,
        modules="block, component, hydrate",
        runs=RUNS,
    )
